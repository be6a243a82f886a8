// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu_threads.h"
#include "devices/device_plugin.h"
#include "devices/onednn/onednn_session.h"
#include "devices/session_checks.h"

#include <exception>
#include <new>
#include <oneapi/dnnl/dnnl.hpp>

namespace pivot {

namespace {

constexpr const char* kId = "cpu:onednn";

/// Whether the processor (and DNNL_MAX_CPU_ISA) lets oneDNN multiply bfloat16 in hardware; it emulates it
/// elsewhere, slower than float32.
bool hasBf16() {
    const auto isa = static_cast<unsigned>(dnnl::get_effective_cpu_isa());
    const auto wanted = static_cast<unsigned>(dnnl::cpu_isa::avx512_core_bf16);
    return (isa & wanted) == wanted;
}

class OneDnnPlugin final : public DevicePlugin {
public:
    std::vector<DeviceInfo> enumerate() override {
        DeviceInfo cpu;
        cpu.id = kId;
        const int cores = availablePhysicalCores();
        cpu.name =
            cpuModelName("/proc/cpuinfo") + ", " + std::to_string(cores) + (cores == 1 ? " core" : " cores");
        cpu.available = true;
        cpu.precisions = {Precision::Fp32, Precision::Bf16};
        cpu.attentionCapture = true;
        const dnnl_version_t* version = dnnl::version();
        cpu.libraries["oneDNN"] = std::to_string(version->major) + '.' + std::to_string(version->minor) +
                                  '.' + std::to_string(version->patch);
        return {cpu};
    }

    Result<std::unique_ptr<InferenceSession>> open(std::string_view, ModelPtr model,
                                                   const SessionOptions& options) override {
        if (!model) {
            return fail(ErrorCode::Usage, std::string("no model was given to open on ") + kId);
        }
        if (options.precision == Precision::Int8) {
            return fail(ErrorCode::Unsupported, std::string(kId) + " does not run int8: choose fp32 or bf16");
        }
        const auto threads = cpuThreads(options.threads);
        if (!threads) {
            return tl::unexpected(threads.error());
        }
        if (auto valid = model->spec.validate(); !valid) {
            return tl::unexpected(std::move(valid.error()));
        }
        std::string numerics = std::string(toString(options.precision)) + " on " + kId;
        Element element = options.precision == Precision::Bf16 ? Element::Bf16 : Element::F32;
        if (element == Element::Bf16 && !hasBf16()) {
            element = Element::F32;
            numerics = std::string("fp32 on ") + kId +
                       " (bf16 was asked for, and this processor does not multiply it)";
        }
        try {
            auto network = OneDnnNetwork::create(std::move(model), element, *threads);
            if (!network) {
                return tl::unexpected(std::move(network.error()));
            }
            return std::make_unique<OneDnnSession>(std::move(*network), std::move(numerics));
        } catch (const std::bad_alloc&) {
            return fail(
                ErrorCode::Unavailable,
                std::string(kId) + " has not enough memory for the model: free some and open it again");
        } catch (const std::exception& error) {
            return fail(ErrorCode::Internal, std::string(kId) + " could not take the model (" + error.what() +
                                                 "): use cpu:torch, and report it with the model");
        }
    }
};

}  // namespace

}  // namespace pivot

extern "C" __attribute__((visibility("default"))) pivot::DevicePlugin* pivot_device_plugin_2() {
    static pivot::OneDnnPlugin plugin;
    return &plugin;
}

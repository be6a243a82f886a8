// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu_threads.h"
#include "core/number_text.h"
#include "devices/device_plugin.h"
#include "devices/onednn/bf16_rate.h"
#include "devices/onednn/onednn_session.h"
#include "devices/session_checks.h"

#include <exception>
#include <new>
#include <oneapi/dnnl/dnnl.hpp>

namespace pivot {

namespace {

constexpr const char* kId = "cpu:onednn";

/// Whether the processor (and DNNL_MAX_CPU_ISA) multiplies bfloat16 (avx512_core_bf16) or whole numbers
/// (avx512_core_vnni) in hardware; elsewhere oneDNN does without, slower than float32.
bool has(dnnl::cpu_isa wanted) {
    const auto isa = static_cast<unsigned>(dnnl::get_effective_cpu_isa());
    return (isa & static_cast<unsigned>(wanted)) == static_cast<unsigned>(wanted);
}

/// What a session computes in, and how it says so.
struct Numbers {
    Element element = Element::F32;
    bool int8 = false;
    std::string text;
};

Numbers numbersFor(Precision asked) {
    const std::string on = std::string(" on ") + kId;
    if (asked == Precision::Fp32) {
        return {Element::F32, false, "fp32" + on};
    }
    const bool bf16 = multipliesBf16Faster(), storesBf16 = has(dnnl::cpu_isa::avx512_core_bf16);
    const Element half = bf16 ? Element::Bf16 : Element::F32;
    const std::string text = std::string(bf16 ? "bf16" : "fp32") + on;
    if (asked == Precision::Bf16) {
        const char* why = storesBf16 ? "multiplies it slower than fp32" : "does not multiply it";
        return {half, false, bf16 ? text : text + " (bf16 was asked for, and this processor " + why + ")"};
    }
    if (!has(dnnl::cpu_isa::avx512_core_vnni)) {
        return {half, false, text + " (int8 was asked for, and this processor has no VNNI to multiply it)"};
    }
    const char* attention = bf16 ? "bf16" : storesBf16 ? "bf16 by fp32 products" : "fp32";
    return {half, true, std::string("int8 (attention ") + attention + ")" + on};
}

class OneDnnPlugin final : public DevicePlugin {
public:
    std::vector<DeviceInfo> enumerate() override {
        DeviceInfo cpu;
        cpu.id = kId;
        cpu.name = cpuModelName("/proc/cpuinfo") + ", " + counted(availablePhysicalCores(), "core", "cores");
        cpu.available = true;
        cpu.precisions = {Precision::Fp32, Precision::Bf16, Precision::Int8};
        cpu.attentionCapture = true;
        cpu.relativeRmsTolerance = {{"bf16", 0.03}, {"int8", 0.15}};
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
        const Numbers numbers = numbersFor(options.precision);
        if (numbers.int8 && !options.ranges) {
            return fail(ErrorCode::Unsupported,
                        std::string(kId) +
                            " makes int8 from the ranges of activations over calibration images, "
                            "and none were given: choose fp32 or bf16");
        }
        const auto threads = cpuThreads(options.threads);
        if (!threads) {
            return tl::unexpected(threads.error());
        }
        if (auto valid = model->spec.validate(); !valid) {
            return tl::unexpected(std::move(valid.error()));
        }
        try {
            auto network = OneDnnNetwork::create(std::move(model), numbers.element, *threads,
                                                 numbers.int8 ? options.ranges.get() : nullptr);
            if (!network) {
                return tl::unexpected(std::move(network.error()));
            }
            return std::make_unique<OneDnnSession>(std::move(*network), numbers.text);
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

extern "C" __attribute__((visibility("default"))) pivot::DevicePlugin* pivot_device_plugin_4() {
    static pivot::OneDnnPlugin plugin;
    return &plugin;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/blas_threads.h"
#include "core/cpu_threads.h"
#include "devices/device_plugin.h"
#include "devices/session_checks.h"
#include "devices/torch/torch_devices.h"
#include "devices/torch/torch_session.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <algorithm>
#include <charconv>
#include <exception>
#include <map>
#include <sstream>

namespace pivot {

namespace {

std::vector<DeviceInfo> cudaDevices() {
    if (!at::Context::hasCUDART()) {
        return {noCudaInLibTorch()};
    }
    const std::size_t count = torch::cuda::device_count();
    // The driver knows their names; what LibTorch leaves out of them cannot be used.
    std::vector<DeviceInfo> devices = cudaDevicesOfDriver();
    if (count == 0 || devices.size() < count) {
        return {noGpuForLibTorch()};
    }
    devices.resize(count);
    return devices;
}

/// What LibTorch was built with, as far as it and its BLAS tell.
std::map<std::string, std::string> libraries() {
    std::map<std::string, std::string> known{{"LibTorch", TORCH_VERSION}};
    if (std::string blas = openBlasVersion(); !blas.empty())
        known["BLAS"] = std::move(blas);
    // One of show_config()'s lines is `- Intel(R) MKL-DNN v2.7.0 (Git Hash N/A)`, oneDNN's old name.
    std::istringstream lines(at::show_config());
    for (std::string line; std::getline(lines, line);) {
        for (const std::string_view name : {"MKL-DNN v", "oneDNN v"}) {
            if (const auto at = line.find(name); at != std::string::npos) {
                const auto version = at + name.size();
                known["oneDNN"] = line.substr(version, line.find(' ', version) - version);
            }
        }
    }
    return known;
}

class TorchEngine final : public DevicePlugin {
public:
    TorchEngine() {
        try {
            // One session works at a time: a second pool would only take cores from the first.
            at::set_num_interop_threads(1);
        } catch (const std::exception&) {
            // Somebody in this process has set or started that pool already; its size costs little.
        }
        // Half of float32's digits are not float32: the reference tolerance asks for the real one.
        at::globalContext().setAllowTF32CuBLAS(false);
        at::globalContext().setAllowTF32CuDNN(false);
    }

    std::vector<DeviceInfo> enumerate() override {
        DeviceInfo cpu = torchCpuDevice();
        cpu.libraries = libraries();
        std::vector<DeviceInfo> devices{cpu};
        try {
            for (DeviceInfo& device : cudaDevices()) {
                device.libraries = cpu.libraries;
                devices.push_back(std::move(device));
            }
        } catch (const std::exception& error) {
            devices.push_back(
                torchCudaDevice("cuda", "NVIDIA GPU through LibTorch",
                                std::string("CUDA could not be asked for its devices: ") + error.what()));
        }
        return devices;
    }

    Result<std::unique_ptr<InferenceSession>> open(std::string_view deviceId, ModelPtr model,
                                                   const SessionOptions& options) override {
        const std::string id(deviceId);
        if (!model)
            return fail(ErrorCode::Usage, "no model was given to open on " + id);
        if (options.precision != Precision::Fp32)
            return fail(ErrorCode::Unsupported,
                        id + " does not run " + std::string(toString(options.precision)) + ": choose fp32");
        const auto threads = cpuThreads(options.threads);
        if (!threads)
            return tl::unexpected(threads.error());
        if (auto valid = model->spec.validate(); !valid)
            return tl::unexpected(std::move(valid.error()));
        const auto device = torchDevice(id);
        if (!device)
            return tl::unexpected(device.error());
        const bool cpu = device->is_cpu();
        try {
            auto network = TorchNetwork::create(std::move(model), *device,
                                                cpu ? TorchNetwork::Cut::Threads : TorchNetwork::Cut::Whole);
            if (!network)
                return tl::unexpected(std::move(network.error()));
            return std::make_unique<TorchSession>(id, std::move(*network), cpu ? *threads : 1);
        } catch (const std::exception& error) {
            const std::string words = error.what();
            return fail(ErrorCode::Unavailable, id + " could not take the model (" +
                                                    words.substr(0, words.find('\n')) +
                                                    "): free some memory and open it again");
        }
    }

private:
    static Result<at::Device> torchDevice(const std::string& id) {
        if (id == kTorchCpuId)
            return at::Device(at::kCPU);
        constexpr std::string_view kCuda = "cuda:";
        int index = -1;
        const bool number = id.starts_with(kCuda) &&
                            std::from_chars(id.data() + kCuda.size(), id.data() + id.size(), index).ptr ==
                                id.data() + id.size();
        if (!number || index < 0)
            return fail(ErrorCode::NotFound,
                        "there is no LibTorch device '" + id + "': choose cpu:torch or cuda:<number>");
        const std::size_t count = at::Context::hasCUDART() ? torch::cuda::device_count() : 0;
        if (static_cast<std::size_t>(index) >= count)
            return fail(ErrorCode::Unavailable,
                        id + " is not there: LibTorch sees " + std::to_string(count) +
                            " NVIDIA GPUs: check with nvidia-smi that the driver is new enough for its CUDA");
        return at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(index));
    }
};

}  // namespace

}  // namespace pivot

extern "C" __attribute__((visibility("default"))) pivot::DevicePlugin* pivot_device_plugin_4() {
    static pivot::TorchEngine engine;
    return &engine;
}

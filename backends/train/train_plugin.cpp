// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/train_plugin.h"

#include "core/cpu_threads.h"
#include "train/trainer.h"

#include <ATen/Parallel.h>
#include <malloc.h>

namespace pivot {

namespace {

/// A step frees activations of many megabytes and asks for the same sizes again. glibc gives such blocks back
/// to the kernel at once and gets them anew, and the kernel zeroes each page: 16 % of a step went into page
/// faults. Keeping them in the heap ends that; the process holds on to its largest step's memory meanwhile.
void keepLargeBlocks() {
    constexpr int kMappedFrom = 1 << 30;  // bytes
    constexpr int kNeverTrim = -1;
    ::mallopt(M_MMAP_THRESHOLD, kMappedFrom);
    ::mallopt(M_TRIM_THRESHOLD, kNeverTrim);
}

class LibTorchTrainPlugin final : public TrainPlugin {
public:
    Result<TrainSummary> train(const TrainConfig& config, const TrainCallbacks& callbacks,
                               std::stop_token stop) override {
        std::error_code error;
        std::filesystem::create_directories(config.output, error);
        if (error) {
            return fail(ErrorCode::Io,
                        "the folder " + config.output.string() + " cannot be made: " + error.message());
        }
        at::set_num_threads(config.threads > 0 ? config.threads : availablePhysicalCores());
        keepLargeBlocks();
        try {
            return trainNetwork(config, callbacks, stop);
        } catch (const std::exception& e) {  // LibTorch reports by exceptions
            return fail(ErrorCode::Internal, std::string("LibTorch failed while training: ") + e.what());
        }
    }
};

}  // namespace

}  // namespace pivot

extern "C" __attribute__((visibility("default"))) pivot::TrainPlugin* pivot_train_plugin_1() {
    return new pivot::LibTorchTrainPlugin;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/train_plugin.h"

#include "train/trainer.h"

#include <ATen/Parallel.h>

#include <thread>

namespace pivot {

namespace {

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
        const int threads =
            config.threads > 0 ? config.threads : static_cast<int>(std::thread::hardware_concurrency());
        at::set_num_threads(threads);
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

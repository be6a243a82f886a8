// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome_sink.h"
#include "run/runner.h"
#include "unit/run/walking_session.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pivot::test {

inline constexpr int kDepth = 6;
/// Between the entropies of a white and a black image after three attentions.
inline constexpr double kHalfEasyNats = 0.13;

/// Measures 10 J in 2 s each window, so 5 W, unless told otherwise.
class FakeMeter final : public EnergyMeter {
public:
    struct Log {
        int starts = 0, stops = 0;
        bool running = false, failsNext = false;
        double joules = 10.0;
    };
    explicit FakeMeter(std::shared_ptr<Log> log) : m_log(std::move(log)) {}
    std::string sensor() const override { return "bench supply"; }
    std::chrono::milliseconds samplePeriod() const override { return std::chrono::hours(1); }
    Result<void> start() override {
        ++m_log->starts;
        m_log->running = true;
        return {};
    }
    Result<void> sample() override { return {}; }
    Result<EnergyWindow> stop() override {
        ++m_log->stops;
        m_log->running = false;
        if (m_log->failsNext) {
            return fail(ErrorCode::Io, "the bench supply went away; plug it in again");
        }
        return EnergyWindow{"bench supply", m_log->joules, 2.0, 3};
    }

private:
    std::shared_ptr<Log> m_log;
};

/// Everything a run opens, made of walking sessions and numbered images. One a test.
struct FakeRun {
    FakeRun() {
        model.spec = WalkingSession::specOf(kDepth);
        model.name = "walking";
        model.fingerprint = "w";
        data["numbers"] = std::make_shared<NumberedData>(40, 100, 3);
        config.model = "walking";
        config.dataset = "numbers";
        config.device = "cpu:walking";
        config.batch = 4;
        config.warmup = 1;
        config.baselineImages = 16;
        config.ladder.efforts.resize(2);
        config.ladder.efforts[0].skip = SkipConfig{3, 4, 5};
        config.ladder.efforts[0].thresholdNats = kHalfEasyNats;
    }
    Model model;
    std::map<std::string, DataSetPtr> data;
    RunConfig config;
    std::function<void(WalkingSession&)> prepareSession;
    std::shared_ptr<FakeMeter::Log> meter;  ///< a meter where set
    std::vector<std::filesystem::path> powerProfileFolders;
    std::optional<std::string> gpuDriver;
    WalkingSession* session = nullptr;  ///< the last one opened; the run's

    RunContext context() {
        RunServices services;
        services.resolveDevice = [](const std::string& id) -> Result<DeviceInfo> {
            DeviceInfo info;
            info.id = id;
            info.name = "a walk";
            info.available = true;
            return info;
        };
        services.openModel = [this](const std::filesystem::path& path, const ModelOverrides&) {
            Model opened = model;
            opened.path = path.string();
            return Result<ModelPtr>(std::make_shared<const Model>(std::move(opened)));
        };
        services.openSession = [this](const std::string&, const ModelPtr& of, const SessionOptions&) {
            auto made = std::make_unique<WalkingSession>(of->spec);
            made->skippedBlockNs = 250'000;
            if (prepareSession) {
                prepareSession(*made);
            }
            session = made.get();
            return Result<std::unique_ptr<InferenceSession>>(std::move(made));
        };
        services.openData = [this](const std::string& spec, const DataSetOptions&) -> Result<DataSetPtr> {
            const auto found = data.find(spec);
            return found != data.end() ? Result<DataSetPtr>(found->second)
                                       : fail(ErrorCode::NotFound, "there is no data set " + spec);
        };
        services.chooseMeter = [this](const std::string&) {
            MeterChoice choice;
            if (meter) {
                choice.meter = std::make_unique<FakeMeter>(meter);
            }
            return choice;
        };
        services.gpuDriver = [this](const std::string&) { return gpuDriver; };
        return {registry, powerProfileFolders, std::move(services)};
    }
    Result<RunReport> run(OutcomeSink* sink = nullptr, const RunHooks& hooks = {}) {
        RunRequest request;
        request.config = config;
        return run(request, sink, hooks);
    }
    Result<RunReport> run(const RunRequest& request, OutcomeSink* sink, const RunHooks& hooks) {
        RunContext with = context();
        return runExperiment(request, with, sink, hooks);
    }
    Result<RunReport> resume(RunRecord record, std::vector<ImageResult> done, OutcomeSink& sink,
                             const RunHooks& hooks = {}) {
        RunContext with = context();
        return resumeExperiment({std::move(record), std::move(done)}, with, sink, hooks);
    }

private:
    DeviceRegistry registry{DeviceRegistry::Paths{}};
};

/// Keeps what a run hands over.
class KeepingSink final : public OutcomeSink {
public:
    RunRecord record;
    std::map<std::int64_t, ImageResult> results;  ///< by image index
    int begins = 0, handedTwice = 0;
    std::optional<RunStatus> status;
    std::vector<bool> waits;  ///< as setPaused() told them
    std::function<void(std::size_t kept)> onAdd;

    Result<void> begin(const RunRecord& begun) override {
        record = begun;
        ++begins;
        return {};
    }
    Result<void> add(const std::vector<ImageResult>& finished) override {
        for (const ImageResult& result : finished) {
            handedTwice += results.insert_or_assign(result.outcome.imageIndex, result).second ? 0 : 1;
        }
        if (onAdd) {
            onAdd(results.size());
        }
        return {};
    }
    void setPaused(bool paused) override { waits.push_back(paused); }
    Result<void> finish(RunStatus end, const RunReport&) override {
        status = end;
        return {};
    }
    [[nodiscard]] std::vector<ImageResult> all() const {
        std::vector<ImageResult> out;
        for (const auto& [index, result] : results) {
            out.push_back(result);
        }
        return out;
    }
};

inline bool anyHas(const std::vector<std::string>& notes, const char* words) {
    return std::any_of(notes.begin(), notes.end(),
                       [words](const std::string& note) { return note.find(words) != std::string::npos; });
}

}  // namespace pivot::test

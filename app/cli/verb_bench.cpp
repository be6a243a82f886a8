// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_text.h"
#include "app/cli/interrupt.h"
#include "app/cli/json_text.h"
#include "app/cli/number_check.h"
#include "app/cli/run_arguments.h"
#include "app/cli/verbs.h"
#include "devices/registry.h"
#include "run/layer_timing.h"
#include "run/range_survey.h"
#include "vit/model.h"

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

namespace pivot::cli {

namespace {

struct BenchArguments {
    std::string model, config, act, devices = "cpu", precisions = "fp32", batches = "1,8,32", skips = "none";
    int threads = 0, warmup = 3;
    double seconds = 3.0;
    bool layers = false, json = false;
};

/// The parts of a list, e.g. `1,8,32`; empty parts are left out.
std::vector<std::string> parts(const std::string& text, char separator) {
    std::vector<std::string> found;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);) {
        if (!part.empty()) {
            found.push_back(part);
        }
    }
    return found;
}

Result<std::vector<BenchOptions>> cases(const BenchArguments& arguments, int depth) {
    std::vector<BenchOptions> all;
    for (const std::string& batch : parts(arguments.batches, ',')) {
        for (const std::string& text : parts(arguments.skips, ';')) {
            BenchOptions options;
            const bool digits =
                batch.find_first_not_of("0123456789") == std::string::npos && batch.size() <= 4;
            options.batch = digits ? std::stoi(batch) : 0;
            if (options.batch < 1 || options.batch > 4096) {
                return fail(ErrorCode::Usage, "the batch \"" + batch + "\" is not a number of 1 to 4096");
            }
            auto skip = SkipConfig::parse(text, depth);
            if (!skip) {
                return tl::unexpected(skip.error());
            }
            options.skip = std::move(*skip);
            options.warmup = arguments.warmup;
            options.seconds = arguments.seconds;
            options.layers = arguments.layers;
            all.push_back(std::move(options));
        }
    }
    if (all.empty()) {
        return fail(ErrorCode::Usage,
                    "there is nothing to time: give --batch and --skip at least one value each");
    }
    return all;
}

/// Time does not depend on the numbers, so int8 takes its scales from the pixels that it is timed with.
Result<ActivationRanges> rangesOfNoise(DeviceRegistry& registry, const std::string& device,
                                       const ModelPtr& model, int threads) {
    const auto session = registry.open(device, model, {Precision::Fp32, threads, nullptr});
    if (!session) {
        return tl::unexpected(session.error());
    }
    constexpr int kImages = 4;
    const auto pixels = randomPixels(model->spec, kImages, 1);
    return surveyRanges(**session, ImageBatch{kImages, pixels}, {});
}

/// Each row as soon as it is measured: what fails later, or an interrupt, takes none of them away.
Result<void> bench(const BenchArguments& arguments, std::vector<BenchRow>& rows) {
    const auto model = loadModel(arguments.model, overridesOf(arguments.config, arguments.act));
    if (!model) {
        return tl::unexpected(model.error());
    }
    const auto timings = cases(arguments, (*model)->spec.depth);
    if (!timings) {
        return tl::unexpected(timings.error());
    }
    DeviceRegistry registry(DeviceRegistry::defaultPaths());
    for (const std::string& id : parts(arguments.devices, ',')) {
        const auto device = registry.resolve(id);
        if (!device) {
            return tl::unexpected(device.error());
        }
        for (const std::string& name : parts(arguments.precisions, ',')) {
            const auto precision = parsePrecision(name);
            if (!precision) {
                return tl::unexpected(precision.error());
            }
            SessionOptions opened{*precision, arguments.threads, nullptr};
            if (*precision == Precision::Int8) {
                auto ranges = rangesOfNoise(registry, device->id, *model, arguments.threads);
                if (!ranges) {
                    return tl::unexpected(ranges.error());
                }
                opened.ranges = std::make_shared<const ActivationRanges>(std::move(*ranges));
            }
            auto session = registry.open(device->id, *model, opened);
            if (!session) {
                return tl::unexpected(session.error());
            }
            for (const BenchOptions& options : *timings) {
                std::cerr << device->id << ' ' << name << ", batch " << options.batch << ", skip "
                          << options.skip.toString() << '\n';
                auto result = benchmark(**session, options, interruptToken());
                if (!result) {
                    return tl::unexpected(result.error());
                }
                rows.push_back({device->id, *precision, countMacs((*model)->spec), (*model)->spec.depth,
                                std::move(*result)});
            }
        }
    }
    return {};
}

void print(const BenchArguments& arguments, const std::vector<BenchRow>& rows) {
    if (!arguments.json) {
        std::cout << benchText(rows);
        return;
    }
    nlohmann::json out{
        {"schema_version", 1}, {"model", arguments.model}, {"results", nlohmann::json::array()}};
    for (const BenchRow& row : rows) {
        out["results"].push_back(benchJson(row));
    }
    std::cout << jsonText(out);
}

int runBench(const BenchArguments& arguments) {
    std::vector<BenchRow> rows;
    const auto done = bench(arguments, rows);
    if (!rows.empty()) {
        print(arguments, rows);
        std::cout.flush();
    }
    return done ? kSuccess : report(done.error());
}

}  // namespace

VerbEntry addBench(CLI::App& app) {
    CLI::App* verb = app.add_subcommand(
        "bench", "Time a model on devices: throughput, percentiles, share of the GEMM limit");
    auto a = std::make_shared<BenchArguments>();
    verb->add_option("--model", a->model, "timm folder, .safetensors or .pth")->required();
    verb->add_option("--config", a->config, "config.json that describes the model");
    verb->add_option("--act", a->act, "MLP activation where it is ambiguous")
        ->check(CLI::IsMember({"gelu", "relu"}));
    verb->add_option("--device", a->devices, "Device ids, e.g. cpu:onednn,cpu:torch")->capture_default_str();
    verb->add_option("--precision", a->precisions, "fp32, bf16, int8, or several of them")
        ->capture_default_str();
    verb->add_option("--batch", a->batches, "Images a batch, e.g. 1,8,32")->capture_default_str();
    verb->add_option("--skip", a->skips, "Paths, e.g. \"none;1,3,5\"")->capture_default_str();
    verb->add_option("--threads", a->threads, "Threads (0: the physical cores)")
        ->capture_default_str()
        ->check(CLI::Range(0, 1024));
    verb->add_option("--warmup", a->warmup, "Batches before the clock counts")
        ->capture_default_str()
        ->check(CLI::Range(0, 1000));
    verb->add_option("--seconds", a->seconds, "Least time of each figure")
        ->capture_default_str()
        ->check(numberFrom(0, 3600));
    verb->add_flag("--layers", a->layers, "Also the time of each piece alone");
    verb->add_flag("--json", a->json, "Print the results as JSON");
    return {verb, [a] { return runBench(*a); }};
}

}  // namespace pivot::cli

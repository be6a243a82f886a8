// SPDX-License-Identifier: GPL-3.0-or-later
#include "parity/golden_runs.h"
#include "parity/parity_devices.h"
#include "vit/model_config.h"
#include "vit/safetensors.h"

#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

/// Writes the golden cases as files that other programs read: a model folder and an input.safetensors a case
/// and activation, and runs.json with every skip set and the tensor of the golden file that has its logits.
namespace {

using namespace pivot;
namespace fs = std::filesystem;

void require(const Result<void>& done) {
    if (!done) {
        throw std::runtime_error(done.error().message);
    }
}

/// `folder` as the timm hub has it, with the input beside.
void writeModel(const fs::path& folder, const parity::GoldenCase& golden) {
    const ModelSpec& spec = golden.model->spec;
    fs::create_directories(folder);
    require(writeModelConfig(folder / "config.json", spec));
    std::vector<TensorToWrite> tensors;
    for (const auto& [name, view] : golden.model->weights) {
        tensors.push_back({name, view.dtype, view.shape, view.bytes});
    }
    require(writeSafetensors(folder / "model.safetensors", tensors));
    require(writeSafetensors(folder / "input.safetensors",
                             {{"input",
                               Dtype::F32,
                               {golden.count, spec.inChans, spec.imgSize, spec.imgSize},
                               std::as_bytes(std::span(golden.input))}}));
}

void writeAll(const fs::path& folder, const std::set<std::string>& wanted) {
    nlohmann::json runs = nlohmann::json::array();
    std::set<std::string> written;
    for (const char* kind : {"mini", "predictor", "full", "cascade"}) {
        for (const parity::GoldenRun& run : parity::goldenRuns(kind)) {
            if (!wanted.empty() && !wanted.contains(run.caseName)) {
                continue;
            }
            const std::string model = run.caseName + "." + std::string(toString(run.act));
            if (written.insert(model).second) {
                writeModel(folder / model, parity::goldenCase(run.caseName, run.act));
            }
            const auto golden = golden::folder() / (run.caseName + ".golden.safetensors");
            runs.push_back({{"model", model},
                            {"skip", run.skip.toString()},
                            {"golden", golden.string()},
                            {"logits", run.logits}});
        }
    }
    for (const std::string& name : wanted) {
        (void)golden::Case::named(name);  // throws where a name is none
    }
    std::ofstream out(folder / "runs.json");
    out << runs.dump(1) << '\n';
    if (!out.flush()) {
        throw std::runtime_error("writing " + (folder / "runs.json").string() + " failed");
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::cerr << "usage: pivot-golden-models FOLDER [CASE...]\n";
        return 2;
    }
    try {
        writeAll(argv[1], {argv + 2, argv + argc});
    } catch (const std::exception& e) {
        std::cerr << "pivot-golden-models: " << e.what() << '\n';
        return 1;
    }
    return 0;
}

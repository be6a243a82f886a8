// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"
#include "app/cli/output_file.h"
#include "app/cli/run_arguments.h"
#include "app/cli/verbs.h"
#include "devices/registry.h"
#include "pivot/entropy.h"
#include "run/range_survey.h"
#include "vit/model.h"
#include "vit/safetensors.h"

#include <iostream>
#include <limits>
#include <memory>
#include <optional>
#include <span>

namespace pivot::cli {

namespace {

struct InferArguments {
    std::string model, config, act, input, skip = "none", device = "cpu", precision = "fp32", output;
    bool attention = false, hidden = false;
};

/// `input` [B, C, S, S] of a safetensors file, as float32.
struct Input {
    std::vector<float> pixels;
    int count = 0;
};

Result<Input> readInput(const std::string& file, const ModelSpec& spec) {
    const auto tensors = readSafetensors(file);
    if (!tensors) {
        return tl::unexpected(tensors.error());
    }
    const auto found = tensors->find("input");
    if (found == tensors->end()) {
        return fail(ErrorCode::BadFile,
                    file + " has no tensor \"input\"; write the normalised images under that name");
    }
    const TensorView& view = found->second;
    const std::vector<std::int64_t> wanted{-1, spec.inChans, spec.imgSize, spec.imgSize};
    bool fits = view.shape.size() == 4 && view.shape[0] >= 1 && view.shape[0] <= 65536;
    for (std::size_t i = 1; fits && i < 4; ++i) {
        fits = view.shape[i] == wanted[i];
    }
    if (!fits) {
        std::string shape;
        for (const std::int64_t side : view.shape) {
            shape += (shape.empty() ? "" : ", ") + std::to_string(side);
        }
        return fail(ErrorCode::ShapeMismatch,
                    "the tensor \"input\" of " + file + " is [" + shape + "], and the model wants [B, " +
                        std::to_string(spec.inChans) + ", " + std::to_string(spec.imgSize) + ", " +
                        std::to_string(spec.imgSize) + "]");
    }
    if (view.dtype != Dtype::F32) {
        return fail(ErrorCode::BadFile, "the tensor \"input\" of " + file + " is " +
                                            std::string(toString(view.dtype)) + "; write it as F32");
    }
    auto pixels = view.toFloat("input");
    if (!pixels) {
        return tl::unexpected(pixels.error());
    }
    return Input{std::move(*pixels), static_cast<int>(view.shape[0])};
}

template <class T>
TensorToWrite tensor(std::string name, Dtype dtype, std::vector<std::int64_t> shape,
                     const std::vector<T>& values) {
    return {std::move(name), dtype, std::move(shape), std::as_bytes(std::span(values))};
}

Result<void> infer(const InferArguments& arguments) {
    const auto precision = parsePrecision(arguments.precision);
    if (!precision) {
        return tl::unexpected(precision.error());
    }
    if (auto free = checkNoSource(arguments.output, {arguments.model, arguments.config, arguments.input});
        !free) {
        return free;
    }
    const auto model = loadModel(arguments.model, overridesOf(arguments.config, arguments.act));
    if (!model) {
        return tl::unexpected(model.error());
    }
    for (const std::string& note : (*model)->spec.inferred) {
        std::cerr << "inferred: " << note << '\n';
    }
    const auto skip = SkipConfig::parse(arguments.skip, (*model)->spec.depth);
    if (!skip) {
        return tl::unexpected(skip.error());
    }
    const auto input = readInput(arguments.input, (*model)->spec);
    if (!input) {
        return tl::unexpected(input.error());
    }
    DeviceRegistry registry(DeviceRegistry::defaultPaths());
    SessionOptions options{*precision, 0, nullptr};
    const ImageBatch batch{input->count, input->pixels};
    if (*precision == Precision::Int8) {
        // There is nothing but the input itself that scales could be taken from.
        const auto reference = registry.open(arguments.device, *model, {});
        if (!reference) {
            return tl::unexpected(reference.error());
        }
        auto ranges = surveyRanges(**reference, batch, {*skip});
        if (!ranges) {
            return tl::unexpected(ranges.error());
        }
        options.ranges = std::make_shared<const ActivationRanges>(std::move(*ranges));
        std::cerr << "int8: the ranges of activations are taken from the input itself\n";
    }
    auto session = registry.open(arguments.device, *model, options);
    if (!session) {
        return tl::unexpected(session.error());
    }
    if (const std::string note = fallbackNote(options.precision, (*session)->numerics()); !note.empty()) {
        std::cerr << note << '\n';
    }
    const auto logits = (*session)->run(batch, *skip);
    if (!logits) {
        return tl::unexpected(logits.error());
    }
    std::vector<double> entropies;
    int failed = 0;
    std::string first;
    const auto classes = static_cast<std::size_t>(logits->classes);
    for (int i = 0; i < logits->count; ++i) {
        const auto scores =
            scoreLogits(std::span(logits->logits).subspan(static_cast<std::size_t>(i) * classes, classes));
        // One image that overflowed is no reason to keep the others back: its entropy is NaN.
        entropies.push_back(scores ? scores->entropyNats : std::numeric_limits<double>::quiet_NaN());
        if (!scores && ++failed == 1) {
            first = "image " + std::to_string(i) + ": " + scores.error().message;
        }
    }
    if (failed > 0) {
        std::cerr << "pivot: " << failed << " of " << logits->count
                  << " images have no entropy (NaN is written); the first is " << first << '\n';
    }
    std::vector<NamedTensor> traces;
    const auto collect = [&](Result<std::vector<NamedTensor>> more) -> Result<void> {
        if (!more) {
            return tl::unexpected(more.error());
        }
        std::move(more->begin(), more->end(), std::back_inserter(traces));
        return {};
    };
    if (arguments.attention) {
        if (auto done = collect((*session)->attention(batch, *skip)); !done) {
            return done;
        }
    }
    if (arguments.hidden) {
        if (auto done = collect((*session)->blockOutputs(batch, *skip)); !done) {
            return done;
        }
    }
    std::vector<TensorToWrite> out{
        tensor("logits", Dtype::F32, {logits->count, logits->classes}, logits->logits),
        tensor("entropy_nats", Dtype::F64, {logits->count}, entropies)};
    for (const NamedTensor& trace : traces) {
        out.push_back(tensor(trace.name, Dtype::F32, trace.shape, trace.values));
    }
    const RemovedOnInterrupt removed(arguments.output);
    return writeSafetensors(arguments.output, out,
                            {{"skip", skip->toString()}, {"numerics", (*session)->numerics()}});
}

}  // namespace

VerbEntry addInfer(CLI::App& app) {
    CLI::App* verb = app.add_subcommand(
        "infer",
        "Run raw tensors: `input` [B,C,S,S] float32, already normalised, to `logits` and `entropy_nats`");
    auto a = std::make_shared<InferArguments>();
    verb->add_option("--model", a->model, "timm folder, .safetensors or .pth")->required();
    verb->add_option("--config", a->config, "config.json that describes the model");
    verb->add_option("--act", a->act, "MLP activation where it is ambiguous")
        ->check(CLI::IsMember({"gelu", "relu"}));
    verb->add_option("--input", a->input, ".safetensors with `input`")->required();
    verb->add_option("--skip", a->skip, "Skipped attentions: none, all, 1,3,5")->capture_default_str();
    verb->add_option("--device", a->device, "Device id; see pivot devices")->capture_default_str();
    verb->add_option("--precision", a->precision, "fp32, bf16, int8")->capture_default_str();
    verb->add_flag("--attention", a->attention,
                   "Also write attn.block<i> [B,heads,N,N] of every block not skipped");
    verb->add_flag("--hidden", a->hidden, "Also write hidden.embed, hidden.block<i>, hidden.norm [B,N,dim]");
    verb->add_option("--output", a->output, ".safetensors to write")->required();
    return {verb, [a] {
                const auto done = infer(*a);
                return done ? static_cast<int>(kSuccess) : report(done.error());
            }};
}

}  // namespace pivot::cli

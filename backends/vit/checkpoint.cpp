// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/checkpoint.h"

#include "vit/quote.h"
#include "vit/safetensors.h"

#include <utility>

namespace pivot {

namespace {

constexpr std::string_view kModulePrefix = "module.";  // torch's DataParallel puts it before every name

Result<TensorMap> withoutModulePrefix(TensorMap tensors, const std::string& source) {
    TensorMap stripped;
    while (!tensors.empty()) {
        auto node = tensors.extract(tensors.begin());
        if (node.key().starts_with(kModulePrefix)) {
            node.key().erase(0, kModulePrefix.size());
        }
        if (const auto inserted = stripped.insert(std::move(node)); !inserted.inserted) {
            return fail(ErrorCode::BadFile,
                        inQuotes(source) + " has the tensor " + inQuotes(inserted.node.key()) +
                            " twice, with and without 'module.' before it; save it again");
        }
    }
    return stripped;
}

}  // namespace

bool eraseReadOver(TensorMap& tensors) {
    std::erase_if(tensors, [](const auto& entry) { return entry.first.ends_with(".num_batches_tracked"); });
    return std::erase_if(tensors,
                         [](const auto& entry) { return entry.first.starts_with("score_predictor."); }) > 0;
}

Result<Checkpoint> readCheckpoint(const std::filesystem::path& file) {
    Checkpoint checkpoint;
    checkpoint.source = file.string();
    auto tensors = readSafetensors(file);
    if (!tensors) {
        return tl::unexpected(tensors.error());
    }
    auto stripped = withoutModulePrefix(std::move(*tensors), checkpoint.source);
    if (!stripped) {
        return tl::unexpected(stripped.error());
    }
    checkpoint.tensors = std::move(*stripped);
    for (const char* name : {"dist_token", "head_dist.weight"}) {
        if (checkpoint.tensors.contains(name)) {
            return fail(ErrorCode::Unsupported,
                        inQuotes(checkpoint.source) + " is a distilled DeiT (it has " + name +
                            "), whose two heads are not supported; use the DeiT without "
                            "distillation");
        }
    }
    if (eraseReadOver(checkpoint.tensors)) {
        checkpoint.origin = CheckpointOrigin::PivotAuthors;
    }
    return checkpoint;
}

}  // namespace pivot

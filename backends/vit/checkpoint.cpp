// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/checkpoint.h"

#include "vit/file_io.h"
#include "vit/pth.h"
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

/// By what the file begins with; its name only chooses the sentence for a file that is neither.
Result<Checkpoint> readFile(const std::filesystem::path& file) {
    const auto mapped = MappedFile::open(file);
    if (!mapped) {
        return tl::unexpected(mapped.error());
    }
    const auto bytes = (*mapped)->bytes();
    if (looksLikePth(bytes)) {
        return readPth(file);
    }
    constexpr std::size_t kHeader = 8;  // a safetensors file's JSON begins here
    if (file.extension() != ".safetensors" && (bytes.size() <= kHeader || bytes[kHeader] != std::byte{'{'})) {
        return fail(ErrorCode::BadFile,
                    inQuotes(file.native()) +
                        " is neither a safetensors file nor one of torch.save (PyTorch 1.6 or "
                        "later); it may be truncated or of another kind");
    }
    auto tensors = readSafetensors(file);
    if (!tensors) {
        return tl::unexpected(tensors.error());
    }
    Checkpoint checkpoint;
    checkpoint.tensors = std::move(*tensors);
    checkpoint.source = file.string();
    return checkpoint;
}

}  // namespace

bool eraseReadOver(TensorMap& tensors) {
    std::erase_if(tensors, [](const auto& entry) { return entry.first.ends_with(".num_batches_tracked"); });
    return std::erase_if(tensors,
                         [](const auto& entry) { return entry.first.starts_with("score_predictor."); }) > 0;
}

Result<Checkpoint> readCheckpoint(const std::filesystem::path& file) {
    auto read = readFile(file);
    if (!read) {
        return read;
    }
    Checkpoint checkpoint = std::move(*read);
    auto stripped = withoutModulePrefix(std::move(checkpoint.tensors), checkpoint.source);
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

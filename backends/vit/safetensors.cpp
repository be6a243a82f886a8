// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/safetensors.h"

#include "vit/file_io.h"
#include "vit/quote.h"
#include "vit/safetensors_header.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

namespace pivot {

namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;  // the format's own limit

tl::unexpected<Error> bad(const std::filesystem::path& file, const std::string& what) {
    return fail(ErrorCode::BadFile, inQuotes(file.native()) + " is not a sound safetensors file: " + what +
                                        "; fetch or write it again");
}

/// Every byte belongs to one tensor: no gap, no overlap, nothing behind the last.
Result<void> checkLayout(const std::vector<SafetensorsEntry>& entries, std::uint64_t dataBytes) {
    std::vector<const SafetensorsEntry*> order;
    order.reserve(entries.size());
    for (const SafetensorsEntry& entry : entries) {
        const auto count = countOfShape(entry.shape);
        if (!count) {
            return fail(ErrorCode::BadFile,
                        "tensor " + inQuotes(entry.name, 200) + " " + count.error().message);
        }
        const std::uint64_t size = sizeOf(entry.dtype);
        const auto elements = static_cast<std::uint64_t>(*count);
        if (entry.begin > entry.end || entry.end > dataBytes) {
            return fail(ErrorCode::BadFile,
                        "tensor " + inQuotes(entry.name, 200) + " lies at bytes " +
                            std::to_string(entry.begin) + " to " + std::to_string(entry.end) + " of " +
                            std::to_string(dataBytes) + " (truncated, or wrong data_offsets)");
        }
        if (elements > std::numeric_limits<std::uint64_t>::max() / size ||
            elements * size != entry.end - entry.begin) {
            return fail(ErrorCode::BadFile, "tensor " + inQuotes(entry.name, 200) + " has " +
                                                std::to_string(entry.end - entry.begin) +
                                                " bytes, and its shape " + shapeText(entry.shape) + " in " +
                                                std::string(toString(entry.dtype)) + " needs another number");
        }
        order.push_back(&entry);
    }
    std::sort(order.begin(), order.end(), [](const SafetensorsEntry* a, const SafetensorsEntry* b) {
        return std::pair(a->begin, a->end) < std::pair(b->begin, b->end);
    });
    std::uint64_t position = 0;
    for (const SafetensorsEntry* entry : order) {
        if (entry->begin != position) {
            return fail(ErrorCode::BadFile,
                        "tensor " + inQuotes(entry->name, 200) + " begins at byte " +
                            std::to_string(entry->begin) +
                            (entry->begin < position ? ", inside the tensor before it, which ends"
                                                     : ", with a gap behind the tensor that ends") +
                            " at " + std::to_string(position));
        }
        position = entry->end;
    }
    if (position != dataBytes) {
        return fail(ErrorCode::BadFile,
                    std::to_string(dataBytes - position) + " bytes behind the last tensor belong to none");
    }
    return {};
}

}  // namespace

Result<TensorMap> readSafetensors(const std::filesystem::path& file) {
    const auto mapped = MappedFile::open(file);
    if (!mapped) {
        return tl::unexpected(mapped.error());
    }
    const auto bytes = (*mapped)->bytes();
    if (bytes.size() < kLengthBytes) {
        return bad(file, "it has only " + std::to_string(bytes.size()) + " bytes");
    }
    std::uint64_t headerBytes = 0;
    std::memcpy(&headerBytes, bytes.data(), kLengthBytes);
    if (headerBytes > kMaxHeaderBytes) {
        return bad(file, "it claims a header of " + std::to_string(headerBytes) + " bytes, and at most " +
                             std::to_string(kMaxHeaderBytes) + " are allowed");
    }
    if (headerBytes > bytes.size() - kLengthBytes) {
        return bad(file, "it claims a header of " + std::to_string(headerBytes) + " bytes, and only " +
                             std::to_string(bytes.size() - kLengthBytes) + " follow (truncated?)");
    }
    const auto header = bytes.subspan(kLengthBytes, headerBytes);
    const auto data = bytes.subspan(kLengthBytes + headerBytes);
    auto entries = parseSafetensorsHeader({reinterpret_cast<const char*>(header.data()), header.size()});
    if (!entries) {
        return bad(file, entries.error().message);
    }
    if (const auto layout = checkLayout(*entries, data.size()); !layout) {
        return bad(file, layout.error().message);
    }
    TensorMap tensors;
    for (SafetensorsEntry& entry : *entries) {
        TensorView view;
        view.dtype = entry.dtype;
        view.shape = std::move(entry.shape);
        view.bytes = data.subspan(entry.begin, entry.end - entry.begin);
        view.owner = *mapped;
        tensors.emplace(std::move(entry.name), std::move(view));
    }
    return tensors;
}

Result<void> writeSafetensors(const std::filesystem::path& file, const std::vector<TensorToWrite>& tensors,
                              const std::map<std::string, std::string>& metadata) {
    std::vector<const TensorToWrite*> order;
    std::set<std::string> names{"__metadata__"};
    for (const TensorToWrite& tensor : tensors) {
        const auto count = countOfShape(tensor.shape);
        if (!names.insert(tensor.name).second) {
            return fail(ErrorCode::Usage, "cannot write tensor " + inQuotes(tensor.name) + " twice to " +
                                              inQuotes(file.native()));
        }
        const std::size_t elementBytes = sizeOf(tensor.dtype);
        if (!count || tensor.bytes.size() % elementBytes != 0 ||
            tensor.bytes.size() / elementBytes != static_cast<std::uint64_t>(*count)) {
            return fail(ErrorCode::Usage, "cannot write tensor " + inQuotes(tensor.name) + ": its shape " +
                                              shapeText(tensor.shape) + " does not fit its " +
                                              std::to_string(tensor.bytes.size()) + " bytes");
        }
        order.push_back(&tensor);
    }
    // Wide elements first, as the format's own writer does: every view of the mapped file is then aligned.
    std::sort(order.begin(), order.end(), [](const TensorToWrite* a, const TensorToWrite* b) {
        return std::pair(sizeOf(b->dtype), std::string_view(a->name)) <
               std::pair(sizeOf(a->dtype), std::string_view(b->name));
    });
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty()) {
        header["__metadata__"] = metadata;
    }
    std::uint64_t position = 0;
    for (const TensorToWrite* tensor : order) {
        header[tensor->name] = {{"dtype", toString(tensor->dtype)},
                                {"shape", tensor->shape},
                                {"data_offsets", {position, position + tensor->bytes.size()}}};
        position += tensor->bytes.size();
    }
    std::string text;
    try {
        text = header.dump();
    } catch (const nlohmann::json::exception&) {
        return fail(ErrorCode::Usage,
                    "cannot write " + inQuotes(file.native()) + ": a name or its metadata is not UTF-8");
    }
    text.resize((text.size() + kLengthBytes - 1) / kLengthBytes * kLengthBytes, ' ');
    const std::uint64_t length = text.size();
    std::vector<std::span<const std::byte>> pieces{std::as_bytes(std::span(&length, 1)),
                                                   std::as_bytes(std::span(text))};
    for (const TensorToWrite* tensor : order) {
        pieces.push_back(tensor->bytes);
    }
    return writeFileAtomically(file, pieces);
}

}  // namespace pivot

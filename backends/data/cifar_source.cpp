// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/cifar_source.h"

#include "data/memory_source.h"
#include "data/text_lines.h"

#include <fstream>

namespace pivot {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSide = 32;
constexpr std::size_t kPlane = kSide * kSide;
constexpr std::size_t kPixels = 3 * kPlane;
constexpr std::uintmax_t kMaxFileBytes = std::uintmax_t{1} << 30U;

bool isHundred(DataKind kind) {
    return kind == DataKind::Cifar100;
}
std::size_t labelBytes(DataKind kind) {
    return isHundred(kind) ? 2 : 1;
}
std::size_t classCount(DataKind kind) {
    return isHundred(kind) ? 100 : 10;
}
std::string titleOf(DataKind kind) {
    return isHundred(kind) ? "CIFAR-100" : "CIFAR-10";
}

Result<std::vector<fs::path>> filesOf(const fs::path& folder, DataKind kind, const std::string& split) {
    std::vector<std::string> names;
    if (split == "test") {
        names = {isHundred(kind) ? "test.bin" : "test_batch.bin"};
    } else if (split == "train" && isHundred(kind)) {
        names = {"train.bin"};
    } else if (split == "train") {
        names = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
                 "data_batch_5.bin"};
    } else {
        return fail(ErrorCode::NotFound,
                    titleOf(kind) + " has the splits train and test, and none called '" + split + "'.");
    }
    const fs::path place = cifarFolder(folder, kind);
    std::vector<fs::path> files;
    for (const auto& name : names) {
        const fs::path file = (place.empty() ? folder : place) / name;
        std::error_code ignored;
        if (!fs::is_regular_file(file, ignored)) {
            return fail(ErrorCode::NotFound, "There is no " + name + " in " + file.parent_path().string() +
                                                 ", which the split '" + split + "' of " + titleOf(kind) +
                                                 " (binary version) needs.");
        }
        files.push_back(file);
    }
    return files;
}

Result<std::size_t> recordsIn(const fs::path& file, DataKind kind) {
    std::error_code error;
    const auto bytes = fs::file_size(file, error);
    const std::size_t record = labelBytes(kind) + kPixels;
    if (error) {
        return fail(ErrorCode::Io, "Cannot read " + file.string() + ": " + error.message() + ".");
    }
    if (bytes == 0 || bytes % record != 0 || bytes > kMaxFileBytes) {
        return fail(ErrorCode::BadFile, file.string() + " has " + std::to_string(bytes) +
                                            " bytes, which is no whole number of images of " +
                                            std::to_string(record) + " bytes; it is truncated or not " +
                                            titleOf(kind) + "'s binary version.");
    }
    return static_cast<std::size_t>(bytes) / record;
}

Result<std::vector<std::string>> classNamesIn(const fs::path& folder, DataKind kind) {
    const fs::path file = folder / (isHundred(kind) ? "fine_label_names.txt" : "batches.meta.txt");
    std::vector<std::string> names;
    std::error_code ignored;
    if (!fs::exists(file, ignored)) {
        return names;
    }
    const auto lines = readTextLines(file);
    if (!lines) {
        return tl::unexpected(lines.error());
    }
    for (const auto& line : *lines) {
        names.push_back(line.text);
    }
    if (names.size() != classCount(kind)) {
        return fail(ErrorCode::BadFile, file.string() + " has " + std::to_string(names.size()) +
                                            " class names; " + titleOf(kind) + " has " +
                                            std::to_string(classCount(kind)) + ".");
    }
    return names;
}

Result<void> appendFile(const fs::path& file, DataKind kind, std::size_t records,
                        MemorySource::Content& content) {
    std::ifstream stream(file, std::ios::binary);
    std::vector<char> record(labelBytes(kind) + kPixels);
    for (std::size_t i = 0; i < records; ++i) {
        if (!stream.read(record.data(), static_cast<std::streamsize>(record.size()))) {
            return fail(ErrorCode::Io,
                        "Cannot read " + file.string() + " to its end; check its permissions.");
        }
        const auto label = static_cast<std::uint8_t>(record[labelBytes(kind) - 1]);
        if (label >= classCount(kind)) {
            return fail(ErrorCode::BadFile, file.string() + " labels its image " + std::to_string(i) +
                                                " with class " + std::to_string(label) + "; " +
                                                titleOf(kind) + " has " + std::to_string(classCount(kind)) +
                                                " classes.");
        }
        content.labels.push_back(label);
        const char* const planes = record.data() + labelBytes(kind);
        for (std::size_t pixel = 0; pixel < kPlane; ++pixel) {
            for (std::size_t c = 0; c < 3; ++c) {
                content.pixels.push_back(static_cast<std::uint8_t>(planes[c * kPlane + pixel]));
            }
        }
    }
    return {};
}

}  // namespace

Result<std::int64_t> cifarCount(const fs::path& folder, DataKind kind, const std::string& split) {
    const auto files = filesOf(folder, kind, split);
    if (!files) {
        return tl::unexpected(files.error());
    }
    std::int64_t count = 0;
    for (const auto& file : *files) {
        const auto records = recordsIn(file, kind);
        if (!records) {
            return tl::unexpected(records.error());
        }
        count += static_cast<std::int64_t>(*records);
    }
    return count;
}

Result<ImageSourcePtr> readCifar(const fs::path& folder, DataKind kind, const std::string& split) {
    const auto count = cifarCount(folder, kind, split);
    if (!count) {
        return tl::unexpected(count.error());
    }
    const auto files = filesOf(folder, kind, split);
    auto names = classNamesIn(files->front().parent_path(), kind);
    if (!names) {
        return tl::unexpected(names.error());
    }
    MemorySource::Content content;
    content.width = content.height = static_cast<int>(kSide);
    content.channels = 3;
    content.classNames = std::move(*names);
    content.pixels.reserve(static_cast<std::size_t>(*count) * kPixels);
    for (const auto& file : *files) {
        const auto records = recordsIn(file, kind);
        if (!records) {
            return tl::unexpected(records.error());
        }
        if (auto read = appendFile(file, kind, *records, content); !read) {
            return tl::unexpected(read.error());
        }
    }
    return std::make_shared<MemorySource>(std::move(content));
}

}  // namespace pivot

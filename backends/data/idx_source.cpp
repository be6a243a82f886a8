// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/idx_source.h"

#include "core/number_text.h"
#include "data/gz_reader.h"
#include "data/memory_source.h"

#include <algorithm>
#include <array>

namespace pivot {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kImagesMagic = 0x00000803;  // unsigned byte, 3 dimensions
constexpr std::uint32_t kLabelsMagic = 0x00000801;  // unsigned byte, 1 dimension
constexpr std::uint32_t kMaxSide = 16384;
constexpr std::uint64_t kMaxContentBytes = std::uint64_t{4} << 30U;

std::uint32_t bigEndian(const std::uint8_t* at) {
    return (std::uint32_t{at[0]} << 24U) | (std::uint32_t{at[1]} << 16U) | (std::uint32_t{at[2]} << 8U) |
           at[3];
}

struct ImagesHeader {
    std::uint32_t count = 0, height = 0, width = 0;
};

tl::unexpected<Error> wrongMagic(const fs::path& file, std::uint32_t found, std::uint32_t wanted,
                                 const char* what) {
    std::array<char, 96> numbers{};
    std::snprintf(numbers.data(), numbers.size(), "it begins with 0x%08x instead of 0x%08x", found, wanted);
    return fail(ErrorCode::BadFile,
                file.string() + " is not an IDX file of " + what + ": " + numbers.data() + ".");
}

Result<ImagesHeader> readImagesHeader(GzReader& reader, const fs::path& file) {
    std::array<std::uint8_t, 16> bytes{};
    // The magic comes first, so that any other file is called by its name and not "truncated".
    if (auto read = reader.readExactly(std::span(bytes).first(4)); !read) {
        return tl::unexpected(read.error());
    }
    if (const auto magic = bigEndian(bytes.data()); magic != kImagesMagic) {
        return wrongMagic(file, magic, kImagesMagic, "images");
    }
    if (auto read = reader.readExactly(std::span(bytes).subspan(4)); !read) {
        return tl::unexpected(read.error());
    }
    const ImagesHeader header{bigEndian(&bytes[4]), bigEndian(&bytes[8]), bigEndian(&bytes[12])};
    const std::string size = std::to_string(header.width) + "x" + std::to_string(header.height);
    if (header.width == 0 || header.height == 0) {
        return fail(ErrorCode::BadFile, file.string() + " says that its images are " + size +
                                            " pixels large; an image needs at least one pixel.");
    }
    if (header.width > kMaxSide || header.height > kMaxSide) {
        return fail(ErrorCode::BadFile, file.string() + " says that its images are " + size +
                                            " pixels large; at most " + std::to_string(kMaxSide) +
                                            " a side are read.");
    }
    if (header.count == 0) {
        return fail(ErrorCode::BadFile, file.string() + " holds no images.");
    }
    const std::uint64_t perImage = std::uint64_t{header.width} * header.height;
    if (header.count > kMaxContentBytes / perImage) {
        return fail(ErrorCode::BadFile, file.string() + " says that it holds " +
                                            std::to_string(header.count) + " images of " + size +
                                            " pixels, which is more than the 4 GiB that "
                                            "are read into memory.");
    }
    return header;
}

Result<std::vector<std::uint8_t>> readLabels(const fs::path& file, const fs::path& images,
                                             std::uint32_t imageCount) {
    auto reader = GzReader::open(file);
    if (!reader) {
        return tl::unexpected(reader.error());
    }
    std::array<std::uint8_t, 8> bytes{};
    if (auto read = reader->readExactly(std::span(bytes).first(4)); !read) {
        return tl::unexpected(read.error());
    }
    if (const auto magic = bigEndian(bytes.data()); magic != kLabelsMagic) {
        return wrongMagic(file, magic, kLabelsMagic, "labels");
    }
    if (auto read = reader->readExactly(std::span(bytes).subspan(4)); !read) {
        return tl::unexpected(read.error());
    }
    if (const auto count = bigEndian(&bytes[4]); count != imageCount) {
        return fail(ErrorCode::BadFile, file.string() + " holds " + std::to_string(count) + " labels, but " +
                                            images.string() + " holds " + std::to_string(imageCount) +
                                            " images; they do not belong together.");
    }
    auto labels = reader->readBlock(imageCount);
    if (!labels) {
        return labels;
    }
    if (auto end = reader->expectEnd(); !end) {
        return tl::unexpected(end.error());
    }
    return labels;
}

/// `stem-idx3-ubyte`, `stem.idx3-ubyte` (both are about), each with and without .gz; empty when there is
/// none.
fs::path findNamed(const fs::path& folder, const std::string& stem, const char* idx) {
    for (const char* separator : {"-", "."}) {
        for (const char* ending : {"", ".gz"}) {
            fs::path file = folder / (stem + separator + idx + "-ubyte" + ending);
            std::error_code ignored;
            if (fs::is_regular_file(file, ignored)) {
                return file;
            }
        }
    }
    return {};
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    if (const auto at = text.rfind(from); at != std::string::npos) {
        text.replace(at, from.size(), to);
    }
    return text;
}

}  // namespace

Result<IdxFiles> findIdxFiles(const fs::path& folder, const std::string& split) {
    const std::vector<std::string> prefixes =
        split == "test" ? std::vector<std::string>{"t10k", "test"} : std::vector<std::string>{split};
    for (const auto& prefix : prefixes) {
        if (auto images = findNamed(folder, prefix + "-images", "idx3"); !images.empty()) {
            return IdxFiles{images, findNamed(folder, prefix + "-labels", "idx1")};
        }
    }
    return fail(ErrorCode::NotFound, "There is no " + prefixes.front() + "-images-idx3-ubyte (or .gz) in " +
                                         folder.string() + ", so it has no split '" + split + "'.");
}

IdxFiles idxFilesFor(const fs::path& imagesFile) {
    const std::string name = imagesFile.filename().string();
    const std::string labelsName = replaced(replaced(name, "images", "labels"), "idx3", "idx1");
    std::error_code ignored;
    const fs::path labels = imagesFile.parent_path() / labelsName;
    if (labelsName != name && fs::is_regular_file(labels, ignored)) {
        return {imagesFile, labels};
    }
    return {imagesFile, {}};
}

std::string idxSplitOf(const fs::path& imagesFile) {
    const std::string name = imagesFile.filename().string();
    const auto at = name.find("-images");
    if (at == std::string::npos || at == 0) {
        return {};
    }
    const std::string prefix = name.substr(0, at);
    return prefix == "t10k" ? "test" : prefix;
}

Result<std::int64_t> idxCount(const fs::path& imagesFile) {
    auto reader = GzReader::open(imagesFile);
    if (!reader) {
        return tl::unexpected(reader.error());
    }
    const auto header = readImagesHeader(*reader, imagesFile);
    if (!header) {
        return tl::unexpected(header.error());
    }
    return std::int64_t{header->count};
}

Result<ImageSourcePtr> readIdx(const IdxFiles& files, std::vector<std::string> classNames) {
    auto reader = GzReader::open(files.images);
    if (!reader) {
        return tl::unexpected(reader.error());
    }
    const auto header = readImagesHeader(*reader, files.images);
    if (!header) {
        return tl::unexpected(header.error());
    }
    MemorySource::Content content;
    content.width = static_cast<int>(header->width);
    content.height = static_cast<int>(header->height);
    content.channels = 1;
    // The small labels file first: two that do not belong together need no second of reading.
    if (!files.labels.empty()) {
        auto labels = readLabels(files.labels, files.images, header->count);
        if (!labels) {
            return tl::unexpected(labels.error());
        }
        content.labels = std::move(*labels);
        const auto worst = std::max_element(content.labels.begin(), content.labels.end());
        if (!classNames.empty() && *worst >= classNames.size()) {
            return fail(ErrorCode::BadFile, files.labels.string() + " labels image " +
                                                std::to_string(worst - content.labels.begin()) +
                                                " with class " + std::to_string(*worst) +
                                                ", but the data set has " +
                                                counted(std::ssize(classNames), "class", "classes") + ".");
        }
    }
    auto pixels = reader->readBlock(std::uint64_t{header->count} * header->width * header->height);
    if (!pixels) {
        return tl::unexpected(pixels.error());
    }
    if (auto end = reader->expectEnd(); !end) {
        return tl::unexpected(end.error());
    }
    content.pixels = std::move(*pixels);
    content.classNames = std::move(classNames);
    return std::make_shared<MemorySource>(std::move(content));
}

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace pivot {

enum class DataKind {
    FashionMnist,  ///< IDX with known class names, Debian's folder by default
    Idx,
    Cifar10,
    Cifar100,
    ClassFolders,    ///< `folder:` one folder a class
    LabelledFolder,  ///< `labels:` one folder of images and a file of labels
    ImagesOnly       ///< `images:` a folder without labels
};

/// Python's `[a:b]` as written.
struct Slice {
    std::optional<std::int64_t> begin, end;  ///< negative: from the back
    bool operator==(const Slice&) const = default;
};

/// Indices [begin, end) of a split.
struct IndexRange {
    std::int64_t begin = 0, end = 0;
    bool operator==(const IndexRange&) const = default;
};

[[nodiscard]] std::string toString(const IndexRange& range);  ///< `[0:5000]`

/// A SPEC that has been understood: where the images are, which split and which of it.
struct DataSpec {
    DataKind kind = DataKind::FashionMnist;
    std::filesystem::path path;  ///< absolute, symbolic links resolved where it exists
    std::string split;           ///< `test`; the labels file for LabelledFolder; empty where there are none
    Slice slice;
    bool operator==(const DataSpec&) const = default;
};

/// Where Debian's dataset-fashion-mnist puts its files.
inline constexpr std::string_view kFashionMnistFolder = "/usr/share/datasets/fashion-mnist";

/// Reads `name:path#split[a:b]`, a bare path (its kind is found out from what lies there) or nothing (the
/// bundled default). Usage for a malformed SPEC, NotFound for a path that is not there, Ambiguous where a
/// folder could be two things.
[[nodiscard]] Result<DataSpec> parseDataSpec(std::string_view text);

/// The SPEC's text with `range` of a split of `size` images: what parseDataSpec() reads back.
[[nodiscard]] std::string formatDataSpec(const DataSpec& spec, const IndexRange& range, std::int64_t size);

/// `slice` applied to `size` images. Usage, with the size, when it is empty or reaches beyond.
[[nodiscard]] Result<IndexRange> resolveSlice(const Slice& slice, std::int64_t size, const std::string& what);

/// Finds out what a file or folder holds, and its usual split.
[[nodiscard]] Result<DataSpec> detectKind(const std::filesystem::path& path);

/// The folder that really holds CIFAR's .bin files: `folder` or its usual subfolder; empty when there are
/// none.
[[nodiscard]] std::filesystem::path cifarFolder(const std::filesystem::path& folder, DataKind kind);

}  // namespace pivot

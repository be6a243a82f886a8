// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/image_source.h"

#include <filesystem>
#include <string>

namespace pivot {

/// The two files of one IDX split; `labels` is empty where there are none.
struct IdxFiles {
    std::filesystem::path images, labels;
};

/// The files of `split` under their usual names, gz or not: `train-images-idx3-ubyte`, `t10k-...` for `test`,
/// and
/// `<split>-...` for others (EMNIST). NotFound names what was looked for.
[[nodiscard]] Result<IdxFiles> findIdxFiles(const std::filesystem::path& folder, const std::string& split);

/// An images file named by hand, with the labels file of the corresponding name beside it, if there is one.
[[nodiscard]] IdxFiles idxFilesFor(const std::filesystem::path& imagesFile);

/// `test` of `.../t10k-images-idx3-ubyte.gz`; empty when the file's name says no split.
[[nodiscard]] std::string idxSplitOf(const std::filesystem::path& imagesFile);

/// How many images the header promises; reads 16 bytes.
[[nodiscard]] Result<std::int64_t> idxCount(const std::filesystem::path& imagesFile);

/// Reads both files whole (format: LeCun's MNIST page). BadFile: wrong magic, zero or absurd dimensions,
/// truncated or overlong, labels that are not as many as images, a label beyond `classNames` (when those are
/// given).
[[nodiscard]] Result<ImageSourcePtr> readIdx(const IdxFiles& files, std::vector<std::string> classNames);

}  // namespace pivot

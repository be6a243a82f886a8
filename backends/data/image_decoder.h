// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "data/dataset.h"

#include <filesystem>
#include <string_view>

namespace pivot {

/// Decodes an image file (JPEG, PNG, BMP, PNM, GIF; WebP and TIFF with Qt's extra readers) to grey or RGB
/// bytes as Pillow's convert('RGB') would: alpha is dropped, an EXIF orientation is not applied. The format
/// is found out from the content, not the name. Errors name `key`: missing, empty, not an image, truncated,
/// more than 64 megapixels.
[[nodiscard]] Result<RawImage> decodeImage(const std::filesystem::path& file, std::string_view key);

/// Whether a file's name ends like an image's: the same list everywhere, whatever readers are installed.
[[nodiscard]] bool hasImageSuffix(const std::filesystem::path& file);

}  // namespace pivot

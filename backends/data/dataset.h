// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/shard.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pivot {

/// An image as decoded: row-major [height, width, channels] uint8, 1 or 3 channels.
struct RawImage {
    int width = 0, height = 0, channels = 0;
    std::vector<std::uint8_t> pixels;
    bool operator==(const RawImage&) const = default;
};

/// Images with (or without) labels, addressed by index in [0, size). Immutable once opened; readable from any
/// thread.
class DataSet {
public:
    virtual ~DataSet() = default;
    [[nodiscard]] virtual std::string name() const = 0;  ///< for people: `Fashion-MNIST test[0:10000]`
    [[nodiscard]] virtual std::string spec() const = 0;  ///< what opens it again
    [[nodiscard]] virtual std::string range()
        const = 0;  ///< `test[0:10000]`; a folder's name where there is no split
    [[nodiscard]] virtual std::int64_t size() const = 0;
    /// Stable on every machine: relative path or index within the whole split.
    [[nodiscard]] virtual std::string key(std::int64_t index) const = 0;
    /// Index within the whole split, before slices and samples. A set that is not part of a larger one:
    /// `index`.
    [[nodiscard]] virtual std::int64_t sourceIndex(std::int64_t index) const { return index; }
    /// The index whose sourceIndex() is `source`; absent where this set leaves that image out. Source indices
    /// rise with the index, in every set.
    [[nodiscard]] std::optional<std::int64_t> indexOf(std::int64_t source) const;
    [[nodiscard]] virtual std::optional<int> label(std::int64_t index) const = 0;
    [[nodiscard]] virtual const std::vector<std::string>& classNames() const = 0;  ///< empty when unknown
    /// Decodes one image. A damaged one is an error that names its key; the others stay readable.
    [[nodiscard]] virtual Result<RawImage> image(std::int64_t index) const = 0;
    /// SHA-256 (hex) over the content that this set covers (names, sizes and bytes); computed once.
    [[nodiscard]] virtual const std::string& fingerprint() const = 0;
};
using DataSetPtr = std::shared_ptr<const DataSet>;

struct DataSetOptions {
    std::string labelMap;  ///< file: `folder-or-class<TAB>model class index` a line; empty: none
    int limit = 0;         ///< seeded, stratified sample of so many; 0: all
    std::uint64_t seed = 1;
    Shard shard = {};  ///< of what `limit` leaves: every count-th image from the index-th on
};

/// Opens `name:path#split[a:b]` (`fashion-mnist#test`, `cifar10:/data/c10#train[0:45000]`,
/// `folder:/data/val`, `labels:/data/val#labels.txt`) or a folder whose kind is found out. `fashion-mnist`
/// and an empty SPEC are the bundled default from Debian's dataset-fashion-mnist. Errors say what is missing
/// and what to install or pass.
[[nodiscard]] Result<DataSetPtr> openDataSet(std::string_view spec, const DataSetOptions& options = {});

/// The SPEC of the set's own calibration split (`fashion-mnist#train[55000:60000]`); NotFound when it has
/// none.
[[nodiscard]] Result<std::string> calibrationSpec(std::string_view spec);

/// Whether two SPECs share images (same content source, same split, overlapping ranges).
[[nodiscard]] bool overlaps(std::string_view specA, std::string_view specB);

}  // namespace pivot

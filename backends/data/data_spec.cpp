// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/data_spec.h"

#include "data/folder_source.h"
#include "data/idx_source.h"

#include <array>
#include <charconv>
#include <utility>

namespace pivot {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<std::string_view, DataKind>, 7> kNames{{
    {"fashion-mnist", DataKind::FashionMnist},
    {"idx", DataKind::Idx},
    {"cifar10", DataKind::Cifar10},
    {"cifar100", DataKind::Cifar100},
    {"folder", DataKind::ClassFolders},
    {"labels", DataKind::LabelledFolder},
    {"images", DataKind::ImagesOnly},
}};

std::string_view nameOf(DataKind kind) {
    for (const auto& [name, value] : kNames) {
        if (value == kind) {
            return name;
        }
    }
    return "";
}

std::optional<DataKind> kindOf(std::string_view name) {
    for (const auto& [known, kind] : kNames) {
        if (known == name) {
            return kind;
        }
    }
    return std::nullopt;
}

std::string knownNames() {
    std::string all;
    for (const auto& [name, kind] : kNames) {
        all += (all.empty() ? "" : ", ") + std::string(name);
    }
    return all;
}

bool hasSplits(DataKind kind) {
    return kind == DataKind::FashionMnist || kind == DataKind::Idx || kind == DataKind::Cifar10 ||
           kind == DataKind::Cifar100;
}

fs::path resolvedPath(const fs::path& path) {
    std::error_code ignored;
    fs::path resolved = fs::weakly_canonical(path, ignored);
    if (resolved.empty()) {
        resolved = path;
    }
    return resolved.has_filename() || !resolved.has_parent_path() ? resolved : resolved.parent_path();
}

bool isThere(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

std::string quoted(std::string_view text) {
    return std::string("'").append(text).append("'");
}

Result<std::optional<std::int64_t>> parseBound(std::string_view text, std::string_view whole) {
    while (!text.empty() && text.front() == ' ') {
        text.remove_prefix(1);
    }
    while (!text.empty() && text.back() == ' ') {
        text.remove_suffix(1);
    }
    if (text.empty()) {
        return std::nullopt;
    }
    std::int64_t value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc{} || end != text.data() + text.size()) {
        return fail(ErrorCode::Usage, quoted(text) + " in " + quoted(whole) +
                                          " is not a whole number; write a range like [0:5000].");
    }
    return value;
}

/// Cuts `[a:b]` off the end of `text`.
Result<Slice> takeSlice(std::string_view& text, std::string_view whole) {
    if (text.empty() || text.back() != ']') {
        return Slice{};
    }
    const auto open = text.rfind('[');
    const auto inner =
        open == std::string_view::npos ? std::string_view{} : text.substr(open + 1, text.size() - open - 2);
    const auto colon = inner.find(':');
    if (open == std::string_view::npos || colon == std::string_view::npos ||
        inner.find(':', colon + 1) != std::string_view::npos) {
        return fail(ErrorCode::Usage,
                    "The range at the end of " + quoted(whole) + " is not of the form [a:b], like [0:5000].");
    }
    const auto begin = parseBound(inner.substr(0, colon), whole);
    if (!begin) {
        return tl::unexpected(begin.error());
    }
    const auto end = parseBound(inner.substr(colon + 1), whole);
    if (!end) {
        return tl::unexpected(end.error());
    }
    text = text.substr(0, open);
    return Slice{*begin, *end};
}

/// Gives an IDX images file of a usual name the folder and split it belongs to, so that both ways to write it
/// are one.
void normaliseIdxFile(DataSpec& spec) {
    std::error_code ignored;
    if (spec.kind != DataKind::Idx || !fs::is_regular_file(spec.path, ignored)) {
        return;
    }
    const std::string split = idxSplitOf(spec.path);
    if (split.empty()) {
        return;
    }
    const auto files = findIdxFiles(spec.path.parent_path(), split);
    if (files && files->images == spec.path) {
        spec.split = split;
        spec.path = spec.path.parent_path();
    }
}

Result<DataSpec> finished(DataSpec spec, std::string_view split, const Slice& slice) {
    spec.slice = slice;
    spec.path = resolvedPath(spec.path);
    if (split.find('\0') != std::string_view::npos) {
        return fail(ErrorCode::Usage, "A split's name cannot contain a zero byte.");
    }
    std::error_code ignored;
    if (hasSplits(spec.kind)) {
        const bool isFile = fs::is_regular_file(spec.path, ignored);
        if (split.find('/') != std::string_view::npos) {
            return fail(ErrorCode::Usage,
                        quoted(split) + " is not the name of a split; write train or test.");
        }
        if (!split.empty() && isFile) {
            return fail(ErrorCode::Usage, spec.path.string() + " is one file, which has no split " +
                                              quoted(split) + "; pass its folder.");
        }
        if (!split.empty()) {
            spec.split = split;
        } else if (spec.split.empty() && !isFile) {
            spec.split = "test";
        }
        normaliseIdxFile(spec);
        if (spec.kind == DataKind::Idx && spec.path == resolvedPath(fs::path(kFashionMnistFolder))) {
            spec.kind = DataKind::FashionMnist;
        }
    } else if (spec.kind == DataKind::LabelledFolder) {
        if (!split.empty()) {
            spec.split = split;
        } else if (spec.split.empty()) {
            spec.split = usualLabelsFile(spec.path);
        }
    } else if (!split.empty()) {  // `folder:/data/imagenet#val` is the subfolder
        spec.path = resolvedPath(spec.path / fs::path(split));
        spec.split.clear();
    }
    return spec;
}

}  // namespace

std::string toString(const IndexRange& range) {
    return std::string("[")
               .append(std::to_string(range.begin))
               .append(":")
               .append(std::to_string(range.end)) +
           "]";
}

Result<DataSpec> parseDataSpec(std::string_view text) {
    const std::string_view whole = text;
    if (text.find('\0') != std::string_view::npos || text.size() > 16384) {
        return fail(ErrorCode::Usage, "The data set's SPEC is not text of a reasonable length.");
    }
    const auto colon = text.find(':');
    const auto hash = text.find('#');
    const auto bracket = text.find('[');
    DataSpec spec;
    spec.path = kFashionMnistFolder;
    std::string_view rest;
    bool named = false;
    const std::string_view head = text.substr(0, std::min({colon, hash, bracket, text.size()}));
    if (head.empty() && colon != 0) {  // nothing, `#train` or `[0:100]`: the bundled default
        named = true;
        rest = text;
    } else if (const auto kind = kindOf(head)) {
        named = true;
        spec.kind = *kind;
        rest = text.substr(head.size());
        if (!rest.empty() && rest.front() == ':') {
            rest.remove_prefix(1);
        } else if (*kind != DataKind::FashionMnist) {
            if (isThere(fs::path(head))) {  // a folder that happens to have a kind's name
                named = false;
            } else {
                return fail(ErrorCode::Usage, quoted(head) + " needs the place of its files: " +
                                                  std::string(head) + ":/path/to/folder.");
            }
        }
    }
    if (!named) {
        rest = text;
    }
    // A path may contain '#' or end in ']': what exists as written is taken so.
    std::string_view split;
    Slice slice;
    if (rest.empty() || !isThere(fs::path(rest))) {
        const auto cut = takeSlice(rest, whole);
        if (!cut) {
            return tl::unexpected(cut.error());
        }
        slice = *cut;
        if (const auto at = rest.rfind('#'); at != std::string_view::npos && !isThere(fs::path(rest))) {
            split = rest.substr(at + 1);
            rest = rest.substr(0, at);
        }
    }
    if (named) {
        if (!rest.empty()) {
            spec.path = fs::path(rest);
        } else if (spec.kind != DataKind::FashionMnist) {
            return fail(ErrorCode::Usage, quoted(whole) + " needs the place of its files: " +
                                              std::string(nameOf(spec.kind)) + ":/path/to/folder.");
        }
        return finished(std::move(spec), split, slice);
    }
    if (!isThere(fs::path(rest))) {
        const bool looksNamed = colon != std::string_view::npos && head.find('/') == std::string_view::npos;
        return fail(ErrorCode::NotFound,
                    looksNamed ? quoted(head) + " is not a kind of data set; known are " + knownNames() + "."
                               : "There is no data set or folder " + quoted(rest) +
                                     "; pass a folder or one of " + knownNames() + " with its path.");
    }
    fs::path path(rest);
    std::error_code ignored;
    if (!split.empty() && fs::is_directory(path / fs::path(split), ignored)) {  // `/data/imagenet#val`
        path /= fs::path(split);
        split = {};
    }
    auto found = detectKind(resolvedPath(path));
    if (!found) {
        return found;
    }
    if (found->kind == DataKind::ImagesOnly && !split.empty() &&
        fs::is_regular_file(path / fs::path(split), ignored)) {
        found->kind = DataKind::LabelledFolder;
    }
    return finished(std::move(*found), split, slice);
}

std::string formatDataSpec(const DataSpec& spec, const IndexRange& range, std::int64_t size) {
    std::string text(nameOf(spec.kind));
    if (spec.kind != DataKind::FashionMnist || spec.path != resolvedPath(fs::path(kFashionMnistFolder))) {
        text += ':' + spec.path.string();
    }
    const bool whole = range == IndexRange{0, size};
    if (!spec.split.empty() || !whole) {
        text += '#' + spec.split;
    }
    if (!whole) {
        text += toString(range);
    }
    return text;
}

Result<IndexRange> resolveSlice(const Slice& slice, std::int64_t size, const std::string& what) {
    const auto bound = [size](std::optional<std::int64_t> value, std::int64_t otherwise) {
        return !value ? otherwise : (*value < 0 ? *value + size : *value);
    };
    const IndexRange range{bound(slice.begin, 0), bound(slice.end, size)};
    const auto text = [](std::optional<std::int64_t> value) {
        return value ? std::to_string(*value) : std::string();
    };
    std::string written("[");
    written.append(text(slice.begin)).append(":").append(text(slice.end)).append("]");
    if (range.begin < 0 || range.end > size || range.begin > size || range.end < 0) {
        return fail(ErrorCode::Usage, "The range " + written + " reaches beyond " + what + ", which has " +
                                          std::to_string(size) + " images.");
    }
    if (range.begin >= range.end) {
        return fail(ErrorCode::Usage, "The range " + written + " of " + what + " (" + std::to_string(size) +
                                          " images) is empty.");
    }
    return range;
}

}  // namespace pivot

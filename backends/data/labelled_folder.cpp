// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/folder_listing.h"
#include "data/folder_source.h"
#include "data/image_decoder.h"
#include "data/text_lines.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace pivot {
namespace {

namespace fs = std::filesystem;

bool isFile(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

std::string where(const fs::path& file, const TextLine& line) {
    return "Line " + std::to_string(line.number) + " of " + file.string();
}

struct NamedLabel {
    std::string name, label;
};

/// The images of the folder, to look names up in.
class ImageNames {
public:
    ImageNames(const fs::path& folder, const std::vector<std::string>& images)
        : m_folder(folder), m_images(images.begin(), images.end()) {}

    /// Also `sub/name.jpg`, but nothing outside of the folder.
    [[nodiscard]] bool contains(const std::string& name) const {
        if (m_images.contains(name)) {
            return true;
        }
        const fs::path path(name);
        const bool leavesFolder =
            path.is_absolute() || std::find(path.begin(), path.end(), "..") != path.end();
        return name.find('/') != std::string::npos && !leavesFolder && hasImageSuffix(path) &&
               isFile(m_folder / path);
    }

private:
    fs::path m_folder;
    std::set<std::string> m_images;
};

/// Cuts `name label` at a tab, a comma or a blank, in this order, such that the name is an image's.
std::optional<NamedLabel> cutNamed(const std::string& text, const ImageNames& images) {
    const auto cutAt = [&](std::size_t at) -> std::optional<NamedLabel> {
        if (at == std::string::npos) {
            return std::nullopt;
        }
        std::string name(trimmed(std::string_view(text).substr(0, at)));
        std::string label(trimmed(std::string_view(text).substr(at + 1)));
        if (name.starts_with("./")) {
            name.erase(0, 2);
        }
        if (label.empty() || !images.contains(name)) {
            return std::nullopt;
        }
        return NamedLabel{std::move(name), std::move(label)};
    };
    for (const auto at : {text.find('\t'), text.find(','), text.find(' '), text.rfind(' ')}) {
        if (auto cut = cutAt(at)) {
            return cut;
        }
    }
    return std::nullopt;
}

/// Whether a line looks as if it began with a file's name, so that a missing image is not taken for a label.
bool beginsWithImageName(const std::string& text) {
    return hasImageSuffix(text.substr(0, text.find_first_of("\t ,")));
}

struct Labelled {
    std::vector<std::string> keys, labels;
    std::vector<TextLine> lines;
};

Result<Labelled> readNamed(const fs::path& file, const std::vector<TextLine>& lines, const ImageNames& images,
                           const fs::path& folder) {
    std::map<std::string, std::pair<std::string, TextLine>> byName;  // sorted, whatever the file's order
    for (const auto& line : lines) {
        auto cut = cutNamed(line.text, images);
        if (!cut) {
            return fail(ErrorCode::BadFile, where(file, line) + " does not name an image in " +
                                                folder.string() + " and its label: '" + line.text + "'.");
        }
        const auto [at, fresh] = byName.try_emplace(cut->name, std::move(cut->label), line);
        if (!fresh) {
            return fail(ErrorCode::BadFile, where(file, line) + " names " + at->first + " a second time.");
        }
    }
    Labelled result;
    for (auto& [name, entry] : byName) {
        result.keys.push_back(name);
        result.labels.push_back(std::move(entry.first));
        result.lines.push_back(std::move(entry.second));
    }
    return result;
}

Result<Labelled> readInOrder(const fs::path& file, const std::vector<TextLine>& lines,
                             const std::vector<std::string>& images, const fs::path& folder) {
    if (lines.size() != images.size()) {
        return fail(ErrorCode::BadFile, file.string() + " has " + std::to_string(lines.size()) +
                                            " labels, but " + folder.string() + " has " +
                                            std::to_string(images.size()) +
                                            " images; write one label for each, or 'name label' lines.");
    }
    Labelled result;
    result.keys = images;
    result.lines = lines;
    for (const auto& line : lines) {
        result.labels.push_back(line.text);
    }
    return result;
}

Result<std::vector<std::string>> readClassNames(const fs::path& labelsFile, const fs::path& folder) {
    for (const fs::path& place : {labelsFile.parent_path(), folder}) {
        const fs::path file = place / "classes.txt";
        if (file == labelsFile || !isFile(file)) {
            continue;
        }
        const auto lines = readTextLines(file);
        if (!lines) {
            return tl::unexpected(lines.error());
        }
        std::vector<std::string> names;
        for (const auto& line : *lines) {
            names.push_back(line.text);
        }
        return names;
    }
    return std::vector<std::string>{};
}

/// Class indices of the labels as written. Fills `classNames` from them where they are names and none are
/// known.
Result<std::vector<int>> resolveLabels(const fs::path& file, const Labelled& labelled,
                                       std::vector<std::string>& classNames) {
    if (classNames.empty() &&
        !std::all_of(labelled.labels.begin(), labelled.labels.end(),
                     [](const auto& label) { return parseClassIndex(label).has_value(); })) {
        const std::set<std::string> distinct(labelled.labels.begin(), labelled.labels.end());
        classNames.assign(distinct.begin(), distinct.end());
    }
    std::map<std::string, int> byName;
    for (std::size_t i = 0; i < classNames.size(); ++i) {
        byName.try_emplace(classNames[i], static_cast<int>(i));
    }
    std::vector<int> labels;
    for (std::size_t i = 0; i < labelled.labels.size(); ++i) {
        const auto& text = labelled.labels[i];
        const auto named = byName.find(text);
        const auto index = named != byName.end() ? std::optional(named->second) : parseClassIndex(text);
        if (!index || (!classNames.empty() && static_cast<std::size_t>(*index) >= classNames.size())) {
            return fail(ErrorCode::BadFile, where(file, labelled.lines[i]) + " has the label '" + text +
                                                "', which is neither one of the " +
                                                std::to_string(classNames.size()) +
                                                " class names nor an index of one.");
        }
        labels.push_back(*index);
    }
    return labels;
}

Result<fs::path> locateLabels(const fs::path& folder, const std::string& name) {
    if (name.empty()) {
        return fail(ErrorCode::Usage, "Which file labels the images of " + folder.string() +
                                          "? Write labels:" + folder.string() + "#labels.txt.");
    }
    for (const fs::path& place : {folder, folder.parent_path()}) {
        if (isFile(place / name)) {
            return place / name;
        }
    }
    return fail(ErrorCode::NotFound,
                "There is no labels file " + name + " in " + folder.string() + " or beside it.");
}

}  // namespace

std::string usualLabelsFile(const fs::path& folder) {
    for (const char* name : {"labels.txt", "labels.csv", "val.txt"}) {
        if (isFile(folder / name)) {
            return name;
        }
    }
    return {};
}

Result<ImageSourcePtr> readLabelledFolder(const fs::path& folder, const std::string& labelsFile) {
    const auto file = locateLabels(folder, labelsFile);
    if (!file) {
        return tl::unexpected(file.error());
    }
    const auto images = listImages(folder, false);
    if (!images) {
        return tl::unexpected(images.error());
    }
    const auto lines = readTextLines(*file);
    if (!lines) {
        return tl::unexpected(lines.error());
    }
    const ImageNames names(folder, *images);
    const bool named = cutNamed(lines->front().text, names) || beginsWithImageName(lines->front().text);
    auto labelled =
        named ? readNamed(*file, *lines, names, folder) : readInOrder(*file, *lines, *images, folder);
    if (!labelled) {
        return tl::unexpected(labelled.error());
    }
    auto classNames = readClassNames(*file, folder);
    if (!classNames) {
        return tl::unexpected(classNames.error());
    }
    auto labels = resolveLabels(*file, *labelled, *classNames);
    if (!labels) {
        return tl::unexpected(labels.error());
    }
    return std::make_shared<FolderSource>(
        FolderSource::Content{folder, std::move(labelled->keys), std::move(*labels), std::move(*classNames)});
}

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/label_map.h"

#include "data/text_lines.h"

#include <algorithm>
#include <map>

namespace pivot {
namespace {

using Map = std::map<std::string, int>;

Result<Map> readMap(const std::filesystem::path& file) {
    const auto lines = readTextLines(file);
    if (!lines) {
        return tl::unexpected(lines.error());
    }
    Map map;
    for (const auto& [number, text] : *lines) {
        if (text.starts_with('#')) {
            continue;
        }
        const std::string_view line(text);
        const auto tab = line.rfind('\t');
        const auto cut = tab != std::string_view::npos ? tab : line.rfind(' ');
        const int target =
            cut == std::string_view::npos ? -1 : parseClassIndex(trimmed(line.substr(cut))).value_or(-1);
        const std::string place = "Line " + std::to_string(number) + " of the label map " + file.string();
        if (target < 0) {
            return fail(ErrorCode::BadFile,
                        place + " is not a class, a tab and the model's class index: '" + text + "'.");
        }
        const std::string name(trimmed(line.substr(0, cut)));
        const auto [at, fresh] = map.try_emplace(name, target);
        if (!fresh && at->second != target) {
            return fail(ErrorCode::BadFile, place + " maps '" + name + "' a second time, to another class.");
        }
    }
    return map;
}

}  // namespace

Result<std::vector<int>> readLabelMap(const std::filesystem::path& file,
                                      const std::vector<std::string>& classNames,
                                      const std::vector<std::optional<int>>& labels) {
    const auto map = readMap(file);
    if (!map) {
        return tl::unexpected(map.error());
    }
    int highest = -1;
    for (const auto& label : labels) {
        highest = std::max(highest, label.value_or(-1));
    }
    if (highest < 0) {
        return fail(ErrorCode::Usage, "The images have no labels, so the label map " + file.string() +
                                          " has nothing to map; leave it out.");
    }
    std::vector<bool> occurs(static_cast<std::size_t>(highest) + 1);
    for (const auto& label : labels) {
        if (label) {
            occurs[static_cast<std::size_t>(*label)] = true;
        }
    }
    std::vector<int> modelClass(std::max(occurs.size(), classNames.size()), -1);
    for (std::size_t label = 0; label < modelClass.size(); ++label) {
        const std::string index = std::to_string(label);
        const bool hasName = label < classNames.size();
        auto found = map->find(hasName ? classNames[label] : index);
        // An index stands for a class with a name too, unless some other class is called so.
        if (found == map->end() &&
            std::find(classNames.begin(), classNames.end(), index) == classNames.end()) {
            found = map->find(index);
        }
        if (found != map->end()) {
            modelClass[label] = found->second;
        } else if (label < occurs.size() && occurs[label]) {
            return fail(ErrorCode::BadFile, "The label map " + file.string() + " has no line for class '" +
                                                (hasName ? classNames[label] : index) + "'.");
        }
    }
    return modelClass;
}

}  // namespace pivot

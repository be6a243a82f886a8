// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/class_match.h"

#include "core/number_text.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace pivot {

namespace {

constexpr const char* kHowToSay = "; say with --label-map which class is which, or choose another model";

/// A data set whose labels are those of the model.
class RelabelledData final : public DataSet {
public:
    RelabelledData(DataSetPtr data, std::vector<int> modelClass, std::vector<std::string> names)
        : m_data(std::move(data)), m_modelClass(std::move(modelClass)), m_names(std::move(names)) {}

    std::string name() const override { return m_data->name(); }
    std::string spec() const override { return m_data->spec(); }
    std::string range() const override { return m_data->range(); }
    std::int64_t size() const override { return m_data->size(); }
    std::string key(std::int64_t index) const override { return m_data->key(index); }
    std::int64_t sourceIndex(std::int64_t index) const override { return m_data->sourceIndex(index); }
    std::optional<int> label(std::int64_t index) const override {
        const std::optional<int> own = m_data->label(index);
        return own ? std::optional<int>(m_modelClass.at(static_cast<std::size_t>(*own))) : std::nullopt;
    }
    const std::vector<std::string>& classNames() const override { return m_names; }
    Result<RawImage> image(std::int64_t index) const override { return m_data->image(index); }
    const std::string& fingerprint() const override { return m_data->fingerprint(); }

private:
    DataSetPtr m_data;
    std::vector<int> m_modelClass;  ///< by label of `m_data`
    std::vector<std::string> m_names;
};

/// The first image whose label is not in [0, classes), and that label.
std::optional<std::pair<std::int64_t, int>> labelOutside(const DataSet& data, int classes) {
    for (std::int64_t i = 0; i < data.size(); ++i) {
        const std::optional<int> label = data.label(i);
        if (label && (*label < 0 || *label >= classes)) {
            return std::pair(i, *label);
        }
    }
    return std::nullopt;
}

bool hasLabels(const DataSet& data) {
    for (std::int64_t i = 0; i < data.size(); ++i) {
        if (data.label(i)) {
            return true;
        }
    }
    return false;
}

/// The model's class of each of the data set's names.
Result<std::vector<int>> classesByName(const DataSet& data, const std::vector<std::string>& ofModel) {
    std::vector<int> classes;
    for (const std::string& name : data.classNames()) {
        const auto found = std::find(ofModel.begin(), ofModel.end(), name);
        if (found == ofModel.end()) {
            return fail(ErrorCode::Usage, "the model has no class called \"" + name + "\", as " +
                                              data.name() + " has" + kHowToSay);
        }
        if (std::find(found + 1, ofModel.end(), name) != ofModel.end()) {
            return fail(ErrorCode::Usage, "the model has several classes called \"" + name +
                                              "\", so that the one of " + data.name() +
                                              " cannot be told by its name" + kHowToSay);
        }
        classes.push_back(static_cast<int>(found - ofModel.begin()));
    }
    return classes;
}

}  // namespace

Result<DataSetPtr> matchClasses(DataSetPtr data, const ModelSpec& spec, const std::string& labelMap) {
    if (!hasLabels(*data)) {
        return data;
    }
    const std::vector<std::string>& names = data->classNames();
    if (const auto outside = labelOutside(
            *data, labelMap.empty() && !names.empty() ? static_cast<int>(names.size()) : spec.numClasses)) {
        const auto& [image, label] = *outside;
        const std::string who = "image " + data->key(image) + " of " + data->name();
        if (!labelMap.empty()) {
            return fail(ErrorCode::Usage, "the label map " + labelMap + " gives " + who + " the class " +
                                              std::to_string(label) + ", and the model's are 0 to " +
                                              std::to_string(spec.numClasses - 1) + "; correct that line");
        }
        return fail(ErrorCode::Usage, who + " has the label " + std::to_string(label) +
                                          ", and the model's classes are 0 to " +
                                          std::to_string(spec.numClasses - 1) + kHowToSay);
    }
    if (!labelMap.empty() || names.empty()) {
        return data;
    }
    if (names.size() != static_cast<std::size_t>(spec.numClasses) && spec.labels.empty()) {
        return fail(ErrorCode::Usage, "the data set " + data->name() + " has " +
                                          counted(std::ssize(names), "class", "classes") +
                                          ", the model has " + std::to_string(spec.numClasses) +
                                          " and no names to find them by" + kHowToSay);
    }
    if (spec.labels.empty() || names == spec.labels) {
        return data;
    }
    auto classes = classesByName(*data, spec.labels);
    if (!classes) {
        return tl::unexpected(classes.error());
    }
    return std::make_shared<RelabelledData>(std::move(data), std::move(*classes), spec.labels);
}

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/data_set_view.h"

#include <QByteArrayView>
#include <QCryptographicHash>
#include <algorithm>

namespace pivot {
namespace {

/// Names in the order of the model's classes; empty where the data set says nothing of a class.
std::vector<std::string> namesByModelClass(const std::vector<std::string>& names,
                                           const std::vector<int>& modelClass) {
    if (modelClass.empty() || names.empty()) {
        return names;
    }
    std::vector<std::string> mapped;
    for (std::size_t label = 0; label < std::min(names.size(), modelClass.size()); ++label) {
        if (modelClass[label] < 0) {
            continue;
        }
        const auto target = static_cast<std::size_t>(modelClass[label]);
        if (mapped.size() <= target) {
            mapped.resize(target + 1);
        }
        if (mapped[target].empty()) {
            mapped[target] = names[label];
        }
    }
    return mapped;
}

}  // namespace

DataSetView::DataSetView(ImageSourcePtr source, std::vector<std::int64_t> positions,
                         std::vector<int> modelClass, Text text)
    : m_source(std::move(source)),
      m_positions(std::move(positions)),
      m_modelClass(std::move(modelClass)),
      m_text(std::move(text)),
      m_classNames(namesByModelClass(m_source->classNames(), m_modelClass)) {}

std::int64_t DataSetView::sourceIndex(std::int64_t index) const {
    return m_positions.at(static_cast<std::size_t>(index));
}

std::string DataSetView::key(std::int64_t index) const {
    return m_source->key(sourceIndex(index));
}

std::optional<int> DataSetView::label(std::int64_t index) const {
    const auto label = m_source->label(sourceIndex(index));
    if (!label || m_modelClass.empty()) {
        return label;
    }
    return m_modelClass.at(static_cast<std::size_t>(*label));
}

Result<RawImage> DataSetView::image(std::int64_t index) const {
    if (index < 0 || index >= size()) {
        return fail(ErrorCode::Usage, "There is no image " + std::to_string(index) + " in " + m_text.name +
                                          ", which has " + std::to_string(size()) + ".");
    }
    return m_source->image(sourceIndex(index));
}

const std::string& DataSetView::fingerprint() const {
    std::call_once(m_hashed, [this] {
        QCryptographicHash hash(QCryptographicHash::Sha256);
        const auto add = [&hash](const std::string& text) {
            // With the terminating zero, so that two texts in a row cannot be cut in another place.
            hash.addData(QByteArrayView(text.c_str(), static_cast<qsizetype>(text.size()) + 1));
        };
        for (const auto& name : m_source->classNames()) {
            add(name);
        }
        for (const auto position : m_positions) {
            add(m_source->key(position));
            m_source->addContent(hash, position);
        }
        m_fingerprint = hash.result().toHex().toStdString();
    });
    return m_fingerprint;
}

}  // namespace pivot

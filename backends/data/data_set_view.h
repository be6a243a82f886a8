// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/dataset.h"
#include "data/image_source.h"

#include <mutex>

namespace pivot {

/// A selection of a source's images, with labels mapped to the model's classes: what openDataSet() hands out.
class DataSetView : public DataSet {
public:
    struct Text {
        std::string name, spec, range;
    };
    /// `positions`: indices in `source`, rising. `modelClass`: the model's class of each of the source's
    /// labels; empty: labels stay as they are.
    DataSetView(ImageSourcePtr source, std::vector<std::int64_t> positions, std::vector<int> modelClass,
                Text text);

    [[nodiscard]] std::string name() const override { return m_text.name; }
    [[nodiscard]] std::string spec() const override { return m_text.spec; }
    [[nodiscard]] std::string range() const override { return m_text.range; }
    [[nodiscard]] std::int64_t size() const override { return static_cast<std::int64_t>(m_positions.size()); }
    [[nodiscard]] std::string key(std::int64_t index) const override;
    [[nodiscard]] std::int64_t sourceIndex(std::int64_t index) const override;
    [[nodiscard]] std::optional<int> label(std::int64_t index) const override;
    [[nodiscard]] const std::vector<std::string>& classNames() const override { return m_classNames; }
    [[nodiscard]] Result<RawImage> image(std::int64_t index) const override;
    [[nodiscard]] const std::string& fingerprint() const override;

private:
    ImageSourcePtr m_source;
    std::vector<std::int64_t> m_positions;
    std::vector<int> m_modelClass;
    Text m_text;
    std::vector<std::string> m_classNames;
    mutable std::once_flag m_hashed;
    mutable std::string m_fingerprint;
};

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_record.h"
#include "widgets/models/experiment_model.h"

#include <QString>
#include <QStringList>
#include <QVector>
#include <optional>

namespace pivot {

/// Which experiments a person wants to see, and in which order. Empty fields leave none out.
struct ExperimentFilter {
    QString text;  ///< words that must all occur
    QString device, tag;
    std::optional<RunStatus> status;
    bool starred = false;
    bool inBin = false;  ///< what was deleted, and nothing else
    ExperimentModel::Column sort = ExperimentModel::Time;
    bool descending = true;
    bool operator==(const ExperimentFilter&) const = default;

    /// Whether anything is left out but the bin.
    [[nodiscard]] bool narrows() const {
        return !text.isEmpty() || !device.isEmpty() || !tag.isEmpty() || status || starred;
    }
};

/// What the filters can choose from.
struct ExperimentChoices {
    QStringList devices, tags;
    QVector<RunStatus> statuses;
    bool operator==(const ExperimentChoices&) const = default;
};

/// What a person wants to be changed about experiments; what is absent stays.
struct ExperimentWish {
    QStringList ids;
    std::optional<QString> name, note;
    std::optional<bool> starred;
    QStringList addTags, removeTags;
    std::optional<bool> inBin;  ///< true: delete; false: restore
    bool operator==(const ExperimentWish&) const = default;
};

}  // namespace pivot

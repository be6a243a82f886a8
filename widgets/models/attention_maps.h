// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/effort.h"
#include "pivot/effort_attention.h"
#include "pivot/entropy.h"

#include <QImage>
#include <QString>
#include <QStringList>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace pivot {

/// The attention of one image under every effort of a ladder, as far as it is computed. Immutable; a value
/// for the page.
struct AttentionMaps {
    std::int64_t sourceIndex = 0;  ///< in the whole split
    QImage image;                  ///< as the network sees it: resized and cropped
    std::optional<int> label;      ///< in the numbering of `labels`
    QStringList labels;            ///< class names, empty when unknown
    int classes = 0;               ///< of the model
    QString model, data,
        numerics;       ///< for people: `fashion-anypath`, `Fashion-MNIST test`, `fp32 on cpu:onednn`
    QStringList notes;  ///< what a person should know, such as another device than the chosen one
    EffortLadder ladder;
    QString experimentId;  ///< of the stored run that the ladder is of; empty where it is of none
    std::vector<EffortAttentionPtr> efforts;     ///< one an effort; null while it is still computed
    std::vector<std::optional<Scores>> answers;  ///< likewise
};
using AttentionMapsPtr = std::shared_ptr<const AttentionMaps>;

/// Of a row of `maps`: `head 2`, `mean of heads`, `largest of heads`, `rollout`.
[[nodiscard]] QString mapRowName(const MapGrid& maps, int row);
/// A share of attention as `8.31 %`; with `sign`, a difference as `+1.2 pt` (percentage points).
[[nodiscard]] QString formatAttention(double share);
[[nodiscard]] QString formatAttentionDifference(double difference);

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome.h"
#include "pivot/routing.h"

#include <QStringList>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace pivot {

enum class Verdict : std::int8_t { Failed, Unlabelled, Wrong, Right };

/// What every effort said of every image of an experiment, in columns: some 70 bytes an image with two
/// efforts, so that a million of them can be sorted and filtered in memory. Pixels and lesser answers stay
/// where they are. Rows are in the order in which the images were added.
struct ImageAnswers {
    struct EffortColumn {
        std::vector<double> entropyNats;  ///< NaN: this effort never saw the image
        std::vector<float> margin, maxProbability;
        std::vector<std::int32_t> predicted;
        std::vector<Verdict> verdict;
        std::vector<float> delayMs, energyJ;  ///< NaN where not known
        [[nodiscard]] double hardness(std::size_t row, ScoreKind score) const;
    };
    std::vector<std::int64_t> index;  ///< in the whole split
    std::vector<std::int32_t> label;  ///< -1: none
    std::vector<EffortColumn> efforts;
    int classes = 0;       ///< of the model, or the largest class that is met + 1
    QStringList labels;    ///< class names, empty where not known
    bool complete = true;  ///< every image that did not fail has seen every effort

    [[nodiscard]] std::size_t images() const { return index.size(); }
    [[nodiscard]] bool visited(int effort, std::size_t row) const;
    [[nodiscard]] const EffortColumn& at(int effort) const {
        return efforts[static_cast<std::size_t>(effort)];
    }
    [[nodiscard]] QString className(int id) const;
};

/// Where every image left the ladder, with what answer and at what cost: rows as in ImageAnswers.
struct ImageRoutes {
    std::vector<std::int8_t> exit;  ///< Outcome::kNoExit: no effort accepted
    std::vector<std::int32_t> predicted;
    std::vector<Verdict> verdict;
    std::vector<float> delayMs, energyJ;  ///< NaN where not known
};

/// The images of one experiment: what was answered, and how it was routed.
struct ImageTable {
    std::shared_ptr<const ImageAnswers> answers = std::make_shared<const ImageAnswers>();
    std::shared_ptr<const ImageRoutes> routes = std::make_shared<const ImageRoutes>();

    [[nodiscard]] std::size_t images() const { return answers->images(); }
    [[nodiscard]] int efforts() const { return static_cast<int>(answers->efforts.size()); }
    [[nodiscard]] std::optional<std::size_t> rowOf(
        std::int64_t imageIndex) const;  ///< rows are by rising index
};

/// How the images would have been routed at these thresholds, which are hardnesses by `score`; costs are sums
/// of the efforts visited, as they ran. Error (Usage) where the thresholds are not one an effort, or an image
/// has not seen every effort.
[[nodiscard]] Result<ImageTable> routedAt(const ImageTable& table, const Thresholds& thresholds,
                                          ScoreKind score = ScoreKind::Entropy);

/// Makes an ImageTable of results, handed over one at a time in rising index.
class ImageTableBuilder {
public:
    ImageTableBuilder(int efforts, int classes, QStringList labels);
    void add(const ImageResult& image);
    [[nodiscard]] ImageTable build();

private:
    void addVisit(const Visit& visit, std::size_t row);

    ImageAnswers m_answers;
    ImageRoutes m_routes;
    int m_largestClass = -1;
};

}  // namespace pivot

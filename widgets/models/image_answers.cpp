// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/image_answers.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace pivot {
namespace {

constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();

Verdict verdictOf(const std::optional<bool>& right) {
    return !right ? Verdict::Unlabelled : *right ? Verdict::Right : Verdict::Wrong;
}

float toMs(std::int64_t ns) {
    return static_cast<float>(static_cast<double>(ns) * 1e-6);
}

float orUnknown(const std::optional<double>& value) {
    return value ? static_cast<float>(*value) : kUnknown;
}

}  // namespace

double ImageAnswers::EffortColumn::hardness(std::size_t row, ScoreKind score) const {
    switch (score) {
        case ScoreKind::Entropy:
            return entropyNats[row];
        case ScoreKind::Margin:
            return hardnessOfScore(margin[row], score);
        case ScoreKind::MaxProbability:
            return hardnessOfScore(maxProbability[row], score);
    }
    return entropyNats[row];
}

bool ImageAnswers::visited(int effort, std::size_t row) const {
    return !std::isnan(at(effort).entropyNats[row]) || at(effort).predicted[row] >= 0;
}

QString ImageAnswers::className(int id) const {
    return id >= 0 && id < labels.size() ? labels[id]
                                         : QCoreApplication::translate("ImageAnswers", "class %1").arg(id);
}

std::optional<std::size_t> ImageTable::rowOf(std::int64_t imageIndex) const {
    const auto& all = answers->index;
    const auto found = std::lower_bound(all.begin(), all.end(), imageIndex);
    if (found == all.end() || *found != imageIndex) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - all.begin());
}

Result<ImageTable> routedAt(const ImageTable& table, const Thresholds& thresholds, ScoreKind score) {
    const ImageAnswers& answers = *table.answers;
    const int efforts = table.efforts();
    if (thresholds.size() != answers.efforts.size()) {
        return fail(ErrorCode::Usage, "there is not one threshold an effort");
    }
    if (!answers.complete) {
        return fail(ErrorCode::Usage, "not every effort has seen every image: profile the run");
    }
    auto routes = std::make_shared<ImageRoutes>(*table.routes);
    for (std::size_t row = 0; row < answers.images(); ++row) {
        if (routes->verdict[row] == Verdict::Failed) {
            continue;
        }
        const bool labelled = answers.label[row] >= 0;
        routes->exit[row] = Outcome::kNoExit;
        routes->verdict[row] = labelled ? Verdict::Wrong : Verdict::Unlabelled;
        routes->delayMs[row] = routes->energyJ[row] = 0;
        for (int effort = 0; effort < efforts; ++effort) {
            const auto& column = answers.at(effort);
            routes->predicted[row] = column.predicted[row];
            routes->delayMs[row] += column.delayMs[row];
            routes->energyJ[row] += column.energyJ[row];
            if (accepts(column.hardness(row, score), thresholds[static_cast<std::size_t>(effort)])) {
                routes->exit[row] = static_cast<std::int8_t>(effort);
                routes->verdict[row] = column.verdict[row];
                break;
            }
        }
    }
    return ImageTable{table.answers, std::move(routes)};
}

ImageTableBuilder::ImageTableBuilder(int efforts, int classes, QStringList labels) {
    m_answers.efforts.resize(static_cast<std::size_t>(std::max(0, efforts)));
    m_answers.classes = classes;
    m_answers.labels = std::move(labels);
}

void ImageTableBuilder::addVisit(const Visit& visit, std::size_t row) {
    if (visit.effort < 0 || static_cast<std::size_t>(visit.effort) >= m_answers.efforts.size()) {
        return;
    }
    auto& column = m_answers.efforts[static_cast<std::size_t>(visit.effort)];
    column.entropyNats[row] = visit.entropyNats;
    column.margin[row] = visit.margin;
    column.maxProbability[row] = visit.topProbabilities[0];
    column.predicted[row] = visit.topIds[0];
    column.verdict[row] = verdictOf(visit.right);
    column.delayMs[row] = toMs(visit.delayNs);
    column.energyJ[row] = orUnknown(visit.energyJ);
    m_largestClass = std::max(m_largestClass, visit.topIds[0]);
}

void ImageTableBuilder::add(const ImageResult& image) {
    const Outcome& outcome = image.outcome;
    const bool failed = !outcome.error.empty();
    const std::size_t row = m_answers.index.size();
    m_answers.index.push_back(outcome.imageIndex);
    m_answers.label.push_back(outcome.label.value_or(-1));
    for (auto& column : m_answers.efforts) {
        column.entropyNats.push_back(std::numeric_limits<double>::quiet_NaN());
        column.margin.push_back(kUnknown);
        column.maxProbability.push_back(kUnknown);
        column.predicted.push_back(-1);
        column.verdict.push_back(Verdict::Unlabelled);
        column.delayMs.push_back(kUnknown);
        column.energyJ.push_back(kUnknown);
    }
    if (!failed) {
        for (const Visit& visit : image.visits) {
            addVisit(visit, row);
        }
        m_answers.complete = m_answers.complete && image.visits.size() == m_answers.efforts.size();
    }
    m_routes.exit.push_back(static_cast<std::int8_t>(failed ? Outcome::kNoExit : outcome.exitEffort));
    m_routes.predicted.push_back(failed ? -1 : outcome.predicted);
    m_routes.verdict.push_back(failed ? Verdict::Failed : verdictOf(outcome.right));
    m_routes.delayMs.push_back(failed ? kUnknown : toMs(outcome.delayNs));
    m_routes.energyJ.push_back(failed ? kUnknown : orUnknown(outcome.energyJ));
    m_largestClass = std::max({m_largestClass, outcome.label.value_or(-1), outcome.predicted});
}

ImageTable ImageTableBuilder::build() {
    m_answers.classes = std::max(m_answers.classes, m_largestClass + 1);
    return {std::make_shared<const ImageAnswers>(std::exchange(m_answers, {})),
            std::make_shared<const ImageRoutes>(std::exchange(m_routes, {}))};
}

}  // namespace pivot

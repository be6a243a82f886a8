// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_identity.h"

#include "core/entropy_unit.h"
#include "core/skip_ranges.h"
#include "widgets/models/number_format.h"
#include "widgets/theme/effort_style.h"

#include <QCoreApplication>
#include <algorithm>
#include <filesystem>

namespace pivot {
namespace {

QString say(const char* text) {
    return QCoreApplication::translate("RunIdentity", text);
}

QString thresholdText(double nats, int classes) {
    return classes > 1 ? formatSignificant(fromNats(nats, EntropyUnit::Normalized, classes))
                       : say("%1 nats").arg(formatSignificant(nats));
}

}  // namespace

QString skipText(const SkipConfig& skip) {
    const std::string ranges = skipRanges(skip);
    return ranges.empty() ? say("none") : QString::fromStdString(ranges);
}

QString shortSkips(const QString& skips) {
    constexpr int kAnyDepth = 10000;
    QStringList parts;
    for (const QString& part : skips.split(QLatin1Char('|'))) {
        const Result<SkipConfig> skip = SkipConfig::parse(part.trimmed().toStdString(), kAnyDepth);
        parts << (skip ? skipText(*skip) : part.trimmed());
    }
    return parts.join(QStringLiteral(" | "));
}

QString modelName(const std::string& path) {
    std::filesystem::path file(path);
    if (!file.has_filename()) {
        file = file.parent_path();
    }
    return QString::fromStdString(file.filename().string());
}

QString runIdentity(const RunReport& report, int classes, const QDateTime& whenUtc) {
    QStringList parts{QString::fromStdString(report.experimentId).left(8), modelName(report.model),
                      QString::fromStdString(report.dataset), QString::fromStdString(report.device)};
    const auto count = static_cast<int>(report.efforts.size());
    for (int index = 0; index < count; ++index) {
        const EffortReport& effort = report.efforts[static_cast<std::size_t>(index)];
        QString text = say("%1 skips %2").arg(effortName(index, count), skipText(effort.skip));
        if (effort.thresholdNats) {
            text += say(", threshold %1").arg(thresholdText(*effort.thresholdNats, classes));
        } else if (effort.thresholdScore) {
            text += (report.score == ScoreKind::Margin ? say(", margin ≥ %1") : say(", max probability ≥ %1"))
                        .arg(formatSignificant(*effort.thresholdScore));
        } else if (report.experimentId.empty() && index + 1 < count) {
            text += say(", threshold not chosen yet");
        }
        parts << text;
    }
    if (whenUtc.isValid()) {
        parts << whenUtc.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"));
    }
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

QString runIdentity(const RunConfig& config, int classes, const QDateTime& whenUtc) {
    RunReport report;
    report.model = config.model;
    report.dataset = config.dataset;
    report.device = config.device;
    report.score = config.ladder.score;
    for (const Effort& effort : config.ladder.efforts) {
        EffortReport part;
        part.skip = effort.skip;
        part.thresholdNats = effort.thresholdNats;
        part.thresholdScore = effort.thresholdScore;
        report.efforts.push_back(part);
    }
    return runIdentity(report, classes, whenUtc);
}

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/headline.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/parts.h"

#include <QCoreApplication>
#include <algorithm>

namespace pivot {
namespace {

QString say(const char* text) {
    return QCoreApplication::translate("Headline", text);
}

QString provenanceText(const Provenance& provenance) {
    const QString kind = fromUtf8(toString(provenance.kind));
    return provenance.detail.empty()
               ? kind
               : kind + QStringLiteral(": ") + QString::fromStdString(provenance.detail);
}

HeadlineFigure accuracyFigure(std::optional<double> accuracy, std::optional<Interval> interval) {
    HeadlineFigure figure{say("accuracy"), {}, {}, {}, accuracy.has_value()};
    if (!accuracy) {
        figure.value = say("not measured");
        figure.sub = say("these images have no labels");
        return figure;
    }
    figure.value = formatPercent(*accuracy);
    if (interval) {
        figure.sub = formatHalfWidth(interval->low, interval->high);
        figure.toolTip = say("Wilson interval, 95 %: %1 to %2")
                             .arg(formatPercent(interval->low, 2), formatPercent(interval->high, 2));
    }
    return figure;
}

HeadlineFigure shareFigure(double share, std::optional<double> breakEven, bool cascade) {
    HeadlineFigure figure{say("ends at low effort"), formatPercent(share), {}, {}, true};
    if (!cascade) {
        figure.sub = say("one effort only");
    } else if (!breakEven) {
        figure.sub = say("break-even not known yet");
    } else if (*breakEven >= 1.0) {
        figure.sub = say("no share would gain");
        figure.toolTip =
            say("A re-run costs more than the low effort saves: routing cannot gain with these efforts");
    } else {
        const QString percent = formatPercent(std::max(0.0, *breakEven));
        figure.sub = (share > *breakEven ? say("break-even %1") : say("below break-even %1")).arg(percent);
        figure.toolTip = say("A re-run pays for both efforts: routing gains only above %1").arg(percent);
    }
    return figure;
}

HeadlineFigure delayFigure(std::optional<double> delayMs, std::optional<double> baselineMs,
                           const QString& provenance) {
    HeadlineFigure figure{say("delay per image"), {}, {}, provenance, delayMs.has_value()};
    if (!delayMs) {
        figure.value = say("not measured");
        figure.sub = say("no image is through yet");
        return figure;
    }
    figure.value = formatDelayMs(*delayMs);
    if (baselineMs && *baselineMs > 0) {
        figure.sub = say("%1 of full").arg(formatShareOf(*delayMs / *baselineMs));
        figure.toolTip += (provenance.isEmpty() ? QString() : QStringLiteral("\n")) +
                          say("Full path: %1").arg(formatDelayMs(*baselineMs));
    }
    return figure;
}

HeadlineFigure edpFigure(std::optional<double> reduction, const QString& reason) {
    HeadlineFigure figure{say("EDP"), {}, {}, {}, reduction.has_value()};
    if (!reduction) {
        figure.value = say("not measured");
        figure.sub = reason.isEmpty() ? say("the energy is not known") : reason;
        figure.toolTip = figure.sub;
        return figure;
    }
    figure.value = *reduction >= 1.0 ? say("%1 less").arg(formatFactor(*reduction))
                                     : say("costs %1").arg(formatFactor(1.0 / *reduction));
    return figure;
}

void append(QString& text, const QString& more) {
    if (!more.isEmpty()) {
        text += (text.isEmpty() ? QString() : QStringLiteral(" · ")) + more;
    }
}

void appendLine(QString& text, const QString& more) {
    if (!more.isEmpty()) {
        text += (text.isEmpty() ? QString() : QStringLiteral("\n")) + more;
    }
}

}  // namespace

Headline headlineOf(const RunReport& report) {
    Headline headline{
        accuracyFigure(report.accuracy, report.accuracyCi95),
        shareFigure(report.efforts.empty() ? 0.0 : report.efforts.front().share, report.breakEvenShare,
                    report.efforts.size() > 1),
        delayFigure(report.images > 0 ? std::optional(report.delayMs) : std::nullopt, report.baseline.delayMs,
                    provenanceText(report.delayProvenance)),
        edpFigure(report.edpReduction, QString::fromStdString(report.energyReason)),
    };
    if (report.accuracy) {
        if (report.baseline.accuracy) {
            append(headline[0].sub, say("full path %1").arg(formatPercent(*report.baseline.accuracy)));
        }
        if (report.accuracyLossPoints) {
            appendLine(headline[0].toolTip, say("Lost against the full path: %1 points")
                                                .arg(formatSignificant(*report.accuracyLossPoints, 2)));
        }
        if (report.accuracyLossCi95Points) {
            appendLine(headline[0].toolTip,
                       say("Paired interval of the loss, 95 %: %1 to %2 points")
                           .arg(formatSignificant(report.accuracyLossCi95Points->low, 2),
                                formatSignificant(report.accuracyLossCi95Points->high, 2)));
        }
    }
    if (report.images > 0) {
        append(headline[2].sub, fromUtf8(toString(report.delayProvenance.kind)));
    }
    if (report.edpReduction) {
        const Provenance& provenance = weaker(report.delayProvenance, report.energyProvenance);
        headline[3].sub = provenanceText(provenance);
        headline[3].toolTip = say("Full path's EDP divided by this run's") + QLatin1Char('\n') +
                              say("Delay: %1").arg(provenanceText(report.delayProvenance)) +
                              QLatin1Char('\n') +
                              say("Energy: %1").arg(provenanceText(report.energyProvenance));
        if (report.edpJs) {
            appendLine(headline[3].toolTip, say("EDP: %1 per image").arg(formatEdpJs(*report.edpJs)));
        }
    }
    if (!report.verdict.empty()) {
        appendLine(headline[3].toolTip, QString::fromStdString(report.verdict));
    }
    return headline;
}

Headline headlineOf(const LiveSnapshot& snapshot, const QString& energyReason) {
    if (snapshot.images == 0) {
        return emptyHeadline();
    }
    std::optional<double> accuracy;
    std::optional<Interval> interval;
    if (snapshot.labelled > 0) {
        accuracy = static_cast<double>(snapshot.right) / static_cast<double>(snapshot.labelled);
        if (!snapshot.curve.empty()) {
            interval = Interval{snapshot.curve.back().accuracyLow, snapshot.curve.back().accuracyHigh};
        }
    }
    const double share = snapshot.exits.empty() ? 0.0
                                                : static_cast<double>(snapshot.exits.front()) /
                                                      static_cast<double>(snapshot.images);
    std::optional<double> reduction;
    if (snapshot.delayMs && snapshot.energyJ && snapshot.baselineDelayMs && snapshot.baselineEnergyJ &&
        *snapshot.delayMs * *snapshot.energyJ > 0) {
        reduction =
            *snapshot.baselineDelayMs * *snapshot.baselineEnergyJ / (*snapshot.delayMs * *snapshot.energyJ);
    }
    Headline headline{
        accuracyFigure(accuracy, interval),
        shareFigure(share, snapshot.breakEvenShare, snapshot.exits.size() > 1),
        delayFigure(snapshot.delayMs, snapshot.baselineDelayMs, {}),
        edpFigure(reduction, energyReason),
    };
    if (reduction) {
        headline[3].sub = say("so far, against the full path");
    }
    return headline;
}

Headline emptyHeadline() {
    Headline headline{
        HeadlineFigure{say("accuracy"), {}, {}, {}, false},
        HeadlineFigure{say("ends at low effort"), {}, {}, {}, false},
        HeadlineFigure{say("delay per image"), {}, {}, {}, false},
        HeadlineFigure{say("EDP"), {}, {}, {}, false},
    };
    for (HeadlineFigure& figure : headline) {
        figure.value = QString(QChar(0x2013));
        figure.sub = say("no images yet");
    }
    return headline;
}

}  // namespace pivot

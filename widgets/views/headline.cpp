// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/headline.h"

#include "widgets/models/number_format.h"
#include "widgets/models/stage_text.h"
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

HeadlineFigure unknown(const char* caption, const QString& reason) {
    // A reason that says what to do has two parts, and two lines to stand in.
    const auto colon = reason.indexOf(QStringLiteral(": "));
    return {say(caption),
            say("not measured"),
            colon < 0 ? reason : reason.left(colon),
            colon < 0 ? QString() : reason.mid(colon + 2),
            reason,
            false};
}

HeadlineFigure accuracyFigure(std::optional<double> accuracy, std::optional<Interval> interval,
                              std::int64_t labelled) {
    if (!accuracy) {
        return unknown("accuracy", say("these images have no labels"));
    }
    HeadlineFigure figure{say("accuracy"), formatPercent(*accuracy), {}, {}, {}, true};
    if (interval) {
        figure.sub = formatHalfWidth(interval->low, interval->high);
        figure.toolTip = say("Wilson interval, 95 %: %1 to %2")
                             .arg(formatPercent(interval->low, 2), formatPercent(interval->high, 2));
    }
    figure.basis = say("of %1 images").arg(formatCount(labelled));
    return figure;
}

HeadlineFigure shareFigure(double share, std::optional<double> breakEven, std::size_t efforts,
                           std::int64_t images) {
    HeadlineFigure figure{say("ends at low effort"), formatPercent(share), {}, {}, {}, true};
    figure.basis = say("of %1 images").arg(formatCount(images));
    if (efforts < 2) {
        figure.caption = say("ends at the path");
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
                           const std::optional<Provenance>& provenance) {
    if (!delayMs) {
        return unknown("delay per image", say("no image is through yet"));
    }
    HeadlineFigure figure{say("delay per image"), formatDelayMs(*delayMs), {}, {}, {}, true};
    if (provenance) {
        figure.basis = fromUtf8(toString(provenance->kind));
        figure.toolTip = provenanceText(*provenance);
    }
    if (baselineMs && *baselineMs > 0) {
        figure.sub =
            say("%1 of full path %2").arg(formatShareOf(*delayMs / *baselineMs), formatDelayMs(*baselineMs));
        appendLine(figure.toolTip, say("Full path: %1").arg(formatDelayMs(*baselineMs)));
    } else {
        figure.sub = say("the full path has not run yet");
    }
    return figure;
}

/// Mean energy and delay of an image, of this run and of the full path.
struct Costs {
    std::optional<double> energyJ, edpJs, baselineEnergyJ, baselineEdpJs;
    std::optional<Provenance> delay, energy;
};

HeadlineFigure edpFigure(std::optional<double> reduction, const Costs& costs, const QString& reason) {
    if (!reduction) {
        HeadlineFigure figure = unknown("EDP", reason);
        if (costs.edpJs && costs.energyJ) {  // known, with nothing to compare it with
            figure.value = formatEdpJs(*costs.edpJs);
            figure.basis = say("%1 per image").arg(formatEnergyJ(*costs.energyJ));
            figure.known = true;
            if (costs.energy) {
                append(figure.basis, fromUtf8(toString(costs.energy->kind)));
            }
        }
        return figure;
    }
    HeadlineFigure figure{say("EDP"), {}, {}, {}, {}, true};
    figure.value = formatEdpReduction(*reduction);
    figure.toolTip = say("Full path's EDP divided by this run's");
    if (costs.edpJs && costs.baselineEdpJs) {
        figure.sub =
            say("%1 · full path %2").arg(formatEdpJs(*costs.edpJs), formatEdpJs(*costs.baselineEdpJs));
        appendLine(figure.toolTip, say("EDP: %1 per image, full path %2")
                                       .arg(formatEdpJs(*costs.edpJs), formatEdpJs(*costs.baselineEdpJs)));
    } else if (costs.edpJs) {
        figure.sub = say("%1 per image").arg(formatEdpJs(*costs.edpJs));
        appendLine(figure.toolTip, say("EDP: %1 per image").arg(formatEdpJs(*costs.edpJs)));
    }
    if (costs.energyJ) {
        figure.basis = say("%1 per image").arg(formatEnergyJ(*costs.energyJ));
        appendLine(figure.toolTip,
                   costs.baselineEnergyJ
                       ? say("Energy: %1 per image, full path %2")
                             .arg(formatEnergyJ(*costs.energyJ), formatEnergyJ(*costs.baselineEnergyJ))
                       : say("Energy: %1 per image").arg(formatEnergyJ(*costs.energyJ)));
    }
    if (costs.energy && costs.delay) {
        append(figure.basis, fromUtf8(toString(weaker(*costs.delay, *costs.energy).kind)));
        appendLine(figure.toolTip, say("Delay %1").arg(provenanceText(*costs.delay)));
        appendLine(figure.toolTip, say("Energy %1").arg(provenanceText(*costs.energy)));
    }
    return figure;
}

}  // namespace

QString missingEdpReason(const RunReport& report) {
    if (report.edpReduction) {
        return {};
    }
    if (!report.energyJ) {
        return report.energyReason.empty() ? say("the energy is not measured on this device")
                                           : QString::fromStdString(report.energyReason);
    }
    return say("the full path was not run beside it");
}

QString missingEdpReason(const LiveSnapshot& snapshot) {
    if (!snapshot.delayMs) {
        return say("no image is through yet");
    }
    if (!snapshot.energyJ) {
        return say("the energy is not measured on this device");
    }
    if (!snapshot.baselineDelayMs || !snapshot.baselineEnergyJ) {
        return say("the full path has not run yet");
    }
    return {};
}

Headline headlineOf(const RunReport& report) {
    Costs costs{report.energyJ,        report.edpJs,           report.baseline.energyJ,
                report.baseline.edpJs, report.delayProvenance, report.energyProvenance};
    if (!costs.baselineEdpJs && report.edpJs && report.edpReduction) {
        costs.baselineEdpJs = *report.edpJs * *report.edpReduction;
    }
    Headline headline{
        accuracyFigure(report.accuracy, report.accuracyCi95, report.labelled),
        shareFigure(report.efforts.empty() ? 0.0 : report.efforts.front().share, report.breakEvenShare,
                    report.efforts.size(), report.images),
        delayFigure(report.images > 0 ? std::optional(report.delayMs) : std::nullopt, report.baseline.delayMs,
                    report.delayProvenance),
        edpFigure(report.edpReduction, costs, missingEdpReason(report)),
    };
    if (!report.machineNoise.empty() && headline[2].known) {
        append(headline[2].basis, say("noisy machine"));
        appendLine(headline[2].toolTip, QString::fromStdString(report.machineNoise));
    }
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
    if (!report.verdict.empty()) {
        appendLine(headline[3].toolTip, QString::fromStdString(report.verdict));
    }
    return headline;
}

Headline headlineOf(const LiveSnapshot& snapshot) {
    if (snapshot.images == 0 || !isTimedStage(snapshot.progress)) {
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
    Costs costs{snapshot.energyJ,         {}, snapshot.baselineEnergyJ, {}, snapshot.delayProvenance,
                snapshot.energyProvenance};
    if (snapshot.delayMs && snapshot.energyJ) {
        costs.edpJs = *snapshot.delayMs * *snapshot.energyJ * 1e-3;
    }
    if (snapshot.baselineDelayMs && snapshot.baselineEnergyJ) {
        costs.baselineEdpJs = *snapshot.baselineDelayMs * *snapshot.baselineEnergyJ * 1e-3;
    }
    std::optional<double> reduction;
    if (costs.edpJs && costs.baselineEdpJs && *costs.edpJs > 0) {
        reduction = *costs.baselineEdpJs / *costs.edpJs;
    }
    return {
        accuracyFigure(accuracy, interval, snapshot.labelled),
        shareFigure(share, snapshot.breakEvenShare, snapshot.exits.size(), snapshot.images),
        delayFigure(snapshot.delayMs, snapshot.baselineDelayMs, snapshot.delayProvenance),
        edpFigure(reduction, costs, missingEdpReason(snapshot)),
    };
}

Headline emptyHeadline() {
    Headline headline;
    const std::array captions{"accuracy", "ends at low effort", "delay per image", "EDP"};
    for (std::size_t i = 0; i < headline.size(); ++i) {
        headline[i] = {say(captions[i]), QString(QChar(0x2013)), say("no images yet"), {}, {}, false};
    }
    return headline;
}

}  // namespace pivot

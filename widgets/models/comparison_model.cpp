// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/comparison_model.h"

#include "widgets/models/number_format.h"
#include "widgets/models/run_identity.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/run_style.h"

#include <QFont>
#include <algorithm>
#include <utility>

namespace pivot {
namespace {

QString kindOf(const std::optional<Provenance>& provenance) {
    return provenance ? fromUtf8(toString(provenance->kind)) : QString();
}

QString orEmpty(const std::optional<double>& value, QString (*format)(double)) {
    return value ? format(*value) : QString();
}

QString percentOf(const std::optional<double>& fraction) {
    return fraction ? formatPercent(*fraction, 2) : QString();
}

QString pText(double p) {
    return p < 0.0001 ? ComparisonModel::tr("below 0.0001") : QString::number(p, 'f', p < 0.01 ? 4 : 3);
}

/// A reduction is the reference's mean / this one's; people read how much of the reference's this one costs.
QString timesOf(double reduction, const std::optional<Interval>& ci95) {
    const auto digits = [](double value) { return formatSignificant(value, 3); };
    const QString factor = QString(QChar(0x00D7)) + digits(1.0 / reduction);
    return ci95 && ci95->low > 0 ? ComparisonModel::tr("%1 (%2 to %3)")
                                       .arg(factor, digits(1.0 / ci95->high), digits(1.0 / ci95->low))
                                 : factor;
}

QString blocksText(const RunPair& pair) {
    return ComparisonModel::tr(
               "Mean per image as a part of A's, with its 95 % interval: block bootstrap over %1 and %2 "
               "stretches of batches of the first timed walk")
        .arg(formatCount(pair.blocks), formatCount(pair.referenceBlocks));
}

QString settingText(const ConfigDifference& difference, const nlohmann::json& value) {
    if (value.is_null()) {
        return QString(QChar(0x2013));
    }
    if (value.is_boolean()) {
        return value.get<bool>() ? ComparisonModel::tr("yes") : ComparisonModel::tr("no");
    }
    if (value.is_number_integer()) {
        return fromUtf8(value.dump());
    }
    if (value.is_number()) {
        return formatSignificant(value.get<double>(), 4);
    }
    if (!value.is_string()) {
        return fromUtf8(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    }
    const QString text = fromUtf8(value.get_ref<const std::string&>());
    if (difference.key.ends_with("fingerprint")) {
        return text.left(12);
    }
    return difference.key.ends_with(".skip") ? shortSkips(text) : text;
}

}  // namespace

QString formatPoints(double fraction) {
    const double points = 100.0 * fraction;
    QString text = QString::number(points, 'f', 2);
    if (text == QLatin1String("-0.00") || text == QLatin1String("0.00")) {
        return QStringLiteral("0.00");
    }
    return points > 0 ? QLatin1Char('+') + text : text.replace(QLatin1Char('-'), QChar(0x2212));
}

QString runName(const Comparison& comparison, std::size_t run) {
    return runLetter(static_cast<int>(run)) + QLatin1Char(' ') +
           QString::fromStdString(shortId(comparison.runs[run].experimentId));
}

ComparisonModel::ComparisonModel(QObject* parent) : QAbstractTableModel(parent) {}

template <class CellOf>
void ComparisonModel::add(const QString& name, CellOf cellOf, const QString& more) {
    Row row{name, {}, more};
    bool known = false;
    for (std::size_t i = 0; i < m_comparison->runs.size(); ++i) {
        const RunPair* pair = i > 0 ? &m_comparison->pairs[i - 1] : nullptr;
        row.cells.push_back(cellOf(m_comparison->runs[i], pair));
        known = known || !row.cells.back().text.isEmpty();
    }
    if (!known) {
        return;
    }
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (row.cells[i].text.isEmpty()) {
            row.cells[i].text = QString(QChar(0x2013));
        }
    }
    m_rows.push_back(std::move(row));
}

void ComparisonModel::addResults() {
    m_rows.push_back({tr("Accuracy"), {}, {}});
    add(tr("accuracy"), [](const RunFigures& run, const RunPair*) {
        Cell cell{percentOf(run.accuracy), {}};
        if (run.accuracyCi95) {
            cell.text += QLatin1Char(' ') + formatHalfWidth(run.accuracyCi95->low, run.accuracyCi95->high);
            cell.more = tr("95 %: %1 to %2, of %3 images with a label")
                            .arg(formatPercent(run.accuracyCi95->low, 2),
                                 formatPercent(run.accuracyCi95->high, 2), formatCount(run.labelled));
        }
        return cell;
    });
    add(tr("points above A"), [](const RunFigures&, const RunPair* pair) {
        if (!pair || !pair->accuracyDifference) {
            return Cell{};
        }
        const Difference& difference = *pair->accuracyDifference;
        return Cell{tr("%1 (%2 to %3)")
                        .arg(formatPoints(difference.value), formatPoints(difference.ci95.low),
                             formatPoints(difference.ci95.high)),
                    pair->method == DifferenceMethod::Paired
                        ? tr("95 % interval of Tango, on the %1 images that both answered")
                              .arg(formatCount(pair->imagesCompared))
                        : tr("95 % interval of Newcombe: the images are different ones, so that nothing can "
                             "be paired")};
    });
    add(tr("p (McNemar)"), [this](const RunFigures&, const RunPair* pair) {
        if (!pair || !pair->mcnemarMidP) {
            return Cell{};
        }
        const bool several = m_comparison->pairs.size() > 1;
        const double shown = several ? pair->mcnemarHolm.value_or(*pair->mcnemarMidP) : *pair->mcnemarMidP;
        QString more =
            tr("How often so uneven a split of gained and lost images would come about if both were equally "
               "accurate: mid-p %1, exact %2")
                .arg(pText(*pair->mcnemarMidP), pText(*pair->mcnemarExact));
        if (several) {
            more += tr("; shown is the mid-p value, adjusted for %1 pairs after Holm")
                        .arg(m_comparison->pairs.size());
        }
        return Cell{pText(shown), more};
    });
    add(tr("images gained, lost"), [](const RunFigures&, const RunPair* pair) {
        if (!pair || pair->method != DifferenceMethod::Paired) {
            return Cell{};
        }
        return Cell{
            tr("%1, %2").arg(formatCount(pair->counts.onlyFirst), formatCount(pair->counts.onlySecond)),
            tr("%1 right in both, %2 wrong in both")
                .arg(formatCount(pair->counts.bothRight), formatCount(pair->counts.bothWrong))};
    });
    add(tr("same answer, exit"), [](const RunFigures&, const RunPair* pair) {
        return pair && pair->sameAnswer && pair->sameExit
                   ? Cell{tr("%1, %2").arg(formatPercent(*pair->sameAnswer), formatPercent(*pair->sameExit)),
                          tr("Of %1 images that both answered").arg(formatCount(pair->imagesInBoth))}
                   : Cell{};
    });
    add(tr("top 5"), [](const RunFigures& run, const RunPair*) { return Cell{percentOf(run.top5), {}}; });
    add(tr("images"), [](const RunFigures& run, const RunPair*) {
        return Cell{run.errors > 0 ? tr("%1, %2 failed").arg(formatCount(run.images), formatCount(run.errors))
                                   : formatCount(run.images),
                    {}};
    });
}

void ComparisonModel::addCosts() {
    m_rows.push_back({tr("Cost of an image"), {}, {}});
    add(tr("ends at the first effort"), [](const RunFigures& run, const RunPair*) {
        Cell cell{run.shares.empty() ? QString() : formatPercent(run.shares.front()), {}};
        if (run.breakEvenShare) {
            cell.more = tr("Routing gains above %1").arg(formatPercent(*run.breakEvenShare));
        }
        return cell;
    });
    const auto withKind = [](const QString& value, const std::optional<Provenance>& provenance) {
        return value.isEmpty() ? Cell{}
                               : Cell{value + QLatin1Char(' ') + kindOf(provenance),
                                      provenance ? fromUtf8(provenance->detail) : QString()};
    };
    const auto against = [](const RunPair* pair, std::optional<double> RunPair::*reduction,
                            std::optional<Interval> RunPair::*ci95) {
        return pair && pair->*reduction ? Cell{timesOf(*(pair->*reduction), pair->*ci95), blocksText(*pair)}
                                        : Cell{};
    };
    add(tr("delay"), [&](const RunFigures& run, const RunPair*) {
        return withKind(orEmpty(run.delayMs, formatDelayMs), run.delayProvenance);
    });
    add(tr("   of A's"), [&](const RunFigures&, const RunPair* pair) {
        return against(pair, &RunPair::delayReduction, &RunPair::delayCi95);
    });
    add(tr("energy"), [&](const RunFigures& run, const RunPair*) {
        return withKind(orEmpty(run.energyJ, formatEnergyJ), run.energyProvenance);
    });
    add(tr("   of A's"), [&](const RunFigures&, const RunPair* pair) {
        return against(pair, &RunPair::energyReduction, &RunPair::energyCi95);
    });
    add(tr("EDP"), [](const RunFigures& run, const RunPair*) {
        return Cell{orEmpty(run.edpJs, formatEdpJs), {}};
    });
    add(tr("   of A's"), [&](const RunFigures&, const RunPair* pair) {
        return against(pair, &RunPair::edpReduction, &RunPair::edpCi95);
    });
    add(tr("EDP against its full path"), [](const RunFigures& run, const RunPair*) {
        return Cell{orEmpty(run.edpReduction, formatEdpReduction), {}};
    });
    add(tr("rate"), [](const RunFigures& run, const RunPair*) {
        return Cell{orEmpty(run.throughputImgS, formatRate), {}};
    });
}

void ComparisonModel::addSettings() {
    if (m_comparison->differences.empty()) {
        m_rows.push_back({tr("The configuration is the same"), {}, {}});
        return;
    }
    m_rows.push_back({tr("Configuration that differs"), {}, {}});
    for (const ConfigDifference& difference : m_comparison->differences) {
        Row row{fromUtf8(difference.name), {}, fromUtf8(difference.key)};
        for (const nlohmann::json& value : difference.values) {
            const QString text = settingText(difference, value);
            row.cells.push_back({text, value.is_string() ? fromUtf8(value.get<std::string>()) : text});
        }
        m_rows.push_back(std::move(row));
    }
}

void ComparisonModel::setComparison(const ComparisonPtr& comparison) {
    beginResetModel();
    m_comparison = comparison;
    m_rows.clear();
    if (m_comparison) {
        addResults();
        addCosts();
        addSettings();
    }
    endResetModel();
}

bool ComparisonModel::isHeading(int row) const {
    return m_rows[static_cast<std::size_t>(row)].cells.empty();
}

QString ComparisonModel::tabbed() const {
    QStringList head;
    for (int column = 0; column < columnCount(); ++column) {
        head << headerData(column, Qt::Horizontal).toString();
    }
    QStringList lines{head.join(QLatin1Char('\t'))};
    for (const Row& row : m_rows) {
        QStringList fields{row.name.trimmed()};
        for (const Cell& cell : row.cells) {
            fields << cell.text;
        }
        lines << fields.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

int ComparisonModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ComparisonModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_comparison ? 0 : 1 + static_cast<int>(m_comparison->runs.size());
}

QVariant ComparisonModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const bool heading = row.cells.empty();
    if (role == HeadingRole) {
        return heading;
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(Qt::AlignVCenter | (index.column() > 0 ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (index.column() == 0) {
        return role == Qt::DisplayRole                          ? QVariant(row.name)
               : role == Qt::ToolTipRole && !row.more.isEmpty() ? QVariant(row.more)
                                                                : QVariant();
    }
    if (heading) {
        return {};
    }
    const Cell& cell = row.cells[static_cast<std::size_t>(index.column() - 1)];
    switch (role) {
        case Qt::DisplayRole:
            return cell.text;
        case Qt::ToolTipRole:
            return cell.more.isEmpty() ? cell.text : cell.more;
        default:
            return {};
    }
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(Qt::AlignVCenter | (section > 0 ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (section == 0) {
        return role == Qt::DisplayRole ? QVariant(QString()) : QVariant();
    }
    const auto run = static_cast<std::size_t>(section - 1);
    if (role == Qt::DisplayRole) {
        return runName(*m_comparison, run);
    }
    return role == Qt::ToolTipRole ? QVariant(fromUtf8(m_comparison->runs[run].experimentId)) : QVariant();
}

}  // namespace pivot

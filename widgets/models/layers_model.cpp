// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/layers_model.h"

#include "widgets/figures/figure_builders.h"
#include "widgets/models/number_format.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/run_style.h"

#include <QLocale>
#include <algorithm>
#include <cmath>

namespace pivot {
namespace {

QString layerText(const LayerSpend& layer) {
    switch (layer.piece) {
        case LayerPiece::Embed:
            return LayersModel::tr("embedding");
        case LayerPiece::Attention:
            return LayersModel::tr("block %1 attention").arg(layer.block);
        case LayerPiece::Mlp:
            return LayersModel::tr("block %1 MLP").arg(layer.block);
        case LayerPiece::Head:
            break;
    }
    return LayersModel::tr("head");
}

}  // namespace

LayersModel::LayersModel(QObject* parent) : QAbstractTableModel(parent) {}

void LayersModel::setComparison(const ComparisonPtr& comparison) {
    beginResetModel();
    m_comparison = comparison;
    m_mostMs = 0;
    m_mostRuns = 1;
    if (m_comparison) {
        for (const RunFigures& run : m_comparison->runs) {
            for (const double runs : run.attentionRuns) {
                m_mostRuns = std::max(m_mostRuns, runs);
            }
            for (const LayerSpend& layer : run.layers) {
                m_mostMs = std::max(m_mostMs, layer.ms.value_or(0.0));
            }
        }
    }
    const double exponent = m_mostMs > 0 ? std::floor(std::log10(m_mostMs)) : 0.0;
    m_decimals = std::clamp(2 - static_cast<int>(exponent), 0, 6);
    endResetModel();
}

bool LayersModel::isTimed() const {
    return m_comparison && !m_comparison->runs.front().layers.empty();
}

bool LayersModel::hasBars(int column) const {
    return column > 0 && m_comparison && (!isTimed() || columnAt(column).isMs);
}

QString LayersModel::remark() const {
    if (!m_comparison) {
        return {};
    }
    if (!isTimed()) {
        return tr(
            "Experiments that are run with Time layers (under More, or pivot run --layers) show here how "
            "long an image spends in each.");
    }
    QStringList sums, reasons, disturbed;
    for (std::size_t i = 0; i < m_comparison->runs.size(); ++i) {
        const RunFigures& run = m_comparison->runs[i];
        const QString letter = runLetter(static_cast<int>(i));
        if (!run.layersReason.empty()) {
            reasons << tr("%1 has no times of layers: %2.").arg(letter, fromUtf8(run.layersReason));
        } else if (const auto ms = spentMs(run.layers); ms && run.delayMs) {
            sums << tr("%1 %2 of a delay of %3").arg(letter, formatDelayMs(*ms), formatDelayMs(*run.delayMs));
            if (exceedsDelay(*ms, *run.delayMs)) {
                disturbed << letter;
            }
        }
    }
    QStringList sentences = reasons;
    if (!sums.isEmpty()) {
        sentences.prepend(tr("All layers together: %1.").arg(sums.join(QStringLiteral(", "))));
    }
    if (!disturbed.isEmpty()) {
        sentences
            << tr("More than the delay in %1: something else probably used the cores while its layers were "
                  "timed.")
                   .arg(disturbed.join(QStringLiteral(", ")));
    }
    return sentences.join(QLatin1Char(' '));
}

int LayersModel::rowCount(const QModelIndex& parent) const {
    if (parent.isValid() || !m_comparison) {
        return 0;
    }
    const RunFigures& first = m_comparison->runs.front();
    return static_cast<int>(isTimed() ? first.layers.size() : first.attentionRuns.size());
}

int LayersModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_comparison
               ? 0
               : 1 + (isTimed() ? 2 : 1) * static_cast<int>(m_comparison->runs.size());
}

LayersModel::Column LayersModel::columnAt(int column) const {
    const auto at = static_cast<std::size_t>(column - 1), runs = m_comparison->runs.size();
    return {at % runs, isTimed() && at < runs};
}

LayerSpend LayersModel::spendAt(int row, std::size_t run) const {
    const RunFigures& figures = m_comparison->runs[run];
    const auto at = static_cast<std::size_t>(row);
    return isTimed() ? figures.layers[at]
                     : LayerSpend{LayerPiece::Attention, row, figures.attentionRuns[at], {}};
}

QString LayersModel::msText(double ms) const {
    static const QLocale english(QLocale::English, QLocale::UnitedStates);
    return english.toString(ms, 'f', m_decimals);
}

QVariant LayersModel::msData(const LayerSpend& layer, std::size_t run, int role) const {
    if (!layer.ms) {
        const std::string& why = m_comparison->runs[run].layersReason;
        return role != Qt::ToolTipRole ? QVariant()
               : why.empty()           ? QVariant(tr("Its network has no such layer"))
                                       : QVariant(tr("%1 has no times of layers: %2")
                                                      .arg(runLetter(static_cast<int>(run)), fromUtf8(why)));
    }
    switch (role) {
        case Qt::DisplayRole:
            return msText(*layer.ms);
        case Qt::ToolTipRole:
            return tr("%1: %2 an image on average, which runs it %3 times (%4)")
                .arg(
                    layerText(layer), formatDelayMs(*layer.ms), formatShareOf(layer.runs.value_or(0.0)),
                    fromUtf8(toString(m_comparison->runs[run].layersProvenance.value_or(Provenance()).kind)));
        case SortRole:
        case CellBar::ValueRole:
            return *layer.ms;
        case CellBar::MostRole:
            return m_mostMs;
        case CellBar::WidestRole:
            return msText(m_mostMs);
        case CellBar::SignedRole:
            return false;
        case CellBar::RunRole:
            return static_cast<int>(run);
        default:
            return {};
    }
}

QVariant LayersModel::runsData(const LayerSpend& layer, std::size_t run, int role) const {
    if (!layer.runs) {
        return role == Qt::ToolTipRole ? QVariant(tr("Not known of this network")) : QVariant();
    }
    switch (role) {
        case Qt::DisplayRole:
            return formatShareOf(*layer.runs);
        case Qt::ToolTipRole:
            return tr("%1: an image runs it %2 times on average, all efforts together")
                .arg(layerText(layer), formatShareOf(*layer.runs));
        case SortRole:
            return *layer.runs;
        case CellBar::ValueRole:  // beside bars of times they would say the same again
            return isTimed() ? QVariant() : QVariant(*layer.runs);
        case CellBar::MostRole:
            return m_mostRuns;
        case CellBar::SignedRole:
            return false;
        case CellBar::RunRole:
            return static_cast<int>(run);
        default:
            return {};
    }
}

QVariant LayersModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(Qt::AlignVCenter | (index.column() > 0 ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (index.column() == 0) {
        const LayerSpend layer = spendAt(index.row(), 0);
        return role == Qt::DisplayRole
                   ? QVariant(isTimed() ? layerText(layer) : tr("block %1").arg(layer.block))
               : role == SortRole ? QVariant(index.row())
                                  : QVariant();
    }
    const Column column = columnAt(index.column());
    const LayerSpend layer = spendAt(index.row(), column.run);
    return column.isMs ? msData(layer, column.run, role) : runsData(layer, column.run, role);
}

QVariant LayersModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(Qt::AlignVCenter | (section > 0 ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (section == 0) {
        return role != Qt::DisplayRole ? QVariant()
                                       : QVariant(isTimed() ? tr("Layer") : tr("Attention runs"));
    }
    const Column column = columnAt(section);
    if (role == Qt::ToolTipRole) {
        const QString what = column.isMs
                                 ? tr("%1: time that an image spends here on average, all efforts together")
                                 : tr("%1: how often an image runs it on average, all efforts together");
        return what.arg(runName(*m_comparison, column.run));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    return !isTimed()    ? runName(*m_comparison, column.run)
           : column.isMs ? tr("%1 (ms)").arg(runLetter(static_cast<int>(column.run)))
                         : tr("%1 runs").arg(runLetter(static_cast<int>(column.run)));
}

figures::FigureDocument layersDocument(const Comparison& comparison) {
    std::vector<figures::NamedLayers> runs;
    figures::FigureDocument document;
    document.spec.kind = figures::FigureKind::Layers;
    for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
        if (const RunFigures& run = comparison.runs[i]; run.layersReason.empty()) {
            runs.push_back({runName(comparison, i).toStdString(), run.layers});
            document.spec.experiments.push_back(run.experimentId);
        }
    }
    document.data = figures::buildLayerBars(runs);
    return document;
}

}  // namespace pivot

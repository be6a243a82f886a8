// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/image_list_model.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/effort_style.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace pivot {

ImageListModel::ImageListModel(QObject* parent) : QAbstractListModel(parent), m_thumbnails(kCacheKiB) {}

void ImageListModel::setTable(const ImageTable& table) {
    m_thumbnails.clear();
    setRows(table, {}, 0);
}

void ImageListModel::setRows(const ImageTable& table, ImageRows rows, int scoredEffort) {
    beginResetModel();
    m_table = table;
    m_rows = std::move(rows);
    m_scoredEffort = scoredEffort;
    endResetModel();
}

ImageListModel::Item ImageListModel::item(int row) const {
    const std::size_t of = m_rows[static_cast<std::size_t>(row)];
    const ImageRoutes& routes = *m_table.routes;
    Item made;
    made.index = m_table.answers->index[of];
    made.label = m_table.answers->label[of];
    made.predicted = routes.predicted[of];
    made.exit = routes.exit[of];
    made.verdict = routes.verdict[of];
    made.entropyNats = m_table.efforts() > m_scoredEffort
                           ? m_table.answers->at(m_scoredEffort).entropyNats[of]
                           : std::nan("");
    return made;
}

QString ImageListModel::describe(const Item& item) const {
    const ImageAnswers& answers = *m_table.answers;
    QStringList parts{QLatin1Char('#') + formatCount(item.index)};
    if (item.verdict == Verdict::Failed) {
        parts << tr("could not be read");
        return parts.join(QStringLiteral(" · "));
    }
    if (item.verdict == Verdict::Wrong) {
        parts << (item.predicted == item.label
                      ? answers.className(item.label)
                      : tr("%1, taken for %2")
                            .arg(answers.className(item.label), answers.className(item.predicted)));
    } else {
        parts << answers.className(item.predicted);
    }
    parts << (item.exit == Outcome::kNoExit
                  ? tr("no effort accepted it")
                  : tr("ended at %1").arg(effortName(item.exit, m_table.efforts())));
    if (!std::isnan(item.entropyNats) && answers.classes > 1) {
        parts << tr("entropy %1 at %2")
                     .arg(
                         formatSignificant(item.entropyNats / std::log(static_cast<double>(answers.classes))),
                         effortName(m_scoredEffort, m_table.efforts()));
    }
    return parts.join(QStringLiteral(" · "));
}

int ImageListModel::rowOf(std::int64_t imageIndex) const {
    const auto wanted = m_table.rowOf(imageIndex);
    if (!wanted) {
        return -1;
    }
    const auto found = std::find(m_rows.begin(), m_rows.end(), static_cast<std::uint32_t>(*wanted));
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

const QImage* ImageListModel::thumbnail(std::int64_t imageIndex) const {
    return m_thumbnails.object(imageIndex);
}

void ImageListModel::setThumbnail(std::int64_t imageIndex, const QImage& image) {
    const auto kib = static_cast<int>(image.sizeInBytes() / 1024) + 1;
    m_thumbnails.insert(imageIndex, new QImage(image), kib);  // the cache owns it
    Q_EMIT thumbnailArrived(imageIndex);
}

int ImageListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ImageListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Item shown = item(index.row());
    switch (role) {
        case Qt::DisplayRole:
        case Qt::AccessibleTextRole:
        case Qt::ToolTipRole:
            return describe(shown);
        case IndexRole:
            return QVariant::fromValue<qint64>(shown.index);
        default:
            return {};
    }
}

}  // namespace pivot

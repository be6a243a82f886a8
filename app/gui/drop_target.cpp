// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/drop_target.h"

#include "widgets/views/drop_hint.h"

#include <QDropEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

namespace pivot {

DropTarget::DropTarget(const ThemeSource& theme, QWidget& window)
    : QObject(&window), m_hint(new DropHint(theme, window)) {
    window.setAcceptDrops(true);
    window.installEventFilter(this);
}

DropTarget::Offer DropTarget::offerOf(const QMimeData& data) {
    const QList<QUrl> urls = data.urls();
    if (urls.size() != 1) {
        return {{}, tr("Drop one file or folder at a time.")};
    }
    const QString path = urls.first().toLocalFile();
    if (path.isEmpty()) {
        return {{}, tr("Only files and folders of this machine can be opened.")};
    }
    const QString name = QFileInfo(path).fileName();
    switch (kindOf(path.toStdString())) {
        case FileKind::Model:
            return {path, tr("Use the model %1").arg(name)};
        case FileKind::Data:
            return {path, tr("Use the images in %1").arg(name)};
        case FileKind::Database:
            return {path, tr("Open the experiments of %1").arg(name)};
        case FileKind::Experiment:
            return {path, tr("Open the experiment file %1").arg(name)};
        case FileKind::Figure:
            return {path, tr("Open the figure %1").arg(name)};
        case FileKind::Unknown:
            break;
    }
    return {{},
            tr("%1 is nothing that can be opened here: drop a model, a folder of images, a database, an "
               "experiment file or a figure of this program.")
                .arg(name)};
}

bool DropTarget::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::DragEnter: {
            auto* enter = static_cast<QDropEvent*>(event);
            if (!enter->mimeData()->hasUrls()) {
                break;
            }
            m_offer = offerOf(*enter->mimeData());
            m_hint->showHint(m_offer.sentence, !m_offer.path.isEmpty());
            enter->acceptProposedAction();  // also what cannot be taken: its hint has to go again
            return true;
        }
        case QEvent::DragMove:
            static_cast<QDropEvent*>(event)->acceptProposedAction();
            return true;
        case QEvent::DragLeave:
            m_hint->hide();
            return true;
        case QEvent::Drop:
            m_hint->hide();
            static_cast<QDropEvent*>(event)->acceptProposedAction();
            if (m_offer.path.isEmpty()) {
                Q_EMIT refused(m_offer.sentence);
            } else {
                Q_EMIT dropped(m_offer.path);
            }
            return true;
        case QEvent::Resize:
            m_hint->setGeometry(static_cast<QWidget*>(watched)->rect());
            break;
        default:
            break;
    }
    return QObject::eventFilter(watched, event);
}

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/source_box.h"

#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"
#include "widgets/views/elided_combo_box.h"
#include "widgets/views/wheel_guard.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QMenu>
#include <QToolButton>

namespace pivot {

QString shortSourceName(const QString& source) {
    const bool isSpec = source.contains(QLatin1Char('#')) || !source.contains(QLatin1Char('/'));
    const QString name = QFileInfo(source).fileName();  // of the text alone
    return isSpec || name.isEmpty() ? source : name;
}

SourceBox::SourceBox(Kind kind, QWidget* parent)
    : QWidget(parent),
      m_kind(kind),
      m_box(new ElidedComboBox),
      m_open(makeQuietButton(QString(QChar(0x2026)),
                             kind == Kind::Model ? QStringLiteral("openModel") : QStringLiteral("openData"))),
      m_menu(new QMenu(m_open)) {
    const bool isModel = kind == Kind::Model;
    m_box->setObjectName(isModel ? QStringLiteral("model") : QStringLiteral("dataset"));
    m_box->setAccessibleName(isModel ? tr("Model") : tr("Data set"));
    m_box->setMinimumWidth(64);
    guardFromWheel(*m_box);
    m_open->setAccessibleName(isModel ? tr("Open a model") : tr("Open a data set"));
    m_open->setToolTip(m_open->accessibleName());
    m_open->setFixedWidth(tokens::kControlHeight);
    m_open->setMenu(m_menu);
    m_open->setPopupMode(QToolButton::InstantPopup);
    m_menu->setToolTipsVisible(true);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGrid);
    layout->addWidget(m_box, 1);
    layout->addWidget(m_open);
    setFocusProxy(m_box);
    setRecent({});
}

void SourceBox::addAction(const QString& text, const char* name, void (SourceBox::*action)()) {
    QAction* added = m_menu->addAction(text);
    added->setObjectName(QLatin1String(name));
    connect(added, &QAction::triggered, this, action);
}

void SourceBox::setRecent(const QStringList& sources) {
    m_recent = sources;
    m_menu->clear();
    addAction(tr("Open file…"), "openFile", &SourceBox::pickFile);
    addAction(tr("Open folder…"), "openFolder", &SourceBox::pickFolder);
    if (m_kind == Kind::Data) {
        addAction(tr("Open images by their labels file…"), "openLabels", &SourceBox::pickLabels);
        addAction(tr("Type a SPEC…"), "openSpec", &SourceBox::typeSpec);
    }
    if (sources.isEmpty()) {
        return;
    }
    m_menu->addSeparator();
    for (const QString& source : sources) {
        QAction* action = m_menu->addAction(shortSourceName(source));
        action->setObjectName(QStringLiteral("recent"));
        action->setToolTip(source);
        connect(action, &QAction::triggered, this, [this, source] { Q_EMIT picked(source); });
    }
}

void SourceBox::pickFile() {
    pick(false, m_kind == Kind::Model ? tr("Open a model") : tr("Open a data set"), false);
}

void SourceBox::pickFolder() {
    pick(true, m_kind == Kind::Model ? tr("Open a model") : tr("Open a data set"), false);
}

void SourceBox::pickLabels() {
    pick(false, tr("Open the labels file of a folder of images"), true);
}

void SourceBox::pick(bool folder, const QString& title, bool labels) {
    auto* dialog = new QFileDialog(this, title);
    dialog->setObjectName(m_kind == Kind::Model ? QStringLiteral("modelDialog")
                                                : QStringLiteral("dataDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    if (!folder && m_kind == Kind::Model) {
        dialog->setNameFilters({tr("Checkpoints (*.safetensors *.pth *.pt *.pth.tar)"), tr("All files (*)")});
    }
    connect(dialog, &QFileDialog::fileSelected, this, [this, labels](const QString& path) {
        const QFileInfo file(path);
        Q_EMIT picked(labels ? QStringLiteral("labels:%1#%2").arg(file.path(), file.fileName()) : path);
    });
    dialog->open();
}

void SourceBox::typeSpec() {
    auto* dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("specDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Open a data set"));
    dialog->setLabelText(tr("SPEC, such as fashion-mnist#train[55000:60000] or labels:/data/val#labels.txt"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& text) {
        if (!text.trimmed().isEmpty()) {
            Q_EMIT picked(text.trimmed());
        }
    });
    dialog->open();
}

}  // namespace pivot

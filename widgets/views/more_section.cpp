// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/more_section.h"

#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"
#include "widgets/views/wheel_guard.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace pivot {
namespace {

QLabel* makeFieldLabel(const QString& text, QWidget* buddy) {
    auto* label = makeLabel(text, TextRole::Muted);
    label->setFixedWidth(72);
    label->setBuddy(buddy);
    return label;
}

}  // namespace

MoreSection::MoreSection(QWidget* parent)
    : QWidget(parent),
      m_toggle(makeQuietButton({}, QStringLiteral("more"))),
      m_fields(new QWidget),
      m_act(new QComboBox),
      m_layers(new QCheckBox(tr("Time layers"))) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGrid);
    layout->addWidget(m_toggle, 0, Qt::AlignLeft);
    layout->addWidget(m_fields);
    auto* fields = new QVBoxLayout(m_fields);
    fields->setContentsMargins(0, 0, 0, 0);
    fields->setSpacing(tokens::kGrid);
    m_calibration = addField(*fields, tr("Calibration"), "calibration",
                             tr("SPEC of the images that thresholds are chosen on: not those that are "
                                "reported on"),
                             false);
    m_labelMap = addField(*fields, tr("Label map"), "labelMap",
                          tr("File: folder or class name, tab, class index of the model, a line each"), true);
    m_modelConfig =
        addField(*fields, tr("Model config"), "modelConfig",
                 tr("config.json that describes a checkpoint that does not describe itself"), true);
    m_act->setObjectName(QStringLiteral("act"));
    m_act->setAccessibleName(tr("Activation of the model"));
    m_act->setToolTip(tr("The MLP's activation, where a checkpoint does not say it"));
    m_act->addItem(tr("as its config says"), QString());
    m_act->addItem(QStringLiteral("gelu"), QStringLiteral("gelu"));
    m_act->addItem(QStringLiteral("relu"), QStringLiteral("relu"));
    m_act->setProperty("role", "compact");
    m_act->setFont(fonts::small(font()));
    guardFromWheel(*m_act);
    auto* actRow = new QHBoxLayout;
    actRow->setSpacing(tokens::kGrid);
    actRow->addWidget(makeFieldLabel(tr("Activation"), m_act));
    actRow->addWidget(m_act, 1);
    fields->addLayout(actRow);
    m_layers->setObjectName(QStringLiteral("layers"));
    m_layers->setToolTip(
        tr("After the run, times each attention and MLP alone for a second or so: Compare then shows where "
           "the delay goes"));
    m_layers->setFont(fonts::small(font()));
    fields->addWidget(m_layers);
    setOwnCalibration({});

    m_toggle->setCheckable(true);
    const auto fold = [this](bool open) {
        m_toggle->setText(open ? tr("Less") : tr("More"));
        m_toggle->setAccessibleName(open ? tr("Fewer settings") : tr("More settings"));
        m_fields->setVisible(open);
    };
    fold(false);
    connect(m_toggle, &QToolButton::toggled, this, fold);
    for (QLineEdit* field : {m_calibration, m_labelMap}) {
        connect(field, &QLineEdit::textChanged, this, &MoreSection::changed);
    }
    connect(m_modelConfig, &QLineEdit::editingFinished, this, &MoreSection::commitPending);
    connect(m_act, &QComboBox::activated, this, &MoreSection::modelOptionsChanged);
}

QLineEdit* MoreSection::addField(QVBoxLayout& layout, const QString& label, const char* name,
                                 const QString& toolTip, bool isFile) {
    auto* field = new QLineEdit;
    field->setObjectName(QLatin1String(name));
    field->setAccessibleName(label);
    field->setToolTip(toolTip);
    field->setProperty("role", "compact");
    field->setFont(fonts::small(font()));
    auto* row = new QHBoxLayout;
    row->setSpacing(tokens::kGrid);
    row->addWidget(makeFieldLabel(label, field));
    row->addWidget(field, 1);
    if (isFile) {
        auto* browse =
            makeQuietButton(QString(QChar(0x2026)), QLatin1String(name) + QStringLiteral("Browse"));
        browse->setAccessibleName(tr("%1: choose a file").arg(label));
        connect(browse, &QToolButton::clicked, this, [this, field, label] {
            auto* dialog = new QFileDialog(this, label);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->setFileMode(QFileDialog::ExistingFile);
            connect(dialog, &QFileDialog::fileSelected, field, [field](const QString& file) {
                field->setText(file);
                Q_EMIT field->editingFinished();
            });
            dialog->open();
        });
        row->addWidget(browse);
    }
    layout.addLayout(row);
    return field;
}

QString MoreSection::calibration() const {
    return m_calibration->text().trimmed();
}

QString MoreSection::labelMap() const {
    return m_labelMap->text().trimmed();
}

QString MoreSection::modelConfig() const {
    return m_modelConfig->text().trimmed();
}

QString MoreSection::act() const {
    return m_act->currentData().toString();
}

bool MoreSection::layers() const {
    return m_layers->isChecked();
}

void MoreSection::setLayers(bool timed) {
    m_layers->setChecked(timed);
}

void MoreSection::setOwnCalibration(const QString& spec) {
    m_calibration->setPlaceholderText(spec.isEmpty() ? tr("none of its own") : spec);
    m_labelMap->setPlaceholderText(tr("none"));
    m_modelConfig->setPlaceholderText(tr("beside the model"));
}

void MoreSection::setImages(const QString& calibration, const QString& labelMap) {
    m_calibration->setText(calibration);
    m_labelMap->setText(labelMap);
}

void MoreSection::setModelOptions(const QString& config, const QString& act) {
    m_usedConfig = config;
    m_modelConfig->setText(config);
    m_act->setCurrentIndex(std::max(0, m_act->findData(act)));
}

bool MoreSection::commitPending() {
    if (modelConfig() == m_usedConfig) {
        return false;
    }
    m_usedConfig = modelConfig();
    Q_EMIT modelOptionsChanged();
    return true;
}

void MoreSection::expand() {
    m_toggle->setChecked(true);
}

}  // namespace pivot

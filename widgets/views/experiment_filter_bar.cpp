// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/experiment_filter_bar.h"

#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"
#include "widgets/views/elided_combo_box.h"
#include "widgets/views/wheel_guard.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>
#include <algorithm>

namespace pivot {
namespace {

/// As long as somebody types, nothing is searched for.
constexpr int kTypingMs = 150;

}  // namespace

ExperimentFilterBar::ExperimentFilterBar(QWidget* parent) : QWidget(parent), m_search(new QLineEdit) {
    setObjectName(QStringLiteral("experimentFilters"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGap);
    m_search->setObjectName(QStringLiteral("searchExperiments"));
    m_search->setAccessibleName(tr("Search experiments"));
    m_search->setPlaceholderText(tr("Search name, note, tags, model, data, device, id (Ctrl+F)"));
    m_search->setToolTip(
        tr("Every word must occur somewhere in the name, note, tags, model, data set, device, precision or "
           "skips, or begin the id"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaxLength(200);
    for (auto* clearing : m_search->findChildren<QToolButton*>()) {
        clearing->setAccessibleName(tr("Clear the search"));
    }
    layout->addWidget(m_search, 3);
    m_starred =
        addToggle(QString(QChar(0x2605)) + tr(" Starred"), "filterStarred", tr("Only those with a star"));
    m_status = addBox("filterStatus", tr("Status of the experiments"), tr("any status"));
    m_device = addBox("filterDevice", tr("Device of the experiments"), tr("any device"));
    m_tag = addBox("filterTag", tr("Tag of the experiments"), tr("any tag"));
    m_bin = addToggle(tr("Bin"), "filterBin", tr("What was deleted and can be restored"));
    m_reset = makeQuietButton(tr("Show all"), QStringLiteral("resetExperiments"));
    layout->addWidget(m_reset);
    m_reset->setEnabled(false);
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMs);
    connect(&m_typing, &QTimer::timeout, this, &ExperimentFilterBar::tell);
    connect(m_search, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        m_typing.stop();
        tell();
    });
    connect(m_reset, &QToolButton::clicked, this, &ExperimentFilterBar::clear);
}

QComboBox* ExperimentFilterBar::addBox(const char* name, const QString& spoken, const QString& all) {
    auto* box = new ElidedComboBox;
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(spoken);
    box->setToolTip(spoken);
    box->setMinimumWidth(96);
    guardFromWheel(*box);
    box->addItem(all);
    static_cast<QHBoxLayout*>(layout())->addWidget(box, 1);
    connect(box, qOverload<int>(&QComboBox::currentIndexChanged), this, &ExperimentFilterBar::tell);
    return box;
}

QToolButton* ExperimentFilterBar::addToggle(const QString& text, const char* name, const QString& tip) {
    QToolButton* button = makeQuietButton(text, QLatin1String(name));
    button->setCheckable(true);
    button->setAccessibleName(tip);
    button->setToolTip(tip);
    layout()->addWidget(button);
    connect(button, &QToolButton::toggled, this, &ExperimentFilterBar::tell);
    return button;
}

void ExperimentFilterBar::fill(QComboBox& box, const QStringList& values) {
    const QString before = box.currentData().toString();
    while (box.count() > 1) {
        box.removeItem(box.count() - 1);
    }
    for (const QString& value : values) {
        box.addItem(value, value);
    }
    box.setCurrentIndex(std::max(0, before.isEmpty() ? 0 : box.findData(before)));
    box.setEnabled(!values.isEmpty());
}

void ExperimentFilterBar::setChoices(const ExperimentChoices& choices) {
    const ExperimentFilter before = filter();
    m_filling = true;
    QStringList statuses;
    for (const RunStatus status : choices.statuses) {
        statuses << fromUtf8(toString(status));
    }
    fill(*m_status, statuses);
    fill(*m_device, choices.devices);
    fill(*m_tag, choices.tags);
    m_filling = false;
    if (!(before == filter())) {
        tell();
    }
}

ExperimentFilter ExperimentFilterBar::filter() const {
    ExperimentFilter filter;
    filter.text = m_search->text().trimmed();
    filter.device = m_device->currentData().toString();
    filter.tag = m_tag->currentData().toString();
    if (const auto status = parseRunStatus(m_status->currentData().toString().toStdString())) {
        filter.status = *status;
    }
    filter.starred = m_starred->isChecked();
    filter.inBin = m_bin->isChecked();
    return filter;
}

void ExperimentFilterBar::focusSearch() {
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void ExperimentFilterBar::clear() {
    m_filling = true;
    m_search->clear();
    m_typing.stop();
    for (QComboBox* box : {m_status, m_device, m_tag}) {
        box->setCurrentIndex(0);
    }
    m_starred->setChecked(false);
    m_bin->setChecked(false);
    m_filling = false;
    tell();
}

void ExperimentFilterBar::tell() {
    if (m_filling) {
        return;
    }
    const ExperimentFilter now = filter();
    m_reset->setEnabled(now.narrows() || now.inBin);
    Q_EMIT changed();
}

}  // namespace pivot

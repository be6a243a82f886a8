// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/image_filter_bar.h"

#include "widgets/theme/effort_style.h"
#include "widgets/theme/parts.h"
#include "widgets/views/elided_combo_box.h"
#include "widgets/views/wheel_guard.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

namespace pivot {
namespace {

template <class Value>
std::optional<Value> chosen(const QComboBox& box) {
    const QVariant data = box.currentData();
    return data.isValid() ? std::optional(static_cast<Value>(data.toInt())) : std::nullopt;
}

Flip chosenFlip(const QComboBox& box) {
    return chosen<Flip>(box).value_or(Flip::Any);
}

}  // namespace

ImageFilterBar::ImageFilterBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("imageFilters"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGap);
    layout->addLayout(makeChoices());
    layout->addLayout(makeRanges());
    setImages({});
    setOthers({});
}

QComboBox* ImageFilterBar::addBox(QHBoxLayout& row, const char* name, const QString& spoken,
                                  const QString& all) {
    auto* box = new ElidedComboBox;
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(spoken);
    box->setToolTip(spoken);
    box->setMinimumWidth(96);
    guardFromWheel(*box);
    if (!all.isEmpty()) {
        box->addItem(all);
    }
    row.addWidget(box, 1);
    connect(box, qOverload<int>(&QComboBox::currentIndexChanged), this, &ImageFilterBar::tell);
    return box;
}

QDoubleSpinBox* ImageFilterBar::addBound(QHBoxLayout& row, const char* name, const QString& spoken,
                                         double value) {
    auto* box = new QDoubleSpinBox;
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(spoken);
    box->setToolTip(spoken);
    box->setRange(0, 1);
    box->setDecimals(3);
    box->setSingleStep(0.05);
    box->setValue(value);
    box->setFixedWidth(68);
    guardFromWheel(*box);
    row.addWidget(box);
    connect(box, qOverload<double>(&QDoubleSpinBox::valueChanged), this, &ImageFilterBar::tell);
    return box;
}

QHBoxLayout* ImageFilterBar::makeChoices() {
    auto* row = new QHBoxLayout;
    row->setSpacing(tokens::kGap);
    m_exit = addBox(*row, "filterExit", tr("Effort at which the images ended"), {});
    m_verdict = addBox(*row, "filterVerdict", tr("Right, wrong or failed"), tr("right and wrong"));
    m_verdict->addItem(tr("right"), static_cast<int>(Verdict::Right));
    m_verdict->addItem(tr("wrong"), static_cast<int>(Verdict::Wrong));
    m_verdict->addItem(tr("without a label"), static_cast<int>(Verdict::Unlabelled));
    m_verdict->addItem(tr("could not be read"), static_cast<int>(Verdict::Failed));
    m_label = addBox(*row, "filterLabel", tr("Class of the images"), {});
    m_predicted = addBox(*row, "filterPredicted", tr("Class the images were taken for"), {});
    m_flips = addBox(*row, "filterFlips", tr("Images whose answer changes from the first effort to the last"),
                     tr("efforts agree or not"));
    addFlips(*m_flips, tr("only the last effort is right"), tr("only the first effort is right"));
    row->addSpacing(tokens::kGap);
    m_sort = addBox(*row, "sortBy", tr("Order of the images"), {});
    const std::pair<ImageSort, QString> orders[] = {
        {ImageSort::Index, tr("by number")},        {ImageSort::Entropy, tr("by entropy")},
        {ImageSort::Margin, tr("by margin")},       {ImageSort::Delay, tr("by delay")},
        {ImageSort::Label, tr("by class")},         {ImageSort::Predicted, tr("by answer")},
        {ImageSort::Exit, tr("by effort ended at")}};
    for (const auto& [order, text] : orders) {
        m_sort->addItem(text, static_cast<int>(order));
    }
    m_descending = makeQuietButton(QString(QChar(0x2191)), QStringLiteral("sortDescending"));
    m_descending->setCheckable(true);
    m_descending->setAccessibleName(tr("Largest first"));
    m_descending->setToolTip(tr("Largest first"));
    row->addWidget(m_descending);
    connect(m_descending, &QToolButton::toggled, this, [this](bool on) {
        m_descending->setText(QString(QChar(on ? 0x2193 : 0x2191)));
        tell();
    });
    return row;
}

QHBoxLayout* ImageFilterBar::makeRanges() {
    auto* row = new QHBoxLayout;
    row->setSpacing(tokens::kGap);
    m_scored =
        addBox(*row, "scoredEffort", tr("Effort whose entropy and margin are shown and selected by"), {});
    const auto range = [&](const QString& title, const char* least, const char* most,
                           const QString& spokenLeast, const QString& spokenMost) {
        row->addWidget(makeLabel(title, TextRole::Muted));
        QDoubleSpinBox* low = addBound(*row, least, spokenLeast, 0);
        row->addWidget(makeLabel(QString(QChar(0x2013)), TextRole::Muted));
        return std::pair{low, addBound(*row, most, spokenMost, 1)};
    };
    std::tie(m_leastEntropy, m_mostEntropy) =
        range(tr("entropy"), "leastEntropy", "mostEntropy", tr("Least normalized entropy"),
              tr("Most normalized entropy"));
    std::tie(m_leastMargin, m_mostMargin) = range(tr("margin"), "leastMargin", "mostMargin",
                                                  tr("Least margin of the first class over the second"),
                                                  tr("Most margin of the first class over the second"));
    row->addSpacing(tokens::kGap);
    row->addWidget(makeLabel(tr("against"), TextRole::Muted));
    m_other = addBox(*row, "otherExperiment", tr("Experiment to compare with"), {});
    m_otherFlips =
        addBox(*row, "filterOtherFlips", tr("Images whose answer changes from that experiment to this"),
               tr("same answer or not"));
    addFlips(*m_otherFlips, tr("right here, wrong there"), tr("wrong here, right there"));
    m_reset = makeQuietButton(tr("Show all"), QStringLiteral("resetFilters"));
    row->addWidget(m_reset);
    connect(m_reset, &QToolButton::clicked, this, &ImageFilterBar::clear);
    connect(m_other, qOverload<int>(&QComboBox::currentIndexChanged), this, [this] {
        m_otherFlips->setEnabled(m_other->currentIndex() > 0);
        if (!m_filling) {
            Q_EMIT otherChosen(m_other->currentData().toString());
        }
    });
    return row;
}

void ImageFilterBar::addFlips(QComboBox& box, const QString& gained, const QString& lost) {
    box.addItem(tr("other answer"), static_cast<int>(Flip::Differs));
    box.addItem(gained, static_cast<int>(Flip::Gained));
    box.addItem(lost, static_cast<int>(Flip::Lost));
}

void ImageFilterBar::fillClasses(QComboBox& box, const ImageAnswers& answers, const QString& text) {
    box.clear();
    box.addItem(text);
    for (int id = 0; id < answers.classes; ++id) {
        box.addItem(answers.className(id), id);
    }
}

void ImageFilterBar::setImages(const ImageAnswers& answers) {
    m_filling = true;
    m_classes = answers.classes;
    const auto efforts = static_cast<int>(answers.efforts.size());
    m_exit->clear();
    m_exit->addItem(tr("any effort"));
    m_scored->clear();
    for (int effort = 0; effort < efforts; ++effort) {
        m_exit->addItem(tr("ended at %1").arg(effortName(effort, efforts)), effort);
        m_scored->addItem(tr("at %1").arg(effortName(effort, efforts)), effort);
    }
    m_exit->addItem(tr("accepted by none"), Outcome::kNoExit);
    fillClasses(*m_label, answers, tr("all classes"));
    fillClasses(*m_predicted, answers, tr("taken for any"));
    m_flips->setEnabled(efforts > 1);
    m_filling = false;
    clear();
}

void ImageFilterBar::setOthers(const QList<QPair<QString, QString>>& others) {
    const QVariant before = m_other->currentData();
    m_filling = true;
    m_other->clear();
    m_other->addItem(others.isEmpty() ? tr("no other experiment") : tr("no experiment"));
    for (const auto& [id, name] : others) {
        m_other->addItem(name, id);
        m_other->setItemData(m_other->count() - 1, name, Qt::ToolTipRole);
    }
    const int same = before.isValid() ? m_other->findData(before) : 0;
    m_other->setCurrentIndex(std::max(0, same));
    m_other->setEnabled(!others.isEmpty());
    m_otherFlips->setEnabled(m_other->currentIndex() > 0);
    m_filling = false;
    if (before.isValid() && same < 0) {
        Q_EMIT otherChosen({});
    }
}

ImageQuery ImageFilterBar::query() const {
    ImageQuery query;
    query.exit = chosen<int>(*m_exit);
    query.verdict = chosen<Verdict>(*m_verdict);
    query.label = chosen<int>(*m_label);
    query.predicted = chosen<int>(*m_predicted);
    query.betweenEfforts = chosenFlip(*m_flips);
    query.againstOther = m_other->currentIndex() > 0 ? chosenFlip(*m_otherFlips) : Flip::Any;
    query.scoredEffort = chosen<int>(*m_scored).value_or(0);
    query.sort = chosen<ImageSort>(*m_sort).value_or(ImageSort::Index);
    query.descending = m_descending->isChecked();
    const double nats = m_classes > 1 ? std::log(static_cast<double>(m_classes)) : 1.0;
    const auto bound = [](const QDoubleSpinBox& box, double end, double unit) {
        return box.value() == end ? std::nullopt : std::optional(box.value() * unit);
    };
    query.leastEntropyNats = bound(*m_leastEntropy, 0, nats);
    query.mostEntropyNats = bound(*m_mostEntropy, 1, nats);
    query.leastMargin = bound(*m_leastMargin, 0, 1);
    query.mostMargin = bound(*m_mostMargin, 1, 1);
    return query;
}

void ImageFilterBar::clear() {
    m_filling = true;
    for (QComboBox* box : {m_exit, m_verdict, m_label, m_predicted, m_flips, m_otherFlips}) {
        box->setCurrentIndex(0);
    }
    m_leastEntropy->setValue(0);
    m_leastMargin->setValue(0);
    m_mostEntropy->setValue(1);
    m_mostMargin->setValue(1);
    m_filling = false;
    tell();
}

void ImageFilterBar::selectCell(int label, int predicted) {
    m_filling = true;
    clear();
    m_filling = true;
    m_label->setCurrentIndex(m_label->findData(label));
    m_predicted->setCurrentIndex(predicted < 0 ? 0 : m_predicted->findData(predicted));
    m_filling = false;
    tell();
}

void ImageFilterBar::tell() {
    if (!m_filling) {
        m_reset->setEnabled(query().selects());
        Q_EMIT changed();
    }
}

}  // namespace pivot

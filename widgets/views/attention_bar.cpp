// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/attention_bar.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/effort_style.h"
#include "widgets/theme/parts.h"
#include "widgets/views/wheel_guard.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <limits>

namespace pivot {
namespace {

constexpr int kOpacityWidth = 96;

QComboBox* makeCombo(const QString& name, const QString& accessibleName) {
    auto* box = new QComboBox;
    box->setObjectName(name);
    box->setAccessibleName(accessibleName);
    box->setProperty("role", "compact");
    guardFromWheel(*box);
    return box;
}

void addPart(QHBoxLayout& row, const QString& caption, QWidget* control) {
    QLabel* label = makeLabel(caption, TextRole::Muted);
    label->setBuddy(control);
    row.addWidget(label);
    row.addWidget(control);
    row.addSpacing(tokens::kGap);
}

}  // namespace

AttentionBar::AttentionBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("attentionBar"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGap);
    layout->addWidget(makeImageRow());
    layout->addWidget(makeControls());
    setEfforts(2);
    setQuery(tr("the class token"), true);
}

QWidget* AttentionBar::makeImageRow() {
    m_image = new QSpinBox;
    m_image->setObjectName(QStringLiteral("attentionImage"));
    m_image->setAccessibleName(tr("Image number"));
    m_image->setToolTip(
        tr("Number of the image within its split; Page Up and Page Down go from image to image"));
    m_image->setPrefix(QStringLiteral("#"));
    m_image->setGroupSeparatorShown(true);
    m_image->setKeyboardTracking(false);
    m_image->setRange(0, 0);
    m_image->setMinimumWidth(96);
    guardFromWheel(*m_image);
    auto* previous = makeQuietButton(tr("Previous"), QStringLiteral("attentionPrevious"));
    auto* next = makeQuietButton(tr("Next"), QStringLiteral("attentionNext"));
    m_title = new QLabel;
    m_title->setObjectName(QStringLiteral("attentionTitle"));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setFont(fonts::heading(font()));
    m_context = new ElidedLabel;
    m_context->setObjectName(QStringLiteral("attentionContext"));
    m_context->setProperty("role", "muted");
    m_context->setFont(fonts::small(font()));
    m_context->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_setup = makeQuietButton(tr("Use the set-up"), QStringLiteral("attentionSetup"));
    m_setup->setToolTip(tr("Show this image with the model, device and efforts of the set-up"));
    m_setup->hide();
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGap);
    layout->addWidget(m_image);
    layout->addWidget(previous);
    layout->addWidget(next);
    layout->addSpacing(tokens::kGap);
    layout->addWidget(m_title);
    layout->addWidget(m_context, 1);
    layout->addWidget(m_setup);
    connect(m_image, &QSpinBox::valueChanged, this, [this](int value) { Q_EMIT imageWanted(value); });
    connect(previous, &QToolButton::clicked, this, [this] { Q_EMIT stepWanted(-1); });
    connect(next, &QToolButton::clicked, this, [this] { Q_EMIT stepWanted(1); });
    connect(m_setup, &QToolButton::clicked, this, &AttentionBar::setupWanted);
    return row;
}

QWidget* AttentionBar::makeControls() {
    m_query = makeLabel({}, TextRole::Plain, QStringLiteral("attentionQuery"));
    m_back = makeQuietButton(tr("Back to the class token"), QStringLiteral("attentionBack"));
    m_back->setToolTip(tr("Escape or Home"));
    m_pairCaption = makeLabel(tr("Compare"), TextRole::Muted);
    m_pair = makeCombo(QStringLiteral("attentionPair"), tr("Efforts side by side"));
    auto* rollout = makeCombo(QStringLiteral("attentionRollout"), tr("Heads in the rollout"));
    rollout->addItems({tr("mean of heads"), tr("largest of heads")});
    rollout->setToolTip(
        tr("How the rollout takes the heads together. It is the product over the blocks of attention and "
           "residual, skipped ones as the identity."));
    auto* colors = makeCombo(QStringLiteral("attentionColors"), tr("Colours"));
    colors->addItems({colorMapName(ColorMap::Viridis), colorMapName(ColorMap::Cividis)});
    auto* scale = makeCombo(QStringLiteral("attentionScale"), tr("Scale"));
    scale->addItems({tr("of each map"), tr("of all maps")});
    scale->setToolTip(tr("A map and the one beside it always share a scale; so can all of them"));
    auto* opacity = new QSlider(Qt::Horizontal);
    opacity->setObjectName(QStringLiteral("attentionOpacity"));
    opacity->setAccessibleName(tr("Opacity of the map over the image"));
    opacity->setRange(0, 100);
    opacity->setPageStep(10);
    guardFromWheel(*opacity);
    opacity->setFixedWidth(kOpacityWidth);
    opacity->setValue(qRound(100.0 * m_settings.opacity));
    m_opacity = makeLabel({}, TextRole::Muted, QStringLiteral("attentionOpacityValue"));
    m_opacity->setMinimumWidth(m_opacity->fontMetrics().horizontalAdvance(QStringLiteral("100 %")));
    m_opacity->setText(formatPercent(m_settings.opacity, 0));

    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGap);
    layout->addWidget(makeLabel(tr("Attention of"), TextRole::Muted));
    layout->addWidget(m_query);
    layout->addWidget(m_back);
    layout->addStretch(1);
    layout->addWidget(m_pairCaption);
    layout->addWidget(m_pair);
    addPart(*layout, tr("Rollout"), rollout);
    addPart(*layout, tr("Colours"), colors);
    addPart(*layout, tr("Scale"), scale);
    addPart(*layout, tr("Opacity"), opacity);
    layout->addWidget(m_opacity);
    auto* exporting = makeQuietButton(tr("Export..."), QStringLiteral("attentionExport"));
    exporting->setToolTip(tr("The maps of both efforts as a figure for a paper"));
    layout->addWidget(exporting);
    connect(exporting, &QToolButton::clicked, this, &AttentionBar::exportWanted);

    connect(m_back, &QToolButton::clicked, this, &AttentionBar::classTokenWanted);
    connect(rollout, &QComboBox::currentIndexChanged, this, [this](int index) {
        AttentionSettings settings = m_settings;
        settings.rollout = index == 1 ? HeadFusion::Max : HeadFusion::Mean;
        change(settings);
    });
    connect(colors, &QComboBox::currentIndexChanged, this, [this](int index) {
        AttentionSettings settings = m_settings;
        settings.colors = index == 1 ? ColorMap::Cividis : ColorMap::Viridis;
        change(settings);
    });
    connect(scale, &QComboBox::currentIndexChanged, this, [this](int index) {
        AttentionSettings settings = m_settings;
        settings.sharedScale = index == 1;
        change(settings);
    });
    connect(opacity, &QSlider::valueChanged, this, [this](int percent) {
        AttentionSettings settings = m_settings;
        settings.opacity = percent / 100.0;
        m_opacity->setText(formatPercent(settings.opacity, 0));
        change(settings);
    });
    connect(m_pair, &QComboBox::currentIndexChanged, this, [this](int index) {
        if (index >= 0) {
            const QPoint pair = m_pair->itemData(index).toPoint();
            AttentionSettings settings = m_settings;
            settings.first = pair.x();
            settings.second = pair.y();
            change(settings);
        }
    });
    return row;
}

void AttentionBar::change(const AttentionSettings& settings) {
    if (settings != m_settings) {
        m_settings = settings;
        Q_EMIT settingsChanged();
    }
}

void AttentionBar::setImages(qint64 first, qint64 last) {
    const QSignalBlocker quiet(m_image);
    const auto fitted = [](qint64 index) {
        return static_cast<int>(std::clamp<qint64>(index, 0, std::numeric_limits<int>::max()));
    };
    m_image->setRange(fitted(first), fitted(last));
}

void AttentionBar::setWanted(qint64 sourceIndex) {
    const QSignalBlocker quiet(m_image);
    m_image->setValue(static_cast<int>(std::min<qint64>(sourceIndex, m_image->maximum())));
}

void AttentionBar::setTitle(const QString& image, const QString& context) {
    m_title->setText(image);
    m_context->setFullText(context);
}

void AttentionBar::setQuery(const QString& text, bool isClassToken) {
    m_query->setText(text);
    m_back->setVisible(!isClassToken);
}

void AttentionBar::setEfforts(int count) {
    const int pairs = count * (count - 1) / 2;
    if (m_pair->count() == pairs && pairs > 0 && m_settings.second < count) {
        return;
    }
    {
        const QSignalBlocker quiet(m_pair);
        m_pair->clear();
        for (int first = 0; first < count; ++first) {
            for (int second = count - 1; second > first; --second) {
                m_pair->addItem(tr("%1 and %2").arg(effortName(first, count), effortName(second, count)),
                                QPoint(first, second));
            }
        }
    }
    m_pairCaption->setVisible(count > 2);
    m_pair->setVisible(count > 2);
    m_settings.first = 0;
    m_settings.second = std::max(0, count - 1);
}

void AttentionBar::setSetupOffered(bool offered) {
    m_setup->setVisible(offered);
}

}  // namespace pivot

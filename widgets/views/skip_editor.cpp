// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/skip_editor.h"

#include "widgets/theme/contrast.h"
#include "widgets/theme/effort_style.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/theme_source.h"
#include "widgets/views/block_cell.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace pivot {
namespace {

constexpr int kAttentionHeight = 22;
constexpr int kMlpHeight = 10;
constexpr int kNumberHeight = 14;
constexpr int kRowHeight = kAttentionHeight + kMlpHeight + kNumberHeight + 2;
constexpr int kLabelWidth = 28;
constexpr int kMaxCellWidth = 32;

}  // namespace

SkipEditor::SkipEditor(const ThemeSource& theme, QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_name(new QLabel),
      m_caption(new ElidedLabel),
      m_facts(new ElidedLabel),
      m_canvas(new QWidget),
      m_text(new QLineEdit),
      m_presets(makeQuietButton(tr("Presets"), QStringLiteral("presets"))),
      m_error(makeLabel({}, TextRole::Error, QStringLiteral("skipError"))) {
    m_name->setFont(fonts::title(font()));
    m_caption->setProperty("role", "muted");
    m_caption->setFont(fonts::small(font()));
    m_caption->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_caption->setObjectName(QStringLiteral("caption"));
    m_facts->setProperty("role", "muted");
    m_facts->setFont(fonts::small(font()));
    m_facts->setObjectName(QStringLiteral("pathFacts"));
    m_facts->hide();
    m_canvas->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_text->setProperty("role", "compact");
    m_text->setFont(fonts::small(font()));
    m_text->setObjectName(QStringLiteral("skipText"));
    m_text->setPlaceholderText(tr("1,3,5 or none"));
    m_error->setWordWrap(true);
    m_error->hide();
    makePresets();

    auto* heading = new QHBoxLayout;
    heading->setSpacing(tokens::kGap);
    heading->addWidget(m_name);
    heading->addWidget(m_caption, 1);
    auto* skipped = makeLabel(tr("skip"), TextRole::Muted);
    skipped->setFixedWidth(kLabelWidth);
    auto* textRow = new QHBoxLayout;
    textRow->setSpacing(0);
    textRow->addWidget(skipped);
    textRow->addWidget(m_text, 1);
    textRow->addSpacing(tokens::kGrid);
    textRow->addWidget(m_presets);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGrid);
    layout->addLayout(heading);
    layout->addWidget(m_canvas);
    layout->addLayout(textRow);
    layout->addWidget(m_facts);
    layout->addWidget(m_error);

    connect(m_text, &QLineEdit::editingFinished, this, &SkipEditor::readText);
    connect(m_text, &QLineEdit::textEdited, this, [this](const QString& text) {
        // Complains when the text is finished; while it is mended, the complaint goes as soon as it can.
        if (hasError() && SkipConfig::parse(text.trimmed().toStdString(), depth())) {
            showError({});
        }
    });
    connect(&m_theme, &ThemeSource::changed, this, &SkipEditor::recolor);
    setDepth(12);
    setPlace(0, 2);
}

void SkipEditor::makePresets() {
    auto* menu = new QMenu(m_presets);
    const auto add = [this, menu](const QString& text, const char* name, auto make) {
        QAction* action = menu->addAction(text);
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, this,
                [this, text, make] { apply(SkipConfig(make(depth())), text); });
    };
    const auto from = [](int first, int step) {
        return [first, step](int depth) {
            std::vector<int> blocks;
            for (int block = first < 0 ? depth / 2 : first; block < depth; block += step) {
                blocks.push_back(block);
            }
            return blocks;
        };
    };
    add(tr("Skip none"), "presetNone", [](int) { return std::vector<int>{}; });
    add(tr("Skip every second"), "presetSecond", from(1, 2));
    add(tr("Skip the last half"), "presetLastHalf", from(-1, 1));
    m_presets->setMenu(menu);
    m_presets->setPopupMode(QToolButton::InstantPopup);
}

void SkipEditor::setDepth(int depth) {
    if (depth == this->depth() || depth < 1) {
        return;
    }
    while (this->depth() > depth) {
        delete m_cells.back();
        m_cells.pop_back();
    }
    QWidget* previous = m_cells.empty() ? static_cast<QWidget*>(this) : m_cells.back();
    while (this->depth() < depth) {
        auto* cell = new BlockCell(m_theme, this->depth(), this);
        connectCell(cell);
        m_cells.push_back(cell);
        cell->show();
        if (previous != this) {
            setTabOrder(previous, cell);
        }
        previous = cell;
    }
    setTabOrder(m_cells.back(), m_text);
    setTabOrder(m_text, m_presets);
    std::vector<int> kept;
    std::copy_if(m_skip.blocks().begin(), m_skip.blocks().end(), std::back_inserter(kept),
                 [depth](int block) { return block < depth; });
    m_canvas->setFixedHeight(rows() * kRowHeight);
    setSkip(SkipConfig(kept));
    recolor();
    place();
}

void SkipEditor::connectCell(BlockCell* cell) {
    connect(cell, &BlockCell::brushStarted, this, [this, cell] { startBrush(*cell); });
    connect(cell, &BlockCell::brushMoved, this, &SkipEditor::brushTo);
    connect(cell, &BlockCell::brushEnded, this, &SkipEditor::endBrush);
    // A key, a click of a screen reader, a toggle through accessibility: the path follows the cell. What the
    // editor itself sets agrees with the path already.
    connect(cell, &BlockCell::toggled, this, [this, cell](bool active) {
        if (active == m_skip.isSkipped(cell->block())) {
            apply(m_skip.toggled(cell->block()), tr("toggle block %1").arg(cell->block()));
        }
    });
    connect(cell, &BlockCell::stepped, this, [this, cell](int direction) {
        const int next = cell->block() + direction;
        if (next >= 0 && next < depth()) {
            m_cells[static_cast<std::size_t>(next)]->setFocus(Qt::TabFocusReason);
        }
    });
}

void SkipEditor::setPlace(int index, int count) {
    m_index = index;
    m_count = count;
    setObjectName(QStringLiteral("effort%1").arg(index));
    m_name->setText(effortName(index, count));
    setAccessibleName(tr("Path of the effort %1").arg(m_name->text()));
    m_text->setAccessibleName(tr("Skipped attentions of the effort %1").arg(m_name->text()));
    m_presets->setAccessibleName(tr("Presets of the effort %1").arg(m_name->text()));
    describeCells();
    recolor();
}

void SkipEditor::setSkip(const SkipConfig& skip) {
    m_skip = skip;
    for (BlockCell* cell : m_cells) {
        cell->setChecked(!skip.isSkipped(cell->block()));
    }
    m_text->setText(fromUtf8(skip.toString()));
    showError({});
    describeCells();
}

void SkipEditor::setCaption(const QString& caption, const QString& toolTip) {
    m_caption->setFullText(caption);
    m_name->setToolTip(toolTip);
    m_canvas->setToolTip(toolTip);
}

void SkipEditor::setFacts(const QString& facts, const QString& toolTip) {
    m_facts->setFullText(facts);
    m_facts->setToolTip(toolTip);
    m_facts->setVisible(!facts.isEmpty());
}

void SkipEditor::describeCells() {
    for (BlockCell* cell : m_cells) {
        const QString state = cell->isChecked() ? tr("active") : tr("skipped");
        cell->setAccessibleName(
            tr("%1 effort, attention of block %2, %3").arg(m_name->text()).arg(cell->block()).arg(state));
        cell->setToolTip(tr("Block %1: attention %2").arg(cell->block()).arg(state));
    }
}

void SkipEditor::change(const SkipConfig& skip) {
    setSkip(skip);
    Q_EMIT skipChanged(m_skip);
}

void SkipEditor::apply(const SkipConfig& skip, const QString& what) {
    if (skip == m_skip) {
        setSkip(skip);
        return;
    }
    change(skip);
    Q_EMIT edited(what);
}

void SkipEditor::startBrush(const BlockCell& cell) {
    m_brush = Brush{!m_skip.isSkipped(cell.block()), m_skip};
    change(m_skip.toggled(cell.block()));
}

void SkipEditor::brushTo(const QPoint& position) {
    if (!m_brush) {
        return;
    }
    for (const BlockCell* cell : m_cells) {
        if (cell->geometry().contains(position) && m_skip.isSkipped(cell->block()) != m_brush->skips) {
            change(m_skip.toggled(cell->block()));
            return;
        }
    }
}

void SkipEditor::endBrush() {
    if (!m_brush) {
        return;
    }
    const bool changed = m_skip != m_brush->before;
    m_brush.reset();
    if (changed) {
        Q_EMIT edited(tr("brush blocks"));
    }
}

void SkipEditor::commitPending() {
    if (m_text->isModified()) {
        readText();
    }
}

void SkipEditor::readText() {
    m_text->setModified(false);
    const Result<SkipConfig> parsed = SkipConfig::parse(m_text->text().trimmed().toStdString(), depth());
    if (!parsed) {
        m_text->setModified(true);
        showError(QString::fromStdString(parsed.error().message));
        return;
    }
    apply(*parsed, tr("skip %1").arg(fromUtf8(parsed->toString())));
}

void SkipEditor::showError(const QString& message) {
    if (message == m_error->text()) {
        return;
    }
    m_error->setText(message);
    m_error->setVisible(!message.isEmpty());
    setRole(*m_text, "invalid", !message.isEmpty());
    Q_EMIT errorChanged();
}

QString SkipEditor::error() const {
    return m_error->text();
}

bool SkipEditor::hasError() const {
    return !m_error->text().isEmpty();
}

int SkipEditor::rows() const {
    return (depth() + kBlocksARow - 1) / kBlocksARow;
}

int SkipEditor::cellsTop() const {
    return m_canvas->y();
}

QRect SkipEditor::cellRect(int block) const {
    const int inRow = std::min(depth(), kBlocksARow);
    const int room = std::max(inRow, m_canvas->width() - kLabelWidth);
    const int column = block % kBlocksARow;
    const int width = std::min(kMaxCellWidth * inRow, room);
    const int left = kLabelWidth + column * width / inRow;
    const int right = kLabelWidth + (column + 1) * width / inRow;
    return {left, cellsTop() + block / kBlocksARow * kRowHeight, right - left, kAttentionHeight};
}

void SkipEditor::place() {
    for (BlockCell* cell : m_cells) {
        cell->setGeometry(cellRect(cell->block()));
    }
    update();
}

void SkipEditor::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    layout()->activate();
    place();
}

void SkipEditor::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::EnabledChange || event->type() == QEvent::FontChange) {
        place();
    }
}

void SkipEditor::recolor() {
    const EffortStyle style = effortStyle(m_theme.theme(), m_index, m_count);
    QPalette palette = m_name->palette();
    palette.setColor(QPalette::WindowText, style.ink);
    m_name->setPalette(palette);
    m_name->setStyleSheet(QStringLiteral("color: %1").arg(style.ink.name()));
    for (BlockCell* cell : m_cells) {
        cell->setColor(style.color);
    }
    update();
}

void SkipEditor::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = m_theme.theme();
    const QColor color = effortStyle(theme, m_index, m_count).color;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont numberFont = fonts::small(font());
    numberFont.setPointSizeF(std::max(6.0, numberFont.pointSizeF() - 1.0));
    painter.setFont(numberFont);
    const int cellWidth = m_cells.front()->width();
    const int every = cellWidth >= 14 ? 1 : (cellWidth >= 8 ? 2 : 4);
    for (const BlockCell* cell : m_cells) {
        const QRect attention = cell->geometry();
        const QRectF mlp(attention.left() + 1.0, attention.bottom() + 1.0, attention.width() - 2.0,
                         kMlpHeight - 1.0);
        painter.setPen(Qt::NoPen);
        painter.setBrush(blended(color, theme.surface, 0.38));
        painter.drawRoundedRect(mlp, tokens::kMarkRadius, tokens::kMarkRadius);
        if (cell->block() % every == 0) {
            painter.setPen(theme.muted);
            painter.drawText(
                QRectF(attention.left() - 4.0, mlp.bottom() + 1.0, attention.width() + 8.0, kNumberHeight),
                Qt::AlignHCenter | Qt::AlignTop, QString::number(cell->block()));
        }
        if (cell->block() % kBlocksARow == 0) {
            painter.setPen(theme.muted);
            painter.drawText(QRectF(0, attention.top(), kLabelWidth, attention.height()),
                             Qt::AlignLeft | Qt::AlignVCenter, tr("attn"));
            painter.drawText(QRectF(0, mlp.top() - 2, kLabelWidth, mlp.height() + 4),
                             Qt::AlignLeft | Qt::AlignVCenter, tr("mlp"));
        }
    }
}

}  // namespace pivot

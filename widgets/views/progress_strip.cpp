// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/progress_strip.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QShortcut>
#include <algorithm>

namespace pivot {
namespace {

constexpr int kSteps = 1000;

}  // namespace

ProgressBarStrip::ProgressBarStrip(QWidget* parent)
    : QWidget(parent),
      m_count(new ElidedLabel),
      m_rate(makeLabel({}, TextRole::Muted, QStringLiteral("progressRate"))),
      m_bar(new QProgressBar),
      m_pause(new QPushButton),
      m_cancel(new QPushButton(tr("Cancel"))) {
    setObjectName(QStringLiteral("progressBar"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(tokens::kBarHeight + tokens::kGrid);
    m_count->setObjectName(QStringLiteral("progressCount"));
    m_count->setFont(fonts::title(font()));
    m_bar->setObjectName(QStringLiteral("progress"));
    m_bar->setAccessibleName(tr("Progress of the run"));
    m_bar->setRange(0, kSteps);
    m_bar->setTextVisible(false);
    m_pause->setObjectName(QStringLiteral("pause"));
    m_cancel->setObjectName(QStringLiteral("cancel"));
    m_cancel->setToolTip(tr("Stop after this batch and keep what is done (Esc)"));
    m_cancel->setShortcut(QKeySequence(Qt::Key_Escape));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(tokens::kMargin, tokens::kHairline, tokens::kMargin, 0);
    layout->setSpacing(tokens::kGroup);
    layout->addWidget(m_count);
    layout->addWidget(m_bar, 1);
    layout->addWidget(m_rate);
    layout->addWidget(m_pause);
    layout->addWidget(m_cancel);
    // A button forgets its shortcut with every new text.
    for (const QKeySequence& keys : {QKeySequence(Qt::CTRL | Qt::Key_P), QKeySequence(Qt::Key_Pause)}) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setWhatsThis(tr("Pause the run, or go on"));
        connect(shortcut, &QShortcut::activated, m_pause, [this] {
            if (m_running) {
                m_pause->click();
            }
        });
    }
    connect(m_pause, &QPushButton::clicked, this, [this] { Q_EMIT pauseRequested(!m_pauseAsked); });
    connect(m_cancel, &QPushButton::clicked, this, &ProgressBarStrip::cancelRequested);
    setRunning(false);
    setIdleText(tr("Ready"));
}

void ProgressBarStrip::setRunning(bool running) {
    m_running = running;
    m_stopping = false;
    setPauseAsked(false);
    m_bar->setVisible(running);
    m_rate->setVisible(running);
    m_pause->setVisible(running);
    m_pause->setEnabled(running);
    m_cancel->setVisible(running);
    m_cancel->setEnabled(running);
    m_count->setSizePolicy(running ? QSizePolicy::Preferred : QSizePolicy::Expanding, QSizePolicy::Fixed);
    if (running) {
        setProgress({});
    }
}

void ProgressBarStrip::setStopping() {
    if (m_running) {
        m_stopping = true;
        m_cancel->setEnabled(false);
        m_pause->setEnabled(false);
        m_rate->setText({});
        m_count->setFullText(tr("Stopping after this batch…"));
    }
}

void ProgressBarStrip::setPauseAsked(bool asked) {
    m_pauseAsked = asked;
    m_pause->setText(asked ? tr("Resume") : tr("Pause"));
    m_pause->setAccessibleName(asked ? tr("Resume the run") : tr("Pause the run"));
    m_pause->setToolTip(asked ? tr("Go on with the next batch (Ctrl+P)")
                              : tr("Wait after this batch; the wait is no part of the timings (Ctrl+P)"));
    setProgress(m_shown);
}

void ProgressBarStrip::setWaiting(int count) {
    if (count != m_waiting) {
        m_waiting = count;
        setProgress(m_shown);
    }
}

void ProgressBarStrip::setPart(const QString& part) {
    m_part = part;
    setProgress(m_shown);
}

void ProgressBarStrip::setProgress(const RunProgress& progress) {
    if (!m_running || m_stopping) {
        return;
    }
    m_shown = progress;
    QString text = QString::fromStdString(progress.stage);
    if (progress.total > 0) {
        const QString count =
            formatCount(progress.done) + QStringLiteral(" / ") + formatCount(progress.total);
        text = progress.stage.empty() || progress.stage == "running"
                   ? count
                   : QString::fromStdString(progress.stage) + QLatin1Char(' ') + count;
    } else if (text.isEmpty()) {
        text = tr("starting…");
    }
    if (!m_part.isEmpty()) {
        text = QString::fromStdString(progress.device) + QLatin1Char(' ') + m_part + QStringLiteral(" · ") +
               text;
    }
    if (progress.paused) {
        text = tr("Paused · %1").arg(text);
    } else if (m_pauseAsked) {
        text = tr("Pausing after this batch · %1").arg(text);
    }
    m_count->setFullText(text);
    const double part =
        progress.total > 0 ? static_cast<double>(progress.done) / static_cast<double>(progress.total) : 0.0;
    m_bar->setValue(static_cast<int>(kSteps * std::clamp(part, 0.0, 1.0)));
    QStringList rate;
    if (progress.imagesPerSecond > 0 && !progress.paused) {
        rate << formatRate(progress.imagesPerSecond);
    }
    if (progress.secondsLeft > 0) {
        rate << tr("%1 left").arg(formatWait(progress.secondsLeft));
    }
    if (m_waiting > 0) {
        rate << tr("%1 waiting").arg(formatCount(m_waiting));
    }
    m_rate->setText(rate.join(QStringLiteral(" · ")));
}

void ProgressBarStrip::setIdleText(const QString& text) {
    if (!m_running) {
        m_count->setFullText(text);
    }
}

}  // namespace pivot

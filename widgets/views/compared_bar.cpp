// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/compared_bar.h"

#include "widgets/models/number_format.h"
#include "widgets/models/run_identity.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/run_style.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <algorithm>

namespace pivot {
namespace {

constexpr qsizetype kMostInFull = 4;      // with more, a line has room for their devices alone
constexpr std::size_t kMostOffered = 30;  // the Experiments page has them all

QString timeText(const ExperimentRow& row) {
    return QLocale().toString(row.createdUtc.toLocalTime(), QStringLiteral("MM-dd HH:mm"));
}

QString describe(const ExperimentRow& row) {
    QStringList parts{timeText(row), row.device, ComparedBar::tr("skips %1").arg(shortSkips(row.skips))};
    if (row.accuracy) {
        parts << formatPercent(*row.accuracy);
    }
    parts << row.dataset << row.id.left(8);
    return parts.join(QStringLiteral(" · "));
}

}  // namespace

ComparedBar::ComparedBar(const ThemeSource& theme, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_row(new QHBoxLayout(this)), m_add(new QPushButton), m_more(nullptr) {
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(tokens::kGap);
    m_add->setObjectName(QStringLiteral("addCompared"));
    m_add->setText(QStringLiteral("  %1   ").arg(tr("Add…")));
    m_add->setAccessibleName(tr("Add an experiment to the comparison"));
    m_add->setProperty("role", "choice");
    m_add->setFixedHeight(tokens::kControlHeight);
    m_add->setMenu(new QMenu(m_add));
    connect(m_add->menu(), &QMenu::aboutToShow, this, &ComparedBar::fillMenu);
    m_row->addWidget(m_add);
    m_row->addStretch(1);
    m_more = makeQuietButton(tr("Copy"), QStringLiteral("copyComparison"));
    m_more->setAccessibleName(tr("Copy the comparison"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(m_more);
    connect(menu->addAction(tr("Copy as command line")), &QAction::triggered, this,
            &ComparedBar::commandLineWanted);
    connect(menu->addAction(tr("Copy the table")), &QAction::triggered, this, &ComparedBar::tableWanted);
    connect(menu->addAction(tr("Export the table…")), &QAction::triggered, this, &ComparedBar::exportWanted);
    m_more->setMenu(menu);
    m_more->setEnabled(false);
    m_row->addWidget(m_more);
    connect(&m_theme, &ThemeSource::changed, this, &ComparedBar::rebuild);
    rebuild();
}

const ExperimentRow* ComparedBar::find(const QString& id) const {
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&](const ExperimentRow& row) { return row.id == id; });
    return found == m_rows.end() ? nullptr : &*found;
}

std::vector<const ExperimentRow*> ComparedBar::others() const {
    std::vector<const ExperimentRow*> found;
    for (const ExperimentRow& row : m_rows) {
        if (!m_chosen.contains(row.id) && row.imagesDone.value_or(0) > 0 &&
            row.status != RunStatus::Running && row.status != RunStatus::Queued) {
            found.push_back(&row);
        }
    }
    std::sort(found.begin(), found.end(),
              [](const auto* a, const auto* b) { return a->createdUtc > b->createdUtc; });
    return found;
}

void ComparedBar::setExperiments(const std::vector<ExperimentRow>& rows) {
    m_rows = rows;
    rebuild();
}

void ComparedBar::setChosen(const QStringList& ids) {
    m_chosen = ids.mid(0, kMost);
    rebuild();
}

void ComparedBar::setCompared(bool compared) {
    m_more->setEnabled(compared);
}

void ComparedBar::choose(const QStringList& ids) {
    setChosen(ids);
    Q_EMIT changed(m_chosen);
}

QPushButton* ComparedBar::makeChip(int run) {
    const QString id = m_chosen[run];
    const ExperimentRow* row = find(id);
    auto* chip = new QPushButton;
    chip->setObjectName(QStringLiteral("compared%1").arg(run));
    chip->setProperty("role", "choice");
    chip->setFixedHeight(tokens::kControlHeight);
    chip->setIconSize(kRunIconSize);
    chip->setIcon(runIcon(m_theme.theme(), run, devicePixelRatioF()));
    const bool brief = m_chosen.size() > kMostInFull;
    const QString what = !row    ? id.left(8)
                         : brief ? row->device
                                 : QStringLiteral("%1 · %2").arg(row->device, shortSkips(row->skips));
    chip->setText(QStringLiteral("%1  %2   ").arg(runLetter(run), what));  // room for the menu's mark
    chip->setToolTip(row ? describe(*row) : id);
    chip->setAccessibleName(run == 0 ? tr("Experiment %1, the reference").arg(runLetter(run))
                                     : tr("Experiment %1").arg(runLetter(run)));
    chip->setAccessibleDescription(chip->toolTip());
    auto* menu = new QMenu(chip);
    QAction* reference = menu->addAction(tr("Compare the others with this one"));
    reference->setObjectName(QStringLiteral("makeReference"));
    reference->setEnabled(run > 0);
    connect(reference, &QAction::triggered, this, [this, run] {
        QStringList ids = m_chosen;
        ids.move(run, 0);
        choose(ids);
    });
    connect(menu->addAction(tr("Open on the Run page")), &QAction::triggered, this,
            [this, id] { Q_EMIT experimentWanted(id); });
    QAction* out = menu->addAction(tr("Take out"));
    out->setObjectName(QStringLiteral("takeOut"));
    connect(out, &QAction::triggered, this, [this, run] {
        QStringList ids = m_chosen;
        ids.removeAt(run);
        choose(ids);
    });
    chip->setMenu(menu);
    return chip;
}

void ComparedBar::rebuild() {
    for (QPushButton* chip : m_chips) {
        m_row->removeWidget(chip);
        chip->hide();
        chip->deleteLater();  // it may be the one whose menu asked for this
    }
    m_chips.clear();
    for (int run = 0; run < m_chosen.size(); ++run) {
        m_chips << makeChip(run);
        m_row->insertWidget(run, m_chips.back());
    }
    const bool full = m_chosen.size() >= kMost;
    m_add->setEnabled(!full && !others().empty());
    m_add->setToolTip(full               ? tr("More than %1 cannot be told apart").arg(kMost)
                      : others().empty() ? tr("No other experiment is stored")
                                         : tr("Another stored experiment beside these"));
}

void ComparedBar::fillMenu() {
    QMenu* menu = m_add->menu();
    menu->clear();
    const std::vector<const ExperimentRow*> offered = others();
    for (std::size_t i = 0; i < std::min(offered.size(), kMostOffered); ++i) {
        connect(menu->addAction(describe(*offered[i])), &QAction::triggered, this,
                [this, id = offered[i]->id] { choose(m_chosen + QStringList{id}); });
    }
}

}  // namespace pivot

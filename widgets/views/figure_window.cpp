// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/figure_window.h"

#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"
#include "widgets/views/figure_export_dialog.h"
#include "widgets/views/figure_picture.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace pivot {

FigureWindow::FigureWindow(figures::FigureDocument document, const QString& fileName,
                           const QStringList& known, QWidget* parent)
    : QDialog(parent), m_document(std::move(document)) {
    setObjectName(QStringLiteral("figureWindow"));
    setWindowTitle(fileName);
    setAttribute(Qt::WA_DeleteOnClose);
    auto* title = new ElidedLabel(QString::fromStdString(m_document.data.title));
    title->setFont(fonts::title(font()));
    title->setVisible(!title->fullText().isEmpty());
    auto* picture = new FigurePicture;
    const QString problem = picture->showFigure(m_document);
    QLabel* about = makeLabel(describe(known), TextRole::Muted, QStringLiteral("figureAbout"));
    about->setWordWrap(true);
    about->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    QLabel* message = makeLabel(problem, TextRole::Error, QStringLiteral("figureMessage"));
    message->setWordWrap(true);
    message->setVisible(!problem.isEmpty());

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->button(QDialogButtonBox::Close)->setIcon({});
    auto* write = buttons->addButton(tr("Export..."), QDialogButtonBox::ActionRole);
    write->setObjectName(QStringLiteral("figureExportAgain"));
    write->setEnabled(problem.isEmpty());
    for (const QString& id : known) {
        auto* open =
            buttons->addButton(known.size() == 1 ? tr("Open its experiment") : tr("Open %1").arg(id.left(8)),
                               QDialogButtonBox::ActionRole);
        open->setObjectName(QStringLiteral("figureExperiment"));
        connect(open, &QPushButton::clicked, this, [this, id] {
            Q_EMIT experimentWanted(id);
            close();
        });
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(tokens::kMargin, tokens::kMargin, tokens::kMargin, tokens::kMargin);
    layout->setSpacing(tokens::kGroup);
    layout->addWidget(title);
    layout->addWidget(picture, 1);
    layout->addWidget(about);
    layout->addWidget(message);
    layout->addWidget(buttons);
    connect(write, &QPushButton::clicked, this,
            [this] { FigureExportDialog(m_document, this, true).exec(); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
}

QString FigureWindow::describe(const QStringList& known) const {
    const figures::FigureSpec& spec = m_document.spec;
    QStringList parts;
    if (spec.experiments.empty()) {
        parts << (spec.style.anonymous ? tr("An anonymous figure: it does not say which experiment it is of.")
                                       : tr("It is of no stored experiment."));
    } else {
        QStringList ids;
        for (const std::string& id : spec.experiments) {
            ids << QString::fromStdString(id).left(8);
        }
        parts << tr("Of experiment %1.").arg(ids.join(QStringLiteral(", ")));
        if (known.isEmpty()) {
            parts << tr("The database that is open does not have it; the figure holds its own values.");
        }
    }
    if (!spec.query.empty()) {
        parts << tr("Chosen: %1.").arg(QString::fromStdString(spec.query));
    }
    return parts.join(QLatin1Char(' '));
}

}  // namespace pivot

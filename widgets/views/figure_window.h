// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_data.h"

#include <QDialog>
#include <QStringList>

namespace pivot {

/// A figure that was opened from its file: shown as it is printed, written again in another way, or the way
/// back to the experiment it is of, where that is known here.
class FigureWindow : public QDialog {
    Q_OBJECT
public:
    /// `known`: the ids of those of its experiments that can be opened.
    FigureWindow(figures::FigureDocument document, const QString& fileName, const QStringList& known,
                 QWidget* parent = nullptr);

Q_SIGNALS:
    void experimentWanted(const QString& id);

private:
    [[nodiscard]] QString describe(const QStringList& known) const;

    figures::FigureDocument m_document;
};

}  // namespace pivot

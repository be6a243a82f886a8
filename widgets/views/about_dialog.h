// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/about_facts.h"

#include <QDialog>

namespace pivot {

/// What the program is, under which licence, and a report of versions and devices that can be copied whole.
class AboutDialog : public QDialog {
    Q_OBJECT
public:
    AboutDialog(const AboutFacts& facts, QWidget* parent);
};

}  // namespace pivot

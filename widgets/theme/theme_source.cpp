// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/theme_source.h"

namespace pivot {

ThemeSource::ThemeSource(QObject* parent) : QObject(parent) {}

void ThemeSource::setChoice(Choice choice) {
    if (choice == m_choice) {
        return;
    }
    m_choice = choice;
    update();
    Q_EMIT choiceChanged();
}

void ThemeSource::setSystemScheme(Scheme scheme) {
    m_system = scheme;
    update();
}

void ThemeSource::update() {
    Scheme scheme = m_system;
    if (m_choice != Choice::System) {
        scheme = m_choice == Choice::Dark ? Scheme::Dark : Scheme::Light;
    }
    if (scheme != m_scheme) {
        m_scheme = scheme;
        Q_EMIT changed();
    }
}

}  // namespace pivot

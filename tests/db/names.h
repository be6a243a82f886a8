// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace pivot {

/// An enumerator in words: QCOMPARE prints it, and would stumble over the toString() of our own.
template <class Enum>
QString name(Enum value) {
    const auto text = toString(value);
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace pivot

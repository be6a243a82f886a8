// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace pivot {

/// Lets the wheel change a field's value only while the field has the focus, so that scrolling a panel never
/// changes what happens to pass under the pointer. The wheel goes on to what scrolls.
void guardFromWheel(QWidget& field);

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/wheel_guard.h"

#include <QEvent>
#include <QWidget>

namespace pivot {
namespace {

class WheelGuard : public QObject {
public:
    explicit WheelGuard(QWidget& field) : QObject(&field), m_field(field) {}
    bool eventFilter(QObject* /*watched*/, QEvent* event) override {
        if (event->type() != QEvent::Wheel || m_field.hasFocus()) {
            return false;
        }
        event->ignore();  // not accepted: the parent gets it
        return true;
    }

private:
    QWidget& m_field;
};

}  // namespace

void guardFromWheel(QWidget& field) {
    if (field.focusPolicy() == Qt::WheelFocus) {
        field.setFocusPolicy(Qt::StrongFocus);
    }
    field.installEventFilter(new WheelGuard(field));
}

}  // namespace pivot

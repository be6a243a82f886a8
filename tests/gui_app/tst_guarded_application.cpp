// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/guarded_application.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <stdexcept>

using namespace pivot;

namespace {

/// A widget whose painting never ends well.
class Broken : public QWidget {
public:
    int paints = 0;

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        ++paints;
        throw std::logic_error("the brush is dry");
    }
};

}  // namespace

/// A handler of the window that throws ends with a sentence, and the program goes on.
class TestGuardedApplication : public QObject {
    Q_OBJECT
    static GuardedApplication& application() {
        return *static_cast<GuardedApplication*>(QCoreApplication::instance());
    }

private Q_SLOTS:
    void aClickThatThrowsIsSaid() {
        QSignalSpy troubled(&application(), &GuardedApplication::troubled);
        QPushButton button;
        QObject::connect(&button, &QPushButton::clicked, &button,
                         [] { throw std::runtime_error("no room for 12 maps"); });
        button.show();
        QVERIFY(QTest::qWaitForWindowExposed(&button));
        QTest::keyClick(&button, Qt::Key_Space);
        QTRY_COMPARE(troubled.count(), 1);
        QVERIFY(troubled[0][0].toString().contains(QStringLiteral("no room for 12 maps")));
        QTest::keyClick(&button, Qt::Key_Space);  // still there, and works as well as before
        QVERIFY(button.isVisible());
    }

    void aTimerThatThrowsDoesNotEndTheOthers() {
        QSignalSpy troubled(&application(), &GuardedApplication::troubled);
        int ticks = 0;
        QTimer good, bad;
        QObject::connect(&bad, &QTimer::timeout, &bad, [] { throw 3; });
        QObject::connect(&good, &QTimer::timeout, &good, [&] { ++ticks; });
        bad.start(5);
        good.start(5);
        QTRY_VERIFY(ticks > 20);
        QCOMPARE(troubled.count(), 1);  // not once a tick
    }

    void tooLittleMemoryHasItsOwnAdvice() {
        QSignalSpy troubled(&application(), &GuardedApplication::troubled);
        QTimer::singleShot(0, &application(), [] { throw std::bad_alloc(); });
        QTRY_COMPARE(troubled.count(), 1);
        QVERIFY(troubled[0][0].toString().contains(QStringLiteral("not enough memory")));
    }
};

int main(int argc, char** argv) {
    GuardedApplication application(argc, argv);
    TestGuardedApplication test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_guarded_application.moc"

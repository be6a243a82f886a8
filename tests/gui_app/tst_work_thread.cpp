// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/run_controller.h"
#include "app/gui/work_thread.h"
#include "core/log.h"

#include <QSignalSpy>
#include <QTest>
#include <atomic>
#include <stdexcept>

using namespace pivot;

/// What a worker throws is told as a sentence; the program and the thread go on.
class TestWorkThread : public QObject {
    Q_OBJECT
    QStringList m_told;
    QThread* m_toldIn = nullptr;

    void hear(WorkThread& thread) {
        m_told.clear();
        thread.onFailure(this, [this](const QString& sentence) {
            m_told << sentence;
            m_toldIn = QThread::currentThread();
        });
    }

private Q_SLOTS:
    void aJobThatThrowsIsToldAndTheNextIsDone() {
        WorkThread thread(QStringLiteral("test"));
        hear(thread);
        std::atomic<bool> done = false;
        thread.post([] { throw std::runtime_error("the disk is on fire"); });
        thread.post([] { throw 42; });
        thread.post([&] { done = true; });
        QTRY_VERIFY(done && m_told.size() == 2);
        QVERIFY2(m_told[0].contains(QStringLiteral("the disk is on fire")), qPrintable(m_told[0]));
        QVERIFY(m_told[1].contains(QStringLiteral("unknown")));
        QCOMPARE(m_toldIn, QThread::currentThread());
    }

    void memoryThatRunsOutSaysWhatToDo() {
        WorkThread thread(QStringLiteral("test"));
        hear(thread);
        thread.post([] { throw std::bad_alloc(); });
        QTRY_COMPARE(m_told.size(), 1);
        QVERIFY2(m_told[0].contains(QStringLiteral("smaller batch")), qPrintable(m_told[0]));
    }

    void aQuestionIsAnsweredWithTheError() {
        WorkThread thread(QStringLiteral("test"));
        hear(thread);
        std::optional<Result<int>> answer;
        thread.ask(
            this, []() -> Result<int> { throw std::runtime_error("no answer"); },
            [&](const Result<int>& result) { answer = result; });
        QTRY_VERIFY(answer);
        QVERIFY(!*answer);
        QCOMPARE(answer->error().code, ErrorCode::Internal);
        QVERIFY(QString::fromStdString(answer->error().message).contains(QStringLiteral("no answer")));
        QVERIFY(m_told.isEmpty());
    }

    void aQuestionWhoseAnswerIsNoResultIsToldAndAnsweredEmpty() {
        WorkThread thread(QStringLiteral("test"));
        hear(thread);
        int size = -1;
        thread.ask(
            this, []() -> std::vector<int> { throw std::runtime_error("no list"); },
            [&](const std::vector<int>& result) { size = static_cast<int>(result.size()); });
        QTRY_COMPARE(size, 0);
        QCOMPARE(m_told.size(), 1);
    }

    void withoutAnybodyToTellItIsLogged() {
        std::atomic<int> logged = 0;
        log::setSink(
            [&](log::Level level, std::string_view) { logged += level == log::Level::Error ? 1 : 0; });
        {
            WorkThread thread(QStringLiteral("test"));
            thread.post([] { throw std::runtime_error("nobody hears"); });
            QTRY_COMPARE(logged.load(), 1);
        }
        log::setSink({});
    }

    void theComputeThreadSurvivesWhatAJobThrows() {
        RunController runs({{}, {}}, {});
        QSignalSpy troubled(&runs, &RunController::troubled);
        QSignalSpy listed(&runs, &RunController::devicesListed);
        runs.compute([](const RunController::ComputeTools&, const RunController::Tell&) {
            throw std::runtime_error("a kernel divided by zero");
        });
        runs.listDevices();
        QTRY_COMPARE(listed.count(), 1);
        QCOMPARE(troubled.count(), 1);
        QVERIFY(troubled.first().first().toString().contains(QStringLiteral("divided by zero")));
        QVERIFY(!runs.isRunning());
    }
};

QTEST_GUILESS_MAIN(TestWorkThread)
#include "tst_work_thread.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/bundled_experiment.h"
#include "support/expect_error.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>

using namespace pivot;

/// The experiment that comes with the program.
class TestBundledExperiment : public QObject {
    Q_OBJECT

    static std::filesystem::path assetsWith(const QTemporaryDir& folder, const char* json) {
        const std::filesystem::path assets(folder.path().toStdString());
        std::filesystem::create_directories(assets / "experiments");
        std::ofstream(assets / "experiments" / "bundled.json") << json;
        return assets;
    }
    static constexpr const char* kTwoDevices = R"({
        "model": "models/m", "dataset": "fashion-mnist#test", "depth": 6, "candidates": ["3,4,5", "5"],
        "choices": {"cpu": {"low": "3,4,5", "threshold_nats": 0.25, "split": "train[55000:60000]",
                            "objective": "edp,loss=0.2"}}})";

private Q_SLOTS:
    void aChoiceNamesItsImagesByASpecSoThatTheyCanBeHeldAgainstOthers() {
        const QTemporaryDir folder;
        const auto bundled = loadBundledExperiment(assetsWith(folder, kTwoDevices));
        QVERIFY2(bundled.has_value(), bundled ? "" : bundled.error().message.c_str());
        const RunRequest request = bundled->requestFor("cpu:torch");
        QCOMPARE(request.thresholdSource->split, std::string("fashion-mnist#train[55000:60000]"));
        QCOMPARE(request.config.ladder.efforts.front().thresholdNats, std::optional(0.25));
        QVERIFY(!request.config.calibrate);
    }
    void aDeviceWithoutAChoiceChoosesAmongTheCandidates() {
        const QTemporaryDir folder;
        const auto bundled = loadBundledExperiment(assetsWith(folder, kTwoDevices));
        QVERIFY(bundled.has_value());
        const RunRequest request = bundled->requestFor("cuda:0");
        QVERIFY(request.config.calibrate.has_value());
        QCOMPARE(request.lowCandidates.size(), std::size_t(2));
    }
    void aDamagedFileIsNamed() {
        const QTemporaryDir folder;
        EXPECT_ERROR(loadBundledExperiment(assetsWith(folder, "{")), ErrorCode::BadFile, "bundled.json");
        const QTemporaryDir empty;
        EXPECT_ERROR(loadBundledExperiment(empty.path().toStdString()), ErrorCode::NotFound, "bundled.json");
    }
};

QTEST_GUILESS_MAIN(TestBundledExperiment)
#include "tst_bundled_experiment.moc"

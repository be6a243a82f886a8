// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/comparison_reader.h"
#include "db/experiment_store.h"
#include "db/sample_runs.h"

#include <QTemporaryDir>
#include <QTest>

using namespace pivot;
using app::compareStored;

/// Experiments of a database, read for a comparison: whatever state they were left in.
class TestComparisonReader : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::filesystem::path m_file;

    static constexpr const char* kWhole = "aaaa0000-0000-4000-8000-000000000001";
    static constexpr const char* kBegun = "aaab0000-0000-4000-8000-000000000002";
    static constexpr const char* kProfile = "bbbb0000-0000-4000-8000-000000000003";
    static constexpr const char* kEmpty = "cccc0000-0000-4000-8000-000000000004";

    /// `ends`: with a report; otherwise as a program that went away leaves it.
    void store(const RunRecord& record, const std::vector<ImageResult>& images, bool ends) {
        auto made = ExperimentStore::create(m_file);
        QVERIFY(made && (*made)->begin(record));
        QVERIFY((*made)->add(images));
        if (ends) {
            QVERIFY((*made)->finish(RunStatus::Complete, samples::report(record)));
        }
    }

    /// Both efforts of every image.
    static std::vector<ImageResult> profiled(std::int64_t count) {
        std::vector<ImageResult> images;
        for (ImageResult image : samples::images(0, count)) {
            if (image.visits.size() == 1) {
                Visit second = image.visits.front();
                second.effort = 1;
                image.visits.push_back(second);
            }
            images.push_back(std::move(image));
        }
        return images;
    }

    [[nodiscard]] ErrorCode errorOf(const std::vector<std::string>& ids) const {
        const auto comparison = compareStored(m_file, ids);
        return comparison ? ErrorCode::Internal : comparison.error().code;
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        m_file = std::filesystem::path(m_folder.path().toStdString()) / "experiments.db";
        store(samples::record(300, kWhole), samples::images(0, 300), true);
        store(samples::record(300, kBegun), samples::images(0, 120), false);
        RunRecord profile = samples::record(300, kProfile);
        profile.config.mode = RunMode::Profile;
        store(profile, profiled(300), true);
        store(samples::record(300, kEmpty), {}, true);
    }

    void aRunThatWasCutOffIsComparedByWhatItDid() {
        const auto comparison = compareStored(m_file, {kWhole, "aaab"});
        QVERIFY2(comparison, comparison ? "" : comparison.error().message.c_str());
        QCOMPARE(comparison->runs[1].experimentId, std::string(kBegun));
        // Of 120 images one in 97 failed, in both.
        QCOMPARE(comparison->runs[1].errors, std::int64_t{2});
        QCOMPARE(comparison->pairs[0].imagesInBoth, std::int64_t{118});
        QVERIFY(comparison->pairs[0].imagesCompared < 118);  // some have no label
        QVERIFY(comparison->pairs[0].flips.empty());         // the same answers
        QVERIFY(comparison->runs[1].delayMs.has_value());    // from the images, without a report
        bool said = false;
        for (const ComparisonWarning& warning : comparison->warnings) {
            said = said || warning.code == "not-complete";
        }
        QVERIFY(said);
    }

    void onlyAProfileHasASweep() {
        const auto comparison = compareStored(m_file, {kWhole, kProfile});
        QVERIFY(comparison);
        QVERIFY(comparison->runs[0].sweep.empty());
        QVERIFY(comparison->runs[1].sweep.size() > 10);
        QVERIFY(comparison->runs[1].sweep.size() <= static_cast<std::size_t>(app::kSweepPoints));
    }

    void aRoutedRunThatCallsItselfAProfileHasNone() {
        const std::string id = "eeee0000-0000-4000-8000-000000000005";
        RunRecord record = samples::record(300, id);
        record.config.mode = RunMode::Profile;
        store(record, samples::images(0, 300), true);
        const auto comparison = compareStored(m_file, {kWhole, id});
        QVERIFY(comparison);
        QVERIFY(comparison->runs[1].sweep.empty());
    }

    void aStopIsHeededBetweenTwoImages() {
        int asked = 0;
        const auto comparison = compareStored(m_file, {kWhole, kProfile}, [&asked] { return ++asked > 100; });
        QVERIFY(!comparison);
        QVERIFY(comparison.error().code == ErrorCode::Cancelled);
        QCOMPARE(asked, 101);
    }

    void wrongIdsAreSaidBeforeAnythingIsRead() {
        QVERIFY(errorOf({kWhole}) == ErrorCode::Usage);
        QVERIFY(errorOf({kWhole, "aaaa"}) == ErrorCode::Usage);  // the same
        QVERIFY(errorOf({kWhole, "aaa"}) == ErrorCode::Ambiguous);
        QVERIFY(errorOf({kWhole, "ffff"}) == ErrorCode::Usage);
        QVERIFY(errorOf({kWhole, kEmpty}) == ErrorCode::Usage);
        QVERIFY(errorOf(std::vector<std::string>(9, kWhole)) == ErrorCode::Usage);
        const auto nowhere = compareStored(m_file.parent_path() / "none.db", {kWhole, kProfile});
        QVERIFY(nowhere.error().code == ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestComparisonReader)
#include "tst_comparison_reader.moc"

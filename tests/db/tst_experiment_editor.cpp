// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_editor.h"
#include "db/experiment_reader.h"
#include "db/experiment_store.h"
#include "db/maintenance.h"
#include "db/names.h"
#include "db/sample_runs.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QTemporaryDir>
#include <QtTest>

using namespace pivot;

/// What people keep about an experiment.
class TestExperimentEditor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = std::filesystem::path(m_folder->path().toStdString()) / "experiments.db";
    }

    void whatIsGivenChangesAndTheRestStays() {
        const std::string id = store(10);
        ExperimentEdit edit;
        edit.name = "  the one for\nthe paper ";
        edit.note = "first line\nsecond line";
        edit.starred = true;
        edit.addTags = {"Table 2", "draft", "draft"};
        const auto changed = editExperiments(m_file, {id.substr(0, 8)}, edit);
        QVERIFY2(changed.has_value(), changed ? "" : changed.error().message.c_str());
        QCOMPARE(*changed, std::vector<std::string>{id});
        edit = {};
        edit.removeTags = {"DRAFT"};  // tags are the same in any case
        QVERIFY(editExperiments(m_file, {id}, edit).has_value());
        const auto detail = ExperimentReader::open(m_file)->show(id);
        QVERIFY(detail.has_value());
        QCOMPARE(detail->summary.name, std::string("the one for the paper"));
        QCOMPARE(detail->note, std::string("first line\nsecond line"));
        QVERIFY(detail->summary.starred);
        QCOMPARE(detail->summary.tags, std::vector<std::string>{"Table 2"});
        edit = {};
        edit.name = "";
        QVERIFY(editExperiments(m_file, {id}, edit).has_value());
        QCOMPARE(ExperimentReader::open(m_file)->show(id)->summary.name, std::string());
    }

    void severalChangeTogetherOrNotAtAll() {
        const std::string first = store(3), second = store(3);
        ExperimentEdit edit;
        edit.starred = true;
        const auto failed = editExperiments(m_file, {first, "ffffffffffff", second}, edit);
        QCOMPARE(failed.error().code, ErrorCode::NotFound);
        QVERIFY(!ExperimentReader::open(m_file)->show(first)->summary.starred);
        QVERIFY(editExperiments(m_file, {first, second}, edit).has_value());
        QVERIFY(ExperimentReader::open(m_file)->show(second)->summary.starred);
    }

    void deletingCanBeUndoneUntilTheBinIsEmptied() {
        const std::string kept = store(10), gone = store(20);
        ExperimentEdit away;
        away.inBin = true;
        QVERIFY(editExperiments(m_file, {gone}, away).has_value());
        QCOMPARE(ExperimentReader::open(m_file)->list()->experiments.size(), std::size_t(1));
        QCOMPARE(cell("SELECT count(*) FROM experiment_summary"), 1);
        const auto resumed = ExperimentStore::resume(m_file, gone);
        QVERIFY(!resumed.has_value());
        QVERIFY(resumed.error().message.find("bin") != std::string::npos);

        ExperimentEdit back;
        back.inBin = false;
        QVERIFY(editExperiments(m_file, {gone}, back).has_value());
        QCOMPARE(ExperimentReader::open(m_file)->list()->experiments.size(), std::size_t(2));
        QCOMPARE(*ExperimentReader::open(m_file)->allResults(gone), samples::images(0, 20));

        QVERIFY(editExperiments(m_file, {gone}, away).has_value());
        QCOMPARE(*emptyBin(m_file), std::int64_t(1));
        QCOMPARE(ExperimentReader::open(m_file)->show(gone).error().code, ErrorCode::NotFound);
        QCOMPARE(*ExperimentReader::open(m_file)->allResults(kept), samples::images(0, 10));
        QVERIFY(checkDatabase(m_file)->sound());
        QCOMPARE(*emptyBin(m_file), std::int64_t(0));
    }

    void aRunThatGoesOnTakesANameAndIsNotDeleted() {
        const RunRecord record = samples::record(10);
        auto run = ExperimentStore::create(m_file);
        QVERIFY((*run)->begin(record).has_value());
        ExperimentEdit edit;
        edit.name = "long night";
        edit.starred = true;
        QVERIFY(editExperiments(m_file, {record.experimentId}, edit).has_value());
        edit.inBin = true;
        const auto refused = editExperiments(m_file, {record.experimentId}, edit);
        QCOMPARE(refused.error().code, ErrorCode::Usage);
        QVERIFY(refused.error().message.find("is being run") != std::string::npos);

        QVERIFY((*run)->add(samples::images(0, 10)).has_value());
        QVERIFY((*run)->finish(RunStatus::Complete, samples::report(record)).has_value());
        const auto detail = ExperimentReader::open(m_file)->show(record.experimentId);
        QCOMPARE(detail->summary.name, std::string("long night"));
        QCOMPARE(name(detail->summary.status), name(RunStatus::Complete));
    }

    void textsThatDoNotFitAreRefused() {
        const std::string id = store(3);
        ExperimentEdit edit;
        edit.name = std::string(kMostNameCharacters + 1, 'x');
        QCOMPARE(editExperiments(m_file, {id}, edit).error().code, ErrorCode::Usage);
        std::string umlauts;
        for (std::size_t i = 0; i < kMostNameCharacters; ++i) {
            umlauts += "ü";  // characters count, not bytes
        }
        edit.name = umlauts;
        QVERIFY(editExperiments(m_file, {id}, edit).has_value());
        for (const std::string& tag : {std::string(), std::string("two\nlines"), std::string(65, 'x')}) {
            edit = {};
            edit.addTags = {tag};
            QCOMPARE(editExperiments(m_file, {id}, edit).error().code, ErrorCode::Usage);
        }
        edit = {};
        for (std::size_t i = 0; i <= kMostTags; ++i) {
            edit.addTags.push_back("tag " + std::to_string(i));
        }
        QCOMPARE(editExperiments(m_file, {id}, edit).error().code, ErrorCode::Usage);
        QVERIFY(ExperimentReader::open(m_file)->show(id)->summary.tags.empty());
    }

    void aLockedFileIsASentence() {
        const std::string id = store(3);
        SQLite::Database other(m_file, SQLite::OPEN_READWRITE);
        other.exec("BEGIN IMMEDIATE");
        ExperimentEdit edit;
        edit.starred = true;
        const auto refused = editExperiments(m_file, {id}, edit, std::chrono::milliseconds(50));
        QCOMPARE(refused.error().code, ErrorCode::Database);
        QVERIFY(refused.error().message.find("locked by another program") != std::string::npos);
        other.exec("ROLLBACK");
        QVERIFY(editExperiments(m_file, {id}, edit).has_value());
    }

private:
    [[nodiscard]] std::string store(std::int64_t images) const {
        const RunRecord record = samples::record(images);
        auto run = ExperimentStore::create(m_file);
        if (!run || !(*run)->begin(record) || !(*run)->add(samples::images(0, images)) ||
            !(*run)->finish(RunStatus::Complete, samples::report(record))) {
            qFatal("the experiment could not be stored");
        }
        return record.experimentId;
    }
    [[nodiscard]] int cell(const char* sql) const {
        SQLite::Database database(m_file, SQLite::OPEN_READONLY);
        return database.execAndGet(sql).getInt();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_file;
};

QTEST_GUILESS_MAIN(TestExperimentEditor)
#include "tst_experiment_editor.moc"

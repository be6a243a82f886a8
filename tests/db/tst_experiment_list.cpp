// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_editor.h"
#include "db/experiment_list.h"
#include "db/experiment_reader.h"
#include "db/experiment_store.h"
#include "db/names.h"
#include "db/sample_runs.h"

#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <map>

using namespace pivot;

namespace {

std::vector<std::string> idsOf(const std::vector<ExperimentSummary>& experiments) {
    std::vector<std::string> ids;
    for (const ExperimentSummary& summary : experiments) {
        ids.push_back(summary.experimentId);
    }
    return ids;
}

/// 1 -> "aaaa0001-...".
std::string idOf(int number) {
    char text[40];
    std::snprintf(text, sizeof text, "aaaa%04d-0000-4000-8000-000000000000", number);
    return text;
}

}  // namespace

/// Orders, filters and pages of a list of experiments.
class TestExperimentList : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        m_file = std::filesystem::path(m_folder.path().toStdString()) / "experiments.db";
        for (int i = 0; i < kExperiments; ++i) {
            RunRecord record = samples::record(3, idOf(i));
            record.config.device = i % 2 == 0 ? "cpu:onednn" : "sim:zcu102";
            record.config.model = i % 3 == 0 ? "models/deit-small" : "models/50%_wide";
            record.config.precision = i == 5 ? Precision::Int8 : Precision::Fp32;
            record.createdUtc = "2024-05-01T10:00:" + std::to_string(10 + i % 5) + ".000Z";
            auto store = ExperimentStore::create(m_file);
            QVERIFY(store.has_value() && (*store)->begin(record).has_value());
            const bool reported = i % 4 != 0;
            RunReport report = samples::report(record);
            report.accuracy = 0.5 + 0.01 * (i % 7);  // many are alike
            report.edpJs = reported ? std::optional(1e-6 * (i % 6 + 1)) : std::nullopt;
            report.energyJ = report.edpJs;
            if (reported) {
                QVERIFY((*store)->finish(RunStatus::Complete, report).has_value());
            }  // otherwise it looks interrupted
            ExperimentEdit edit;
            edit.name =
                i % 5 == 0 ? std::optional<std::string>() : "run " + std::string(1, char('z' - i % 9));
            edit.starred = i % 6 == 0;
            if (i % 2 == 0) {
                edit.addTags.emplace_back("Paper");
            }
            if (i % 3 == 0) {
                edit.addTags.emplace_back("table 2");
            }
            if (i == 7) {
                edit.note = "The fan was LOUD on this one";
            }
            edit.inBin = i >= kExperiments - 2;
            QVERIFY(editExperiments(m_file, {idOf(i)}, edit).has_value());
            if (i == kResumed) {
                store->reset();
                auto resumed = ExperimentStore::resume(m_file, idOf(i));
                QVERIFY(resumed.has_value() && (*resumed)->begin(record).has_value());
            }
        }
    }

    /// Every page of every order, both ways round, is a part of the whole list sorted by that order.
    void everyOrderPagesWithoutGapsOrDoubles_data() {
        QTest::addColumn<int>("order");
        QTest::addColumn<bool>("descending");
        for (int order = 0; order <= static_cast<int>(ExperimentOrder::EdpReduction); ++order) {
            for (const bool descending : {false, true}) {
                const auto text = toString(static_cast<ExperimentOrder>(order));
                QTest::addRow("%s %s", std::string(text).c_str(), descending ? "down" : "up")
                    << order << descending;
            }
        }
    }
    void everyOrderPagesWithoutGapsOrDoubles() {
        QFETCH(int, order);
        QFETCH(bool, descending);
        ExperimentQuery query;
        query.order = static_cast<ExperimentOrder>(order);
        query.descending = descending;
        const std::vector<ExperimentSummary> whole = all(query);
        QCOMPARE(whole.size(), std::size_t(kExperiments - 2));
        for (const std::size_t limit : {1, 3, 7}) {
            query.limit = limit;
            QVERIFY(all(query) == whole);
        }
    }

    /// A page of neighbours in the file is read along it, one of scattered rows by looking each up.
    void tagsAndSegmentsAreThoseOfTheirExperiment() {
        for (const std::size_t limit : {2, 200}) {
            ExperimentQuery query;
            query.order = ExperimentOrder::Accuracy;
            query.limit = limit;
            for (const ExperimentSummary& summary : all(query)) {
                const int i = std::stoi(summary.experimentId.substr(4, 4));
                std::vector<std::string> tags;
                if (i % 2 == 0) {
                    tags.emplace_back("Paper");
                }
                if (i % 3 == 0) {
                    tags.emplace_back("table 2");
                }
                QCOMPARE(summary.tags, tags);
                QCOMPARE(summary.segments, std::int64_t(i == kResumed ? 2 : 1));
            }
        }
    }

    void whatHasNoValueComesLastBothWaysRound() {
        for (const bool descending : {false, true}) {
            ExperimentQuery query;
            query.order = ExperimentOrder::Edp;
            query.descending = descending;
            std::vector<double> values;
            bool unknownSeen = false;
            for (const ExperimentSummary& summary : all(query)) {
                QVERIFY(!(unknownSeen && summary.edpJs));
                unknownSeen = unknownSeen || !summary.edpJs;
                if (summary.edpJs) {
                    values.push_back(descending ? -*summary.edpJs : *summary.edpJs);
                }
            }
            QVERIFY(unknownSeen && values.size() > 10);
            QVERIFY(std::ranges::is_sorted(values));
        }
    }

    void namesSortWhateverTheirCaseAndUnnamedOnesLast() {
        ExperimentEdit edit;
        edit.name = "RUN A";
        QVERIFY(editExperiments(m_file, {idOf(1)}, edit).has_value());
        ExperimentQuery query;
        query.order = ExperimentOrder::Name;
        query.descending = false;
        const auto list = all(query);
        QCOMPARE(list.front().name, std::string("RUN A"));
        QVERIFY(list.back().name.empty());
    }

    void filtersNarrowTogether() {
        ExperimentQuery query;
        query.tags = {"paper"};  // any case
        for (const ExperimentSummary& summary : all(query)) {
            QVERIFY(std::ranges::find(summary.tags, "Paper") != summary.tags.end());
        }
        QCOMPARE(all(query).size(), std::size_t(kExperiments / 2 - 1));
        query.tags = {"Paper", "table 2"};
        const auto both = all(query);
        QCOMPARE(both.front().tags, (std::vector<std::string>{"Paper", "table 2"}));
        query.starred = true;
        QCOMPARE(idsOf(all(query)), idsOf(both));  // multiples of six, both
        query.device = "sim:zcu102";
        QVERIFY(all(query).empty());
        query = {};
        query.status = RunStatus::Complete;
        query.model = "models/deit-small";
        for (const ExperimentSummary& summary : all(query)) {
            QCOMPARE(name(summary.status), name(RunStatus::Complete));
            QCOMPARE(summary.model, std::string("models/deit-small"));
        }
    }

    void everyWordOfASearchMustOccurSomewhere_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("found");
        QTest::newRow("a note, in any case") << "loud" << 1;
        QTest::newRow("note and device") << "loud zcu102" << 1;
        QTest::newRow("note and the other device") << "loud onednn" << 0;
        QTest::newRow("the beginning of an id") << "aaaa0007" << 1;
        QTest::newRow("not the middle of an id") << "aa0007" << 0;
        QTest::newRow("a tag") << "table" << 10;
        QTest::newRow("a percent sign is no wildcard") << "50%_w" << 20;
        QTest::newRow("an underscore is none either") << "5_%" << 0;
        QTest::newRow("a precision") << "INT8" << 1;
        QTest::newRow("nothing but blanks") << "  " << kExperiments - 2;
    }
    void everyWordOfASearchMustOccurSomewhere() {
        QFETCH(QString, text);
        QFETCH(int, found);
        ExperimentQuery query;
        query.text = text.toStdString();
        QCOMPARE(static_cast<int>(all(query).size()), found);
    }

    void theBinIsAListOfItsOwn() {
        ExperimentQuery query;
        query.inBin = true;
        const auto bin = all(query);
        QCOMPARE(idsOf(bin).size(), std::size_t(2));
        QVERIFY(!bin.front().deletedUtc.empty());
    }

    void facetsAreWhatAFilterCanChooseFrom() {
        const auto facets = ExperimentReader::open(m_file)->facets();
        QVERIFY(facets.has_value());
        QCOMPARE(facets->devices, (std::vector<std::string>{"cpu:onednn", "sim:zcu102"}));
        QCOMPARE(facets->models, (std::vector<std::string>{"models/50%_wide", "models/deit-small"}));
        QCOMPARE(facets->tags, (std::vector<std::string>{"Paper", "table 2"}));
    }

    /// A page in one of these orders starts where the one before ended, whatever the length of the list.
    void theUsualOrdersAreReadAlongAnIndex() {
        SQLite::Database database = sqlite::openReadOnly(m_file, sqlite::kDefaultBusyTimeout);
        for (const ExperimentOrder order :
             {ExperimentOrder::Created, ExperimentOrder::Name, ExperimentOrder::Accuracy,
              ExperimentOrder::Delay, ExperimentOrder::Energy, ExperimentOrder::Edp,
              ExperimentOrder::EdpReduction}) {
            for (const bool descending : {false, true}) {
                ExperimentQuery query;
                query.order = order;
                query.descending = descending;
                for (const bool after : {false, true}) {
                    const QString plan = planOf(database, listSql(query, sqlite::ListPart::Known, after));
                    QVERIFY2(!plan.contains("FOR ORDER BY"), qPrintable(plan));
                    QVERIFY2(plan.contains(after ? "SEARCH e USING INDEX" : "USING INDEX"), qPrintable(plan));
                }
            }
        }
    }

    void anUnknownOrderNamesThoseThatThereAre() {
        QCOMPARE(name(*parseExperimentOrder("edp-reduction")), name(ExperimentOrder::EdpReduction));
        const auto wrong = parseExperimentOrder("colour");
        QCOMPARE(wrong.error().code, ErrorCode::Usage);
        QVERIFY(wrong.error().message.find("accuracy, share, delay") != std::string::npos);
    }

private:
    static constexpr int kExperiments = 32;
    static constexpr int kResumed = 4;  ///< did not come to its end the first time

    /// All pages of a query.
    [[nodiscard]] std::vector<ExperimentSummary> all(ExperimentQuery query) const {
        auto reader = ExperimentReader::open(m_file);
        std::vector<ExperimentSummary> list;
        do {
            const auto page = reader->list(query);
            if (!page) {
                qFatal("%s", page.error().message.c_str());
            }
            list.insert(list.end(), page->experiments.begin(), page->experiments.end());
            query.after = page->next;
        } while (query.after);
        return list;
    }

    static QString planOf(SQLite::Database& database, const std::string& sql) {
        SQLite::Statement plan(database, "EXPLAIN QUERY PLAN " + sql);
        QString text;
        while (plan.executeStep()) {
            text += QString::fromStdString(plan.getColumn(3).getString()) + '\n';
        }
        return text;
    }

    QTemporaryDir m_folder;
    std::filesystem::path m_file;
};

QTEST_GUILESS_MAIN(TestExperimentList)
#include "tst_experiment_list.moc"

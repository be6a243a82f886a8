// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/class_match.h"
#include "support/expect_error.h"
#include "unit/run/walking_session.h"

#include <QTest>

using namespace pivot;
using namespace pivot::test;

namespace {

using Labels = std::vector<std::optional<int>>;
using Names = std::vector<std::string>;

ModelSpec modelOf(int classes, Names names = {}) {
    ModelSpec spec;
    spec.numClasses = classes;
    spec.labels = std::move(names);
    return spec;
}

Result<DataSetPtr> match(Labels labels, Names names, const ModelSpec& model, const std::string& map = {}) {
    return matchClasses(std::make_shared<NumberedData>(std::move(labels), std::move(names)), model, map);
}

Labels labelsOf(const DataSet& data) {
    Labels labels;
    for (std::int64_t i = 0; i < data.size(); ++i) {
        labels.push_back(data.label(i));
    }
    return labels;
}

}  // namespace

/// Which class of the model an image's label means.
class TestClassMatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void classesAreFoundByNameWhateverTheirOrder() {
        const auto data = match({0, 1, std::nullopt, 1}, {"cat", "dog"}, modelOf(3, {"dog", "bird", "cat"}));
        QVERIFY(data.has_value());
        QCOMPARE(labelsOf(**data), (Labels{2, 0, std::nullopt, 0}));
        QCOMPARE((*data)->classNames(), (Names{"dog", "bird", "cat"}));
        QCOMPARE((*data)->key(1), std::string("1"));
    }
    void theSameNamesInTheSameOrderLeaveTheDataSetAsItIs() {
        const auto data = match({0, 1}, {"cat", "dog"}, modelOf(2, {"cat", "dog"}));
        QVERIFY(data.has_value());
        QCOMPARE(labelsOf(**data), (Labels{0, 1}));
    }
    void aNameThatTheModelLacksIsAnErrorThatNamesIt() {
        EXPECT_ERROR(match({0}, {"cat", "emu", "yak"}, modelOf(3, {"cat", "dog", "bird"})), ErrorCode::Usage,
                     "\"emu\"", "--label-map");
    }
    void aNameThatTheModelHasTwiceIsAnError() {
        EXPECT_ERROR(match({0}, {"crane"}, modelOf(3, {"crane", "dog", "crane"})), ErrorCode::Usage,
                     "several classes called \"crane\"", "--label-map");
    }
    void tenFoldersAgainstAThousandClassesWithoutNamesAreAnError() {
        EXPECT_ERROR(match({0}, Names{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}, modelOf(1000)),
                     ErrorCode::Usage, "10 classes", "1000", "--label-map");
    }
    void asManyFoldersAsClassesAreTakenInOrder() {
        const auto data = match({1, 0}, {"cat", "dog"}, modelOf(2));
        QVERIFY(data.has_value());
        QCOMPARE(labelsOf(**data), (Labels{1, 0}));
    }
    void numbersMustBeClassesOfTheModel() {
        QVERIFY(match({0, 9}, {}, modelOf(1000)).has_value());
        EXPECT_ERROR(match({0, 9, 10}, {}, modelOf(10)), ErrorCode::Usage, "image 2", "label 10", "0 to 9");
    }
    void aLabelMapMustLeadToClassesOfTheModel() {
        const auto data =
            match({7, 3}, {"cat", "dog"}, modelOf(8, {"a", "b", "c", "d", "e", "f", "g", "h"}), "map.txt");
        QVERIFY(data.has_value());
        QCOMPARE(labelsOf(**data), (Labels{7, 3}));
        EXPECT_ERROR(match({7, 3}, {"cat", "dog"}, modelOf(7), "map.txt"), ErrorCode::Usage, "map.txt",
                     "class 7", "0 to 6");
    }
    void imagesWithoutLabelsFitEveryModel() {
        QVERIFY(match({std::nullopt}, {"cat"}, modelOf(1000)).has_value());
    }
};

QTEST_GUILESS_MAIN(TestClassMatch)
#include "tst_class_match.moc"

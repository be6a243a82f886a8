// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/dataset.h"
#include "unit/data/data_files.h"

#include <QtTest>

using namespace pivot;
using namespace data_files;

Q_DECLARE_METATYPE(pivot::ErrorCode)

/// Folders of JPEG, PNG and other images: one folder a class, one folder with a labels file, or without
/// labels.
class TestImageFolders : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;

    [[nodiscard]] QString at(const QString& name) const { return m_dir->path() + "/" + name; }
    [[nodiscard]] Result<DataSetPtr> open(const QString& spec, const DataSetOptions& options = {}) const {
        return openDataSet(spec.toStdString(), options);
    }
    static QStringList keysOf(const DataSet& set) {
        QStringList keys;
        for (std::int64_t i = 0; i < set.size(); ++i) {
            keys << QString::fromStdString(set.key(i));
        }
        return keys;
    }
    static QList<int> labelsOf(const DataSet& set) {
        QList<int> labels;
        for (std::int64_t i = 0; i < set.size(); ++i) {
            labels << set.label(i).value_or(-1);
        }
        return labels;
    }

    /// val/{c,a,b}.png and a labels file.
    void writeFlat(const QByteArray& labels, const QByteArray& classes = {}) const {
        for (const char* name : {"c", "a", "b"}) {
            writeImage(at(QStringLiteral("val/%1.png").arg(name)));
        }
        write(at("val/labels.txt"), labels);
        if (!classes.isEmpty()) {
            write(at("val/classes.txt"), classes);
        }
    }

private Q_SLOTS:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        QVERIFY(m_dir->isValid());
    }

    void classFoldersAreSortedByName() {
        writeImage(at("set/zebra/2.jpg"));
        writeImage(at("set/zebra/1.PNG"));
        writeImage(at("set/Ant/deeper/x.bmp"));
        writeImage(at("set/bee/1.ppm"));
        writeImage(at("set/.hidden/1.png"));
        write(at("set/bee/notes.txt"), "not an image");
        write(at("set/bee/._1.jpg"), "what another system leaves behind");
        const auto set = open(at("set"));
        QVERIFY2(set, qPrintable(messageOf(set)));
        QCOMPARE((*set)->classNames(), (std::vector<std::string>{"Ant", "bee", "zebra"}));
        QCOMPARE(keysOf(**set), (QStringList{"Ant/deeper/x.bmp", "bee/1.ppm", "zebra/1.PNG", "zebra/2.jpg"}));
        QCOMPARE(labelsOf(**set), (QList<int>{0, 1, 2, 2}));
        QCOMPARE((*set)->name(), std::string("set"));
        QCOMPARE((*set)->range(), std::string("set"));
        QCOMPARE((*set)->spec(), ("folder:" + at("set")).toStdString());
        for (std::int64_t i = 0; i < (*set)->size(); ++i) {
            const auto image = (*set)->image(i);
            QVERIFY2(image, qPrintable(messageOf(image)));
            QCOMPARE(image->width, 8);
            QCOMPARE(image->height, 6);
        }
        const auto part = open(at("set") + "[1:3]");
        QVERIFY2(part, qPrintable(messageOf(part)));
        QCOMPARE(keysOf(**part), (QStringList{"bee/1.ppm", "zebra/1.PNG"}));
        QCOMPARE((*part)->range(), std::string("set[1:3]"));
        const auto again = open(QString::fromStdString((*part)->spec()));
        QVERIFY2(again, qPrintable(messageOf(again)));
        QCOMPARE((*again)->fingerprint(), (*part)->fingerprint());
    }

    void theFingerprintFollowsNamesAndContentNotThePlace() {
        const auto fill = [this](const QString& folder, const QByteArray& second) {
            write(at(folder + "/a/1.jpg"), "one");
            write(at(folder + "/b/2.jpg"), second);
            return (*open("folder:" + at(folder)))->fingerprint();
        };
        const auto first = fill("first", "two");
        QCOMPARE(fill("second", "two"), first);
        QVERIFY(fill("third", "owt") != first);
        QVERIFY(QFile::rename(at("second/b/2.jpg"), at("second/b/3.jpg")));
        QVERIFY((*open("folder:" + at("second")))->fingerprint() != first);
    }

    void imagesWithoutLabelsHaveNone() {
        writeImage(at("bare/b.png"));
        writeImage(at("bare/a.png"));
        const auto set = open(at("bare"));
        QVERIFY2(set, qPrintable(messageOf(set)));
        QCOMPARE(keysOf(**set), (QStringList{"a.png", "b.png"}));
        QCOMPARE(labelsOf(**set), (QList<int>{-1, -1}));
        QVERIFY((*set)->classNames().empty());
    }

    void aDamagedImageIsAnErrorThatNamesItAndTheOthersStayReadable() {
        writeImage(at("set/a/1.png"));
        write(at("set/a/2.png"), "this is no image");
        writeImage(at("set/a/3.png"));
        const auto set = open("folder:" + at("set"));
        QVERIFY2(set, qPrintable(messageOf(set)));
        QVERIFY((*set)->image(0));
        const auto broken = (*set)->image(1);
        QVERIFY(!broken);
        QCOMPARE(broken.error().code, ErrorCode::BadFile);
        QVERIFY2(messageOf(broken).contains("a/2.png"), qPrintable(messageOf(broken)));
        QVERIFY((*set)->image(2));
        QVERIFY(QFile::remove(at("set/a/3.png")));
        const auto gone = (*set)->image(2);
        QVERIFY(!gone);
        QCOMPARE(gone.error().code, ErrorCode::NotFound);
        QVERIFY2(messageOf(gone).contains("a/3.png"), qPrintable(messageOf(gone)));
    }

    void aFolderWithoutClassFoldersSaysSo() {
        writeImage(at("flat/1.png"));
        const auto set = open("folder:" + at("flat"));
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::NotFound);
        QVERIFY2(messageOf(set).contains("images:PATH"), qPrintable(messageOf(set)));
    }

    void aLinkBackUpDoesNotGoRoundForEver() {
        writeImage(at("set/a/1.png"));
        QVERIFY(QFile::link(at("set"), at("set/a/again")));
        const auto set = open("folder:" + at("set"));
        QVERIFY2(set, qPrintable(messageOf(set)));
        QCOMPARE((*set)->size(), std::int64_t{1});
    }

    void labelsFilesOfSeveralForms_data() {
        QTest::addColumn<QByteArray>("labels");
        QTest::addColumn<QByteArray>("classes");
        QTest::addColumn<QStringList>("keys");
        QTest::addColumn<QList<int>>("expected");
        QTest::addColumn<QStringList>("names");
        const QStringList all{"a.png", "b.png", "c.png"};
        const QByteArray three("cat\ndog\nAnkle boot\n");
        const QStringList threeNames{"cat", "dog", "Ankle boot"};
        QTest::newRow("name and index, in any order")
            << QByteArray("c.png 2\na.png 0\nb.png 1\n") << QByteArray() << all << QList<int>{0, 1, 2}
            << QStringList();
        QTest::newRow("tabs, commas, Windows' line endings, a byte order mark")
            << QByteArray(
                   "\xEF\xBB\xBF"
                   "a.png\t0\r\nb.png,1\r\n\r\nc.png, 2\r\n")
            << QByteArray() << all << QList<int>{0, 1, 2} << QStringList();
        QTest::newRow("one index a line, in sorted order")
            << QByteArray("5\n6\n7\n") << QByteArray() << all << QList<int>{5, 6, 7} << QStringList();
        QTest::newRow("only the named images count")
            << QByteArray("c.png 1\n") << QByteArray() << QStringList{"c.png"} << QList<int>{1}
            << QStringList();
        QTest::newRow("names as labels are sorted")
            << QByteArray("a.png dog\nb.png cat\nc.png dog\n") << QByteArray() << all << QList<int>{1, 0, 1}
            << QStringList{"cat", "dog"};
        QTest::newRow("names from classes.txt") << QByteArray("a.png Ankle boot\nb.png cat\nc.png 1\n")
                                                << three << all << QList<int>{2, 0, 1} << threeNames;
        QTest::newRow("one name a line")
            << QByteArray("Ankle boot\ncat\ndog") << three << all << QList<int>{2, 0, 1} << threeNames;
    }
    void labelsFilesOfSeveralForms() {
        QFETCH(QByteArray, labels);
        QFETCH(QByteArray, classes);
        QFETCH(QStringList, keys);
        QFETCH(QList<int>, expected);
        QFETCH(QStringList, names);
        writeFlat(labels, classes);
        for (const QString& spec : {"labels:" + at("val") + "#labels.txt", at("val")}) {
            const auto set = open(spec);
            QVERIFY2(set, qPrintable(messageOf(set)));
            QCOMPARE(keysOf(**set), keys);
            QCOMPARE(labelsOf(**set), expected);
            QStringList found;
            for (const auto& name : (*set)->classNames()) {
                found << QString::fromStdString(name);
            }
            QCOMPARE(found, names);
            QCOMPARE((*set)->spec(), ("labels:" + at("val") + "#labels.txt").toStdString());
        }
    }

    void damagedLabelsFilesSayWhatIsWrong_data() {
        QTest::addColumn<QByteArray>("labels");
        QTest::addColumn<QByteArray>("classes");
        QTest::addColumn<QString>("named");
        QTest::newRow("fewer labels than images") << QByteArray("0\n1\n") << QByteArray() << "2 labels";
        QTest::newRow("more labels than images") << QByteArray("0\n1\n2\n3\n") << QByteArray() << "4 labels";
        QTest::newRow("empty") << QByteArray() << QByteArray() << "empty";
        QTest::newRow("blank") << QByteArray("\n \n") << QByteArray() << "empty";
        QTest::newRow("not text") << QByteArray("a.png 0\nb\0.png 1\n", 17) << QByteArray()
                                  << "not a text file (line 2)";
        QTest::newRow("an endless line")
            << QByteArray(100000, 'x') << QByteArray() << "not a text file (line 1)";
        QTest::newRow("an image that is not there")
            << QByteArray("a.png 0\nnone.png 1\n") << QByteArray() << "Line 2";
        QTest::newRow("the first image is not there")
            << QByteArray("none.png 1\n") << QByteArray() << "Line 1";
        QTest::newRow("no label") << QByteArray("a.png 0\nb.png\n") << QByteArray() << "Line 2";
        QTest::newRow("one image twice")
            << QByteArray("a.png 0\nb.png 1\na.png 2\n") << QByteArray() << "a second time";
        QTest::newRow("out of the folder")
            << QByteArray("a.png 0\n../val/b.png 1\n") << QByteArray() << "Line 2";
        QTest::newRow("an unknown class")
            << QByteArray("a.png cat\nb.png cow\n") << QByteArray("cat\ndog\n") << "'cow'";
        QTest::newRow("an index beyond the classes")
            << QByteArray("a.png 1\nb.png 2\n") << QByteArray("cat\ndog\n") << "'2'";
    }
    void damagedLabelsFilesSayWhatIsWrong() {
        QFETCH(QByteArray, labels);
        QFETCH(QByteArray, classes);
        QFETCH(QString, named);
        writeFlat(labels, classes);
        const auto set = open("labels:" + at("val") + "#labels.txt");
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::BadFile);
        QVERIFY2(messageOf(set).contains(named), qPrintable(messageOf(set)));
        QVERIFY2(messageOf(set).contains("labels.txt"), qPrintable(messageOf(set)));
        QVERIFY2(isOneSentence(messageOf(set)), qPrintable(messageOf(set)));
    }

    void theLabelsFileMayLieBesideTheFolder() {
        writeImage(at("val/a.png"));
        write(at("val_labels.txt"), "a.png 3\n");
        const auto set = open("labels:" + at("val") + "#val_labels.txt");
        QVERIFY2(set, qPrintable(messageOf(set)));
        QCOMPARE(labelsOf(**set), QList<int>{3});
    }

    void aMissingLabelsFileIsNamed() {
        writeImage(at("val/a.png"));
        const auto none = open("labels:" + at("val") + "#val.txt");
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::NotFound);
        QVERIFY2(messageOf(none).contains("val.txt"), qPrintable(messageOf(none)));
        const auto unsaid = open("labels:" + at("val"));
        QVERIFY(!unsaid);
        QCOMPARE(unsaid.error().code, ErrorCode::Usage);
        QVERIFY2(messageOf(unsaid).contains("#labels.txt"), qPrintable(messageOf(unsaid)));
    }

    void labelMapsTranslateToTheModelsClasses() {
        writeImage(at("set/cat/1.png"));
        writeImage(at("set/dog house/1.png"));
        write(at("map.tsv"),
              "# ten folders against a thousand classes\ncat\t281\ndog house 5\nnot here\t7\n");
        DataSetOptions options;
        options.labelMap = at("map.tsv").toStdString();
        const auto set = open("folder:" + at("set"), options);
        QVERIFY2(set, qPrintable(messageOf(set)));
        QCOMPARE(labelsOf(**set), (QList<int>{281, 5}));
        QCOMPARE((*set)->classNames().size(), std::size_t{282});
        QCOMPARE((*set)->classNames()[281], std::string("cat"));
        QCOMPARE((*set)->classNames()[5], std::string("dog house"));
        QVERIFY((*set)->classNames()[0].empty());
        QCOMPARE((*set)->fingerprint(),
                 (*open("folder:" + at("set")))->fingerprint());  // the content is the same
    }

    void labelMapsByIndexServeSetsWithoutNames() {
        writeFlat("0\n3\n3\n");
        write(at("map.tsv"), "0\t10\n3\t13\n");
        DataSetOptions options;
        options.labelMap = at("map.tsv").toStdString();
        const auto set = open(at("val"), options);
        QVERIFY2(set, qPrintable(messageOf(set)));
        QCOMPARE(labelsOf(**set), (QList<int>{10, 13, 13}));
    }

    void damagedLabelMapsSayWhatIsWrong_data() {
        QTest::addColumn<QByteArray>("map");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("named");
        QTest::newRow("a class is missing") << QByteArray("cat\t1\n") << ErrorCode::BadFile << "'dog'";
        QTest::newRow("no number") << QByteArray("cat\t1\ndog\tx\n") << ErrorCode::BadFile << "Line 2";
        QTest::newRow("negative") << QByteArray("cat\t-1\n") << ErrorCode::BadFile << "Line 1";
        QTest::newRow("no second column") << QByteArray("cat\n") << ErrorCode::BadFile << "Line 1";
        QTest::newRow("contradiction")
            << QByteArray("cat\t1\ndog\t2\ncat\t3\n") << ErrorCode::BadFile << "second time";
        QTest::newRow("empty") << QByteArray() << ErrorCode::BadFile << "empty";
    }
    void damagedLabelMapsSayWhatIsWrong() {
        QFETCH(QByteArray, map);
        QFETCH(ErrorCode, code);
        QFETCH(QString, named);
        writeImage(at("set/cat/1.png"));
        writeImage(at("set/dog/1.png"));
        write(at("map.tsv"), map);
        DataSetOptions options;
        options.labelMap = at("map.tsv").toStdString();
        const auto set = open("folder:" + at("set"), options);
        QVERIFY(!set);
        QCOMPARE(set.error().code, code);
        QVERIFY2(messageOf(set).contains(named), qPrintable(messageOf(set)));
        QVERIFY2(messageOf(set).contains("map.tsv"), qPrintable(messageOf(set)));
    }

    void aLabelMapForImagesWithoutLabelsIsAMistake() {
        writeImage(at("bare/1.png"));
        write(at("map.tsv"), "cat\t1\n");
        DataSetOptions options;
        options.labelMap = at("map.tsv").toStdString();
        const auto set = open(at("bare"), options);
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::Usage);
        options.labelMap = at("none.tsv").toStdString();
        const auto missing = open(at("bare"), options);
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestImageFolders)
#include "tst_image_folders.moc"

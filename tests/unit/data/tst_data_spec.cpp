// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/data_spec.h"
#include "unit/data/data_files.h"

#include <QtTest>

using namespace pivot;
using namespace data_files;

Q_DECLARE_METATYPE(pivot::DataKind)
Q_DECLARE_METATYPE(pivot::ErrorCode)

/// `name:path#split[a:b]`, a bare path, or nothing.
class TestDataSpec : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    [[nodiscard]] QString at(const QString& name) const { return m_dir.path() + "/" + name; }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_dir.isValid());
        writeIdxFolder(at("mnist"), 4, 4);
        write(at("cifar/test_batch.bin"), "");
        write(at("hundred/cifar-100-binary/test.bin"), "");
        writeImage(at("classes/ant/1.png"));
        writeImage(at("classes/bee/2.png"));
        writeImage(at("flat/1.png"));
        writeImage(at("labelled/1.png"));
        write(at("labelled/labels.txt"), "0\n");
        writeImage(at("both/train/ant/1.png"));
        writeImage(at("both/val/ant/1.png"));
        writeImage(at("odd #1 [a:b]/ant/1.png"));
    }

    void understandsItsForms_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<DataKind>("kind");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("split");
        const QString mnist = at("mnist");
        QTest::newRow("named") << "idx:" + mnist + "#train" << DataKind::Idx << mnist << "train";
        QTest::newRow("the split is test if it is not said")
            << "idx:" + mnist << DataKind::Idx << mnist << "test";
        QTest::newRow("bare IDX folder") << mnist << DataKind::Idx << mnist << "test";
        QTest::newRow("bare IDX folder, split said") << mnist + "#train" << DataKind::Idx << mnist << "train";
        QTest::newRow("slash at the end") << mnist + "/" << DataKind::Idx << mnist << "test";
        QTest::newRow("one IDX file is its folder's split")
            << mnist + "/train-images-idx3-ubyte" << DataKind::Idx << mnist << "train";
        QTest::newRow("bare CIFAR-10") << at("cifar") << DataKind::Cifar10 << at("cifar") << "test";
        QTest::newRow("bare CIFAR-100, in its usual subfolder")
            << at("hundred") << DataKind::Cifar100 << at("hundred") << "test";
        QTest::newRow("bare class folders") << at("classes") << DataKind::ClassFolders << at("classes") << "";
        QTest::newRow("bare folder of images") << at("flat") << DataKind::ImagesOnly << at("flat") << "";
        QTest::newRow("bare folder with labels.txt")
            << at("labelled") << DataKind::LabelledFolder << at("labelled") << "labels.txt";
        QTest::newRow("a folder's split is its subfolder")
            << "folder:" + at("both") + "#val" << DataKind::ClassFolders << at("both/val") << "";
        QTest::newRow("the same, bare")
            << at("both") + "#val" << DataKind::ClassFolders << at("both/val") << "";
        QTest::newRow("a path with # and [a:b] in it")
            << at("odd #1 [a:b]") << DataKind::ClassFolders << at("odd #1 [a:b]") << "";
    }
    void understandsItsForms() {
        QFETCH(QString, text);
        QFETCH(DataKind, kind);
        QFETCH(QString, path);
        QFETCH(QString, split);
        const auto spec = parseDataSpec(text.toStdString());
        QVERIFY2(spec, qPrintable(messageOf(spec)));
        QCOMPARE(spec->kind, kind);
        QCOMPARE(QString::fromStdString(spec->path.string()), path);
        QCOMPARE(QString::fromStdString(spec->split), split);
        QCOMPARE(spec->slice, Slice{});
        const auto again = parseDataSpec(formatDataSpec(*spec, {0, 4}, 4));
        QVERIFY2(again, qPrintable(messageOf(again)));
        QCOMPARE(*again, *spec);  // what it writes, it reads
    }

    void nothingIsTheBundledDefault() {
        for (const char* text : {"", "fashion-mnist", "fashion-mnist#test", "#test"}) {
            const auto spec = parseDataSpec(text);
            QVERIFY(spec);
            QCOMPARE(spec->kind, DataKind::FashionMnist);
            QCOMPARE(spec->path, std::filesystem::path(kFashionMnistFolder));
            QCOMPARE(spec->split, std::string("test"));
            QCOMPARE(formatDataSpec(*spec, {0, 10000}, 10000), std::string("fashion-mnist#test"));
            QCOMPARE(formatDataSpec(*spec, {5, 10}, 10000), std::string("fashion-mnist#test[5:10]"));
        }
    }

    void slicesAreReadAsPythonDoes_data() {
        QTest::addColumn<QString>("slice");
        QTest::addColumn<int>("begin");
        QTest::addColumn<int>("end");
        QTest::newRow("both") << "[10:20]" << 10 << 20;
        QTest::newRow("to the end") << "[90:]" << 90 << 100;
        QTest::newRow("from the beginning") << "[:10]" << 0 << 10;
        QTest::newRow("all") << "[:]" << 0 << 100;
        QTest::newRow("counted from the back") << "[-10:]" << 90 << 100;
        QTest::newRow("both from the back") << "[-20:-10]" << 80 << 90;
        QTest::newRow("blanks") << "[ 1 : 2 ]" << 1 << 2;
    }
    void slicesAreReadAsPythonDoes() {
        QFETCH(QString, slice);
        QFETCH(int, begin);
        QFETCH(int, end);
        const auto spec = parseDataSpec(("fashion-mnist#train" + slice).toStdString());
        QVERIFY2(spec, qPrintable(messageOf(spec)));
        QCOMPARE(spec->split, std::string("train"));
        const auto range = resolveSlice(spec->slice, 100, "it");
        QVERIFY2(range, qPrintable(messageOf(range)));
        QCOMPARE(range->begin, std::int64_t{begin});
        QCOMPARE(range->end, std::int64_t{end});
    }

    void aSliceBeyondTheSplitNamesItsSize_data() {
        QTest::addColumn<QString>("slice");
        QTest::newRow("end") << "[0:101]";
        QTest::newRow("beginning") << "[101:]";
        QTest::newRow("from the back") << "[-101:]";
        QTest::newRow("empty") << "[50:50]";
        QTest::newRow("backwards") << "[60:50]";
    }
    void aSliceBeyondTheSplitNamesItsSize() {
        QFETCH(QString, slice);
        const auto spec = parseDataSpec(slice.toStdString());
        QVERIFY(spec);
        const auto range = resolveSlice(spec->slice, 100, "Fashion-MNIST test");
        QVERIFY(!range);
        QCOMPARE(range.error().code, ErrorCode::Usage);
        QVERIFY2(messageOf(range).contains("100 images") && messageOf(range).contains(slice) &&
                     messageOf(range).contains("Fashion-MNIST test"),
                 qPrintable(messageOf(range)));
    }

    void malformedSpecsSayWhatIsWrong_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("named");
        QTest::newRow("unknown kind") << "cifra10:/data" << ErrorCode::NotFound << "'cifra10'";
        QTest::newRow("no such path") << "/no/such/folder" << ErrorCode::NotFound << "'/no/such/folder'";
        QTest::newRow("kind without a path") << "cifar10" << ErrorCode::Usage << "cifar10:/path";
        QTest::newRow("kind with an empty path") << "folder:" << ErrorCode::Usage << "folder:/path";
        QTest::newRow("a step") << "#test[0:10:2]" << ErrorCode::Usage << "[a:b]";
        QTest::newRow("one number") << "#test[5]" << ErrorCode::Usage << "[a:b]";
        QTest::newRow("no opening bracket") << "#test0:5]" << ErrorCode::Usage << "[a:b]";
        QTest::newRow("not a number") << "#test[a:5]" << ErrorCode::Usage << "'a'";
        QTest::newRow("a huge number")
            << "#test[0:99999999999999999999]" << ErrorCode::Usage << "99999999999999999999";
        QTest::newRow("a split that leaves the folder") << "idx:/tmp#../x" << ErrorCode::Usage << "'../x'";
        QTest::newRow("a folder of splits") << at("both") << ErrorCode::Ambiguous << "several splits";
        QTest::newRow("one image") << at("flat/1.png") << ErrorCode::Usage << "pass the folder";
    }
    void malformedSpecsSayWhatIsWrong() {
        QFETCH(QString, text);
        QFETCH(ErrorCode, code);
        QFETCH(QString, named);
        const auto spec = parseDataSpec(text.toStdString());
        QVERIFY(!spec);
        QCOMPARE(spec.error().code, code);
        QVERIFY2(messageOf(spec).contains(named), qPrintable(messageOf(spec)));
        QVERIFY2(isOneSentence(messageOf(spec)), qPrintable(messageOf(spec)));
    }

    void aFolderWithImagesAndFoldersIsAmbiguous() {
        writeImage(at("mixed/1.png"));
        writeImage(at("mixed/ant/2.png"));
        const auto spec = parseDataSpec(at("mixed").toStdString());
        QVERIFY(!spec);
        QCOMPARE(spec.error().code, ErrorCode::Ambiguous);
        QVERIFY(parseDataSpec("folder:" + at("mixed").toStdString()));
        QVERIFY(parseDataSpec("images:" + at("mixed").toStdString()));
    }

    void aFolderWithoutImagesSaysWhatWasLookedFor() {
        QVERIFY(QDir().mkpath(at("nothing/in/here")));
        const auto spec = parseDataSpec(at("nothing").toStdString());
        QVERIFY(!spec);
        QCOMPARE(spec.error().code, ErrorCode::NotFound);
        QVERIFY2(messageOf(spec).contains("IDX or CIFAR"), qPrintable(messageOf(spec)));
    }
};

QTEST_GUILESS_MAIN(TestDataSpec)
#include "tst_data_spec.moc"

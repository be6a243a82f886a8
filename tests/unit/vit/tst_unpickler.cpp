// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/expect_error.h"
#include "vit/unpickler.h"

#include <QtTest>
#include <list>

using namespace pivot;
using namespace std::string_literals;
using pickle::Kind;

namespace {

/// A document's texts are views of its bytes, which are kept until the program ends.
Result<pickle::Document> read(const std::string& bytes) {
    static std::list<std::string> kept;
    return pickle::read(std::as_bytes(std::span(kept.emplace_back(bytes))));
}

}  // namespace

/// The pickle machine: values come out as Python has them, and nothing else can happen.
class TestUnpickler : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void integers_data();
    void integers();
    void plainValues();
    void containers();
    void memoSharesObjects();
    void laterKeysWin();
    void orderedDictsAreDicts();
    void tensorsAreDescribed();
    void unknownFunctionsStayNames();
    void protocolZeroIsRead();
    void brokenPickles_data();
    void brokenPickles();
    void deepNestingNeedsNoStack();
    void cyclesDoNotHurt();
    void multiplyingPicklesAreStopped();
};

void TestUnpickler::integers_data() {
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<qint64>("value");
    QTest::newRow("BININT1") << QByteArray("K\xff.") << qint64{255};
    QTest::newRow("BININT2") << QByteArray("M\x01\x02.") << qint64{513};
    QTest::newRow("BININT") << QByteArray("J\xfe\xff\xff\xff.") << qint64{-2};
    QTest::newRow("LONG1 of nothing") << QByteArray("\x8a\x00.", 3) << qint64{0};
    QTest::newRow("LONG1 negative") << QByteArray("\x8a\x01\xff.") << qint64{-1};
    QTest::newRow("LONG1 of five bytes")
        << QByteArray("\x8a\x05\x00\x00\x00\x00\x01.", 8) << (qint64{1} << 32);
    QTest::newRow("LONG4") << QByteArray("\x8b\x02\x00\x00\x00\x00\x01.", 8) << qint64{256};
    QTest::newRow("INT") << QByteArray("I-12\n.") << qint64{-12};
    QTest::newRow("LONG") << QByteArray("L12L\n.") << qint64{12};
}

void TestUnpickler::integers() {
    QFETCH(QByteArray, code);
    const auto document = read(code.toStdString());
    QVERIFY2(document, document ? "" : document.error().message.c_str());
    QCOMPARE(document->at(document->root).kind, Kind::Int);
    QTEST(static_cast<qint64>(document->at(document->root).integer), "value");
}

void TestUnpickler::plainValues() {
    const auto rootOf = [](const std::string& bytes) {
        const auto document = read(bytes);
        return document ? document->at(document->root) : pickle::Node{};
    };
    QCOMPARE(rootOf("\x80\x04\x88.").kind, Kind::Bool);
    QCOMPARE(rootOf("\x89.").integer, std::int64_t{0});
    QCOMPARE(rootOf("I01\n.").kind, Kind::Bool);
    QCOMPARE(rootOf("G\x3f\xf8\0\0\0\0\0\0."s).real, 1.5);  // big-endian, as the format has it
    QCOMPARE(rootOf("F-0.25\n.").real, -0.25);
    QCOMPARE(rootOf("\x8c\x02hi.").kind, Kind::Text);
    QCOMPARE(std::string(rootOf("X\x02\0\0\0hi."s).text), "hi"s);
    QCOMPARE(std::string(rootOf("S'hi'\n.").text), "hi"s);
    QCOMPARE(rootOf("C\x02hi.").kind, Kind::Bytes);
    QCOMPARE(rootOf("\x8a\x09"
                    "123456789.")
                 .kind,
             Kind::Opaque);  // an integer of 72 bits
}

void TestUnpickler::containers() {
    const auto document = read(
        "\x80\x02}(U\x01"
        "aK\x01K\x02\x86U\x01"
        "b](K\x03K\x04"
        "e"
        "u.");
    QVERIFY2(document, document ? "" : document.error().message.c_str());
    const auto a = document->find(document->root, "a");
    const auto b = document->find(document->root, "b");
    QVERIFY(a && b);
    QCOMPARE(document->at(*a).kind, Kind::Tuple);
    QCOMPARE(document->at(*a).items.size(), std::size_t{2});
    QCOMPARE(document->at(*b).kind, Kind::List);
    QCOMPARE(document->at(document->at(*b).items[1]).integer, std::int64_t{4});
    QVERIFY(!document->find(document->root, "c"));
    QVERIFY(!document->find(*a, "a"));  // a tuple has no keys
}

void TestUnpickler::memoSharesObjects() {
    const auto document = read("](U\x01xq\x07h\x07g7\ne.");
    QVERIFY2(document, document ? "" : document.error().message.c_str());
    const auto& items = document->at(document->root).items;
    QCOMPARE(items.size(), std::size_t{3});
    QCOMPARE(items[0], items[1]);
    QCOMPARE(items[0], items[2]);
}

void TestUnpickler::laterKeysWin() {
    const auto document = read(
        "}U\x01"
        "aK\x01sU\x01"
        "aK\x02s.");
    QVERIFY(document);
    QCOMPARE(document->at(*document->find(document->root, "a")).integer, std::int64_t{2});
}

void TestUnpickler::orderedDictsAreDicts() {
    const auto now = read(
        "ccollections\nOrderedDict\n)R(U\x01"
        "aK\x01u}U\tsomethingK\x05sb.");
    QVERIFY2(now, now ? "" : now.error().message.c_str());
    QCOMPARE(now->at(*now->find(now->root, "a")).integer, std::int64_t{1});  // and its attributes are dropped
    const auto python2 = read(
        "ccollections\nOrderedDict\n](](U\x01"
        "aK\x01"
        "ee\x85R.");
    QVERIFY2(python2, python2 ? "" : python2.error().message.c_str());
    QCOMPARE(python2->at(*python2->find(python2->root, "a")).integer, std::int64_t{1});
}

void TestUnpickler::tensorsAreDescribed() {
    const std::string storage =
        "(U\x07storagectorch\nHalfStorage\nU\x01"
        "5U\x03"
        "cpuK\x20tQ";
    const auto document =
        read("ctorch._utils\n_rebuild_tensor_v2\n(" + storage + "K\x02K\x03K\x04\x86K\x04K\x01\x86\x89NtR.");
    QVERIFY2(document, document ? "" : document.error().message.c_str());
    QCOMPARE(document->at(document->root).kind, Kind::Tensor);
    const auto& tensor = document->tensors.front();
    QCOMPARE(tensor.offset, std::int64_t{2});
    QCOMPARE(tensor.shape, (std::vector<std::int64_t>{3, 4}));
    QCOMPARE(tensor.stride, (std::vector<std::int64_t>{4, 1}));
    QVERIFY(document->storages[tensor.storage].dtype == Dtype::F16);
    QCOMPARE(std::string(document->storages[tensor.storage].key), "5"s);
    QCOMPARE(document->storages[tensor.storage].count, std::int64_t{32});
    // A storage class that is not torch's own makes no storage, and so no tensor.
    const std::string foreign =
        "(U\x07storagecevil\nHalfStorage\nU\x01"
        "5U\x03"
        "cpuK\x20tQ";
    const auto other =
        read("ctorch._utils\n_rebuild_tensor_v2\n(" + foreign + "K\x02K\x03\x85K\x01\x85\x89NtR.");
    QVERIFY(other);
    QCOMPARE(other->at(other->root).kind, Kind::Opaque);
}

void TestUnpickler::unknownFunctionsStayNames() {
    const auto document = read(
        "cposix\nsystem\n(U\x04"
        "exittR.");
    QVERIFY(document);
    QCOMPARE(document->at(document->root).kind, Kind::Opaque);
    QCOMPARE(document->describe(document->root), "an object of 'posix.system'"s);
    // By every other way that Python has to call something.
    for (const std::string& code : {"\x8c\x08"
                                    "builtins\x8c\x04"
                                    "eval\x93U\x01x\x85R."s,
                                    "(U\x01xios\nsystem\n."s, "(cos\nsystem\nU\x01xo."s,
                                    "cos\nsystem\nU\x01x\x85\x81."s, "cos\nsystem\nU\x01x\x85}\x92."s,
                                    "cos\nsystem\n)R}U\x01"
                                    "aK\x01sb."s,
                                    "cos\nsystem\nQ."s, "Pos.system\n."s}) {
        const auto inert = read(code);
        QVERIFY2(inert, inert ? "" : inert.error().message.c_str());
        QCOMPARE(inert->at(inert->root).kind, Kind::Opaque);
    }
    // An opaque dict or list swallows what it is given.
    QVERIFY(
        read("ccollections\ndefaultdict\n)R(U\x01"
             "aK\x01uU\x01"
             "bK\x02s."));
    QVERIFY(
        read("cnumpy\nndarray\n)R(K\x01K\x02"
             "eK\x03"
             "a."));
}

void TestUnpickler::protocolZeroIsRead() {
    const auto document = read("(dp0\nVa\np1\nI7\nsS'b'\n(lp2\nI1\nas.");
    QVERIFY2(document, document ? "" : document.error().message.c_str());
    QCOMPARE(document->at(*document->find(document->root, "a")).integer, std::int64_t{7});
    QCOMPARE(document->at(*document->find(document->root, "b")).items.size(), std::size_t{1});
}

void TestUnpickler::brokenPickles_data() {
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QString>("word");
    const auto row = [](const char* name, const QByteArray& code, const char* word) {
        QTest::newRow(name) << code << QString(word);
    };
    row("nothing", "", "ends in the middle");
    row("no STOP", "K\x01", "ends in the middle");
    row("STOP on nothing", ".", "more from its stack");
    row("cut text",
        "X\xff\xff\xff\x7f"
        "abc",
        "ends in the middle");
    row("text of 2^64 bytes", "\x8d\xff\xff\xff\xff\xff\xff\xff\xff", "ends in the middle");
    row("long of 4 GiB", "\x8b\xff\xff\xff\xff", "ends in the middle");
    row("cut line", "cposix", "middle of a line");
    row("unknown protocol", "\x80\x09.", "protocol 9");
    row("unknown opcode", "\xff.", "opcode 255");
    row("extension registry", "\x82\x01.", "opcode 130");
    row("out-of-band buffer", "\x97.", "opcode 151");
    row("tuple of too few", "K\x01\x87.", "more from its stack");
    row("tuple without a mark", "K\x01t.", "mark");
    row("below a mark", "K\x01(a.", "more from its stack");
    row("key without a value", "}(K\x01u.", "key without a value");
    row("items for a number",
        "K\x01(K\x02"
        "e.",
        "a number");
    row("pairs for a list", "](K\x02K\x03u.", "a list");
    row("unknown memo", "h\x05.", "never remembered");
    row("memo index", "gx\n.", "no number");
    row("class name", "K\x01K\x02\x93.", "no text");
    row("object of no class", "(o.", "no class");
    row("integer", "Ix\n.", "integer that is none");
    row("real number", "Fx\n.", "number that is none");
}

void TestUnpickler::brokenPickles() {
    QFETCH(QByteArray, code);
    QFETCH(QString, word);
    const std::string words = word.toStdString();
    EXPECT_ERROR(read(code.toStdString()), ErrorCode::BadFile, "cannot be read at byte",
                 std::string_view(words));
}

void TestUnpickler::deepNestingNeedsNoStack() {
    std::string code = "N";
    code.append(1'000'000, '\x85');  // a tuple in a tuple in a tuple...
    const auto document = read(code + ".");
    QVERIFY2(document, document ? "" : document.error().message.c_str());
    QCOMPARE(document->nodes.size(), std::size_t{1'000'001});
    EXPECT_ERROR(read(std::string(2'000'000, '(').append(".")), ErrorCode::BadFile,
                 "deeper than any checkpoint");
    EXPECT_ERROR(read(std::string(1'500'000, ')').append(".")), ErrorCode::BadFile,
                 "deeper than any checkpoint");
}

void TestUnpickler::cyclesDoNotHurt() {
    const auto document = read(
        "]q\x01h\x01"
        "a.");  // a list that holds itself
    QVERIFY(document);
    QCOMPARE(document->at(document->root).items.front(), document->root);
}

void TestUnpickler::multiplyingPicklesAreStopped() {
    // Six bytes a round copy a dict of 2,000 entries: a small file that would fill any memory.
    std::string code = "ccollections\nOrderedDict\nq\x01](";
    for (int i = 0; i < 2000; ++i) {
        code += "K\x01K\x02\x86";
    }
    code += "e\x85q\x02";
    for (int i = 0; i < 10'000; ++i) {
        code += "h\x01h\x02R0";
    }
    EXPECT_ERROR(read(code + "."), ErrorCode::BadFile, "more objects than any checkpoint");
}

QTEST_GUILESS_MAIN(TestUnpickler)
#include "tst_unpickler.moc"

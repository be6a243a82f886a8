// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/expect_error.h"
#include "support/golden_weights.h"
#include "vit/safetensors.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <QtTest>
#include <csignal>
#include <cstring>
#include <fstream>

using namespace pivot;

/// What the reader takes, and what it says of a file that cannot be one.
class TestSafetensors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_folder.isValid()); }
    void readsGoldenFile();
    void viewsOutliveTheMapByOwner();
    void writesWhatItReads();
    void putsWideElementsFirst();
    void takesScalarsAndEmptyTensors();
    void leavesTheOldFileWhenItCannotWrite();
    void refusesWrongWrites();
    void missingAndSpecialFiles();
    void hostileLengths_data();
    void hostileLengths();
    void hostileHeaders_data();
    void hostileHeaders();
    void deepNestingIsStoppedAtOnce();

private:
    std::filesystem::path path(const char* name) const {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    /// 8 bytes of length, the header, `dataBytes` zeros.
    std::filesystem::path write(const std::string& header, std::size_t dataBytes,
                                std::uint64_t length) const {
        const auto file = path("case.safetensors");
        std::ofstream stream(file, std::ios::binary);
        stream.write(reinterpret_cast<const char*>(&length), sizeof(length));
        stream << header << std::string(dataBytes, '\0');
        return file;
    }
    std::filesystem::path write(const std::string& header, std::size_t dataBytes) const {
        return write(header, dataBytes, header.size());
    }

    QTemporaryDir m_folder;
};

void TestSafetensors::readsGoldenFile() {
    const auto tensors = readSafetensors(golden::folder() / "mini_deit_a.weights.safetensors");
    QVERIFY(tensors);
    QCOMPARE(tensors->size(), std::size_t{56});
    const TensorView& token = tensors->at("cls_token");
    QCOMPARE(token.shape, (std::vector<std::int64_t>{1, 1, 48}));
    QVERIFY(token.dtype == Dtype::F32);
    const auto values = token.toFloat("cls_token");
    QVERIFY(values);
    QCOMPARE(values->front(), 0.2315077781677246F);  // the manifest's first value
}

void TestSafetensors::viewsOutliveTheMapByOwner() {
    TensorView kept;
    {
        auto tensors = readSafetensors(golden::folder() / "mini_deit_eps.weights.safetensors");
        QVERIFY(tensors);
        kept = tensors->at("head.bias");
    }
    const auto values = kept.toFloat("head.bias");
    QVERIFY(values);
    QCOMPARE(values->size(), std::size_t{10});
}

void TestSafetensors::writesWhatItReads() {
    const auto tensors = readSafetensors(golden::folder() / "mini_lvvit_a.weights.safetensors");
    QVERIFY(tensors);
    std::vector<TensorToWrite> list;
    for (const auto& [name, view] : *tensors) {
        list.push_back({name, view.dtype, view.shape, view.bytes});
    }
    QVERIFY(writeSafetensors(path("copy.safetensors"), list, {{"step", "12"}, {"quote", "\"\\\n"}}));
    const auto copy = readSafetensors(path("copy.safetensors"));
    QVERIFY(copy);
    QCOMPARE(copy->size(), tensors->size());
    for (const auto& [name, view] : *tensors) {
        const TensorView& other = copy->at(name);
        QVERIFY2(other.dtype == view.dtype && other.shape == view.shape, name.c_str());
        QVERIFY2(std::ranges::equal(other.bytes, view.bytes), name.c_str());
    }
    QCOMPARE(QDir(m_folder.path()).entryList({"copy.safetensors.*"}).size(), 0);  // nothing is left over
}

void TestSafetensors::putsWideElementsFirst() {
    const std::array<float, 1> narrow{1.0F};
    const std::array<std::int64_t, 1> wide{1000};
    QVERIFY(writeSafetensors(path("aligned.safetensors"),
                             {{"a", Dtype::F32, {1}, std::as_bytes(std::span(narrow))},
                              {"b", Dtype::I64, {}, std::as_bytes(std::span(wide))}}));
    const auto tensors = readSafetensors(path("aligned.safetensors"));
    QVERIFY(tensors);
    for (const auto& [name, view] : *tensors) {
        QCOMPARE(reinterpret_cast<std::uintptr_t>(view.bytes.data()) % sizeOf(view.dtype), std::uintptr_t{0});
    }
}

void TestSafetensors::takesScalarsAndEmptyTensors() {
    const auto file =
        write(R"({"scalar":{"dtype":"F32","shape":[],"data_offsets":[0,4]},)"
              R"("empty":{"dtype":"F32","shape":[0,7],"data_offsets":[4,4]},"__metadata__":{"a":"b"}}   )",
              4);
    const auto tensors = readSafetensors(file);
    QVERIFY2(tensors, tensors ? "" : tensors.error().message.c_str());
    QCOMPARE(tensors->at("scalar").count(), std::int64_t{1});
    QCOMPARE(tensors->at("empty").count(), std::int64_t{0});
}

void TestSafetensors::leavesTheOldFileWhenItCannotWrite() {
    const std::array<float, 1> value{1.0F};
    const std::vector<TensorToWrite> list{{"a", Dtype::F32, {1}, std::as_bytes(std::span(value))}};
    EXPECT_ERROR(writeSafetensors(path("no/such/folder.safetensors"), list), ErrorCode::Io, "no/such/folder");
    // A limit on the size of files stands for a full disk: the write fails in the middle.
    QVERIFY(writeSafetensors(path("kept.safetensors"), list));
    const std::vector<float> many(10'000);
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const rlimit small{4096, before.rlim_max};
    const auto oldHandler = std::signal(SIGXFSZ, SIG_IGN);
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto written = writeSafetensors(path("kept.safetensors"),
                                          {{"a", Dtype::F32, {10'000}, std::as_bytes(std::span(many))}});
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, oldHandler);
    EXPECT_ERROR(written, ErrorCode::Io, "kept.safetensors", "space");
    QCOMPARE(readSafetensors(path("kept.safetensors")).value().at("a").count(), std::int64_t{1});
    QCOMPARE(QDir(m_folder.path()).entryList({"kept.safetensors.*"}).size(), 0);
    // A folder in the way stands for any rename that fails.
    QVERIFY(std::filesystem::create_directories(path("taken.safetensors") / "inside"));
    EXPECT_ERROR(writeSafetensors(path("taken.safetensors"), list), ErrorCode::Io, "taken.safetensors");
    QVERIFY(std::filesystem::exists(path("taken.safetensors") / "inside"));
    QCOMPARE(QDir(m_folder.path()).entryList({"taken.safetensors.*"}).size(), 0);
}

void TestSafetensors::refusesWrongWrites() {
    const std::array<float, 2> value{};
    const auto bytes = std::as_bytes(std::span(value));
    EXPECT_ERROR(writeSafetensors(path("x"), {{"a", Dtype::F32, {3}, bytes}}), ErrorCode::Usage, "'a'",
                 "[3]");
    EXPECT_ERROR(writeSafetensors(path("x"), {{"a", Dtype::F32, {2}, bytes}, {"a", Dtype::F32, {2}, bytes}}),
                 ErrorCode::Usage, "'a' twice");
    EXPECT_ERROR(writeSafetensors(path("x"), {{"\xff", Dtype::F32, {2}, bytes}}), ErrorCode::Usage, "UTF-8");
    QVERIFY(!std::filesystem::exists(path("x")));
}

void TestSafetensors::missingAndSpecialFiles() {
    EXPECT_ERROR(readSafetensors(path("missing.safetensors")), ErrorCode::NotFound, "missing.safetensors");
    EXPECT_ERROR(readSafetensors(m_folder.path().toStdString()), ErrorCode::BadFile, "not a regular file");
    const auto pipe = path("pipe");
    QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_ERROR(readSafetensors(pipe), ErrorCode::BadFile,
                 "not a regular file");  // and does not wait for a writer
    std::ofstream(path("empty.safetensors")).flush();
    EXPECT_ERROR(readSafetensors(path("empty.safetensors")), ErrorCode::BadFile, "is empty");
    std::ofstream(path("short.safetensors")) << "1234";
    EXPECT_ERROR(readSafetensors(path("short.safetensors")), ErrorCode::BadFile, "only 4 bytes");
}

void TestSafetensors::hostileLengths_data() {
    QTest::addColumn<quint64>("length");
    QTest::addColumn<QString>("word");
    QTest::newRow("longer than the file") << quint64{3} << "only 2 follow";
    QTest::newRow("longer than any header") << quint64{100'000'001} << "at most 100000000";
    QTest::newRow("the largest number") << ~quint64{0} << "at most 100000000";
    QTest::newRow("wraps when 8 is added") << ~quint64{0} - 7 << "at most 100000000";
    QTest::newRow("no header") << quint64{0} << "JSON";
}

void TestSafetensors::hostileLengths() {
    QFETCH(quint64, length);
    QFETCH(QString, word);
    const std::string words = word.toStdString();
    EXPECT_ERROR(readSafetensors(write("{}", 0, length)), ErrorCode::BadFile, "case.safetensors",
                 std::string_view(words));
}

void TestSafetensors::hostileHeaders_data() {
    QTest::addColumn<QString>("header");
    QTest::addColumn<int>("dataBytes");
    QTest::addColumn<QString>("word");
    const auto row = [](const char* name, const char* header, int dataBytes, const char* word) {
        QTest::newRow(name) << QString(header) << dataBytes << QString(word);
    };
    row("not JSON", "{nonsense", 0, "not valid JSON");
    row("not an object", "[]", 0, "a list where");
    row("a text", "\"x\"", 0, "a text where");
    row("cut JSON", R"({"a":{"dtype":"F32")", 0, "JSON");
    row("more JSON behind", R"({}{})", 0, "JSON");
    row("tensor is a number", R"({"a":3})", 0, "'a' has a number");
    row("unknown dtype", R"({"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}})", 4, "F8_E4M3");
    row("dtype of another type", R"({"a":{"dtype":32,"shape":[1],"data_offsets":[0,4]}})", 4, "a number");
    row("unknown key", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}})", 4, "'x'");
    row("key twice", R"({"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4,
        "'dtype' twice");
    row("tensor twice",
        R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
        R"("a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
        8, "'a' twice");
    row("no shape", R"({"a":{"dtype":"F32","data_offsets":[0,4]}})", 4, "lacks");
    row("no dtype", R"({"a":{"shape":[1],"data_offsets":[0,4]}})", 4, "lacks");
    row("one offset", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4]}})", 4, "lacks");
    row("three offsets", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}})", 8, "more than two");
    row("negative dimension", R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4, "-1");
    row("fractional dimension", R"({"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}})", 4,
        "a fraction");
    row("dimension beyond 64 bits",
        R"({"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}})", 4,
        "a fraction or a huge number");
    row("dimension beyond a signed number",
        R"({"a":{"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,4]}})", 4, "impossible");
    row("shape that overflows",
        R"({"a":{"dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,0]}})", 0,
        "impossible shape");
    row("bytes that overflow", R"({"a":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0]}})",
        0, "needs");
    row("too many dimensions", R"({"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}})", 4,
        "8 dimensions");
    row("too short for its shape", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4,
        "[2] in F32");
    row("offsets swapped", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", 4,
        "wrong data_offsets");
    row("beyond the end", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 4, "truncated");
    row("huge offset", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[18446744073709551612,0]}})", 4,
        "data_offsets");
    row("overlap",
        R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
        R"("b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
        8, "inside the tensor before it");
    row("gap",
        R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
        R"("b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}})",
        12, "gap");
    row("bytes behind", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 5, "1 bytes behind");
    row("metadata with a number", R"({"__metadata__":{"a":1}})", 0, "a number");
    row("metadata is a list", R"({"__metadata__":[]})", 0, "a list");
    row("metadata key twice", R"({"__metadata__":{"a":"1","a":"2"}})", 0, "'a' twice");
}

void TestSafetensors::hostileHeaders() {
    QFETCH(QString, header);
    QFETCH(int, dataBytes);
    QFETCH(QString, word);
    const std::string words = word.toStdString();
    EXPECT_ERROR(readSafetensors(write(header.toStdString(), static_cast<std::size_t>(dataBytes))),
                 ErrorCode::BadFile, "case.safetensors", "not a sound safetensors file",
                 std::string_view(words));
}

void TestSafetensors::deepNestingIsStoppedAtOnce() {
    constexpr std::size_t kLevels = 5'000'000;  // would overflow the stack of a reader that recurses
    EXPECT_ERROR(readSafetensors(write(std::string(kLevels, '['), 0)), ErrorCode::BadFile, "a list where");
    EXPECT_ERROR(readSafetensors(write(R"({"a":{"shape":)" + std::string(kLevels, '['), 0)),
                 ErrorCode::BadFile, "'a'");
    std::string objects;
    for (std::size_t i = 0; i < kLevels / 5; ++i) {
        objects += R"({"a":)";
    }
    EXPECT_ERROR(readSafetensors(write(objects, 0)), ErrorCode::BadFile, "'a'");
}

QTEST_GUILESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"

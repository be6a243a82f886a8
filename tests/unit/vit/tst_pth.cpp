// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/expect_error.h"
#include "vit/checkpoint.h"
#include "vit/model_config.h"
#include "vit/pth.h"

#include <QtTest>
#include <fstream>

using namespace pivot;

namespace {

std::filesystem::path checkpoint(const char* name) {
    return std::filesystem::path(PIVOT_TEST_DATA) / "checkpoints" / name;
}

/// What make_checkpoints.py puts into a tensor.
std::vector<float> made(const std::string& name, std::size_t count, int shift = 0) {
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        const int number = (7 * static_cast<int>(i) + 3 * static_cast<int>(name.size()) + shift) % 41 - 20;
        values[i] = static_cast<float>(number) / 32.0F;
    }
    return values;
}

ModelSpec specOf(Family family) {
    ModelSpec spec = familyDefaults(family);
    spec.imgSize = 8;
    spec.patchSize = 4;
    spec.dim = 8;
    spec.depth = 2;
    spec.heads = 2;
    spec.numClasses = 3;
    spec.stemChannels = 4;
    return spec;
}

std::string bytesOf(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

/// Files that PyTorch 1.13 wrote, and hostile ones (tests/data/make_checkpoints.py).
class TestPth : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void readsEveryLayout_data();
    void readsEveryLayout();
    void takesTheAveragedWeightsFirst();
    void readsOnlyWhatTheStateDictNeeds();
    void readsCompressedEntries();
    void refusesByName_data();
    void refusesByName();
    void nothingIsRun();
    void damagedFiles_data();
    void damagedFiles();
    void flippedBytesFailTheChecksum();

private:
    std::filesystem::path write(const std::string& bytes) const {
        const auto file = std::filesystem::path(m_folder.path().toStdString()) / "case.pth";
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }
    QTemporaryDir m_folder;
};

void TestPth::initTestCase() {
    QVERIFY(m_folder.isValid());
    QVERIFY(QDir::setCurrent(m_folder.path()));  // where a command of a pickle would leave its file
}

void TestPth::readsEveryLayout_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("family");
    QTest::newRow("DeiT's release") << "official_deit.pth" << static_cast<int>(Family::Deit);
    QTest::newRow("the authors' training code") << "authors.pth" << static_cast<int>(Family::Deit);
    QTest::newRow("LV-ViT's release: flat, no tar, DataParallel")
        << "flat_lvvit.pth.tar" << static_cast<int>(Family::LvVit);
    QTest::newRow("parameters, transposed, cut out, narrow types")
        << "odd_layouts.pth" << static_cast<int>(Family::Deit);
    QTest::newRow("beside an object that we do not know")
        << "runs_command_aside.pth" << static_cast<int>(Family::Deit);
    QTest::newRow("safetensors") << "timm_hub/model.safetensors" << static_cast<int>(Family::Deit);
}

void TestPth::readsEveryLayout() {
    QFETCH(QString, file);
    QFETCH(int, family);
    const auto read = readCheckpoint(checkpoint(file.toUtf8().constData()));
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    const auto expected = expectedTensors(specOf(static_cast<Family>(family)));
    QCOMPARE(read->tensors.size(), expected.size());
    for (const auto& [name, shape] : expected) {
        QVERIFY2(read->tensors.contains(name), name.c_str());
        const TensorView& view = read->tensors.at(name);
        QVERIFY2(view.shape == shape, name.c_str());
        const auto values = view.toFloat(name);
        QVERIFY(values);
        QVERIFY2(*values == made(name, values->size()), name.c_str());
    }
}

void TestPth::takesTheAveragedWeightsFirst() {
    const auto authors = readPth(checkpoint("authors.pth"));
    QVERIFY(authors);
    QCOMPARE(authors->stateDict, std::string("model_ema"));
    QCOMPARE(authors->origin, CheckpointOrigin::PivotAuthors);
    const auto values = authors->tensors.at("head.bias").toFloat("head.bias");
    QVERIFY(values);
    QVERIFY(*values == made("head.bias", 3));
    QVERIFY(*values != made("head.bias", 3, 5));  // those of the entry `model`
    const auto official = readPth(checkpoint("official_deit.pth"));
    QVERIFY(official);
    QCOMPARE(official->stateDict, std::string("model"));
    QCOMPARE(official->origin, CheckpointOrigin::OfficialDeit);
    const auto flat = readPth(checkpoint("flat_lvvit.pth.tar"));
    QVERIFY(flat);
    QVERIFY(flat->stateDict.empty());
    QCOMPARE(flat->origin, CheckpointOrigin::Unknown);
}

void TestPth::readsOnlyWhatTheStateDictNeeds() {
    // Damage a storage that only the entry `model` uses: the file's checksum for it is never looked at.
    std::string bytes = bytesOf(checkpoint("authors.pth"));
    const auto wanted = made("patch_embed.proj.weight", 384, 5);
    const std::string needle(reinterpret_cast<const char*>(wanted.data()), wanted.size() * sizeof(float));
    const std::size_t at = bytes.find(needle);
    QVERIFY(at != std::string::npos);
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    const auto read = readPth(write(bytes));
    QVERIFY2(read, read ? "" : read.error().message.c_str());
}

void TestPth::readsCompressedEntries() {
    const auto read = readPth(checkpoint("compressed.pth"));
    QVERIFY2(read, read ? "" : read.error().message.c_str());
    const auto values = read->tensors.at("cls_token").toFloat("cls_token");
    QVERIFY(values);
    QCOMPARE(*values, (std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

void TestPth::refusesByName_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("unsupported");
    QTest::addColumn<QString>("word");
    const auto row = [](const char* file, bool unsupported, const char* word) {
        QTest::newRow(file) << QString(file) << unsupported << QString(word);
    };
    row("legacy.pth", true, "save it again with torch.save in PyTorch 1.6");
    row("torchscript.pt", true, "TorchScript");
    row("big_endian.pth", true, "little-endian");
    row("whole_module.pth", false, "'torch.nn.modules.linear.Linear'");
    row("runs_command.pth", false, "'posix.system'");
    row("runs_command_for_a_tensor.pth", false,
        "'head.weight' of its state dict is an object of 'posix.system'");
    row("tensor_outside_storage.pth", false,
        "'cls_token' of shape [1, 1, 8] does not lie within its storage of 10");
    row("tensor_negative_offset.pth", false, "does not lie within");
    row("tensor_overflowing_shape.pth", false, "does not lie within");
    row("tensor_expanded.pth", false, "far larger than the file");
    row("storage_shorter_than_said.pth", false, "40 bytes where 44 are needed");
    row("storage_missing.pth", false, "no entry 'archive/data/7'");
    row("no_pickle.pth", false, "pickle cannot be read at byte 0");
}

void TestPth::refusesByName() {
    QFETCH(QString, file);
    QFETCH(bool, unsupported);
    QFETCH(QString, word);
    const std::string words = word.toStdString();
    const std::string name = file.toStdString();
    EXPECT_ERROR(readCheckpoint(checkpoint(name.c_str())),
                 unsupported ? ErrorCode::Unsupported : ErrorCode::BadFile, std::string_view(name),
                 std::string_view(words));
}

void TestPth::nothingIsRun() {
    // The file is hostile: it names the command that Python would run.
    QVERIFY(bytesOf(checkpoint("runs_command.pth")).find("echo run > pivot_pickle_was_run") !=
            std::string::npos);
    for (const char* name : {"runs_command.pth", "runs_command_aside.pth", "runs_command_for_a_tensor.pth"}) {
        (void)readCheckpoint(checkpoint(name));
    }
    QCOMPARE(QDir(m_folder.path()).entryList({"pivot_*"}).size(), 0);
}

void TestPth::damagedFiles_data() {
    QTest::addColumn<int>("kept");
    QTest::addColumn<QString>("word");
    QTest::newRow("only the beginning") << 4 << "zip folder";
    QTest::newRow("half of it") << 8000 << "zip folder";
    QTest::newRow("all but the last byte") << -1 << "zip folder";
    QTest::newRow("two bytes") << 2 << "neither a safetensors file nor";
}

void TestPth::damagedFiles() {
    QFETCH(int, kept);
    QFETCH(QString, word);
    const std::string bytes = bytesOf(checkpoint("official_deit.pth"));
    const std::string words = word.toStdString();
    const std::size_t size = kept < 0 ? bytes.size() - 1 : static_cast<std::size_t>(kept);
    EXPECT_ERROR(readCheckpoint(write(bytes.substr(0, size))), ErrorCode::BadFile, "case.pth",
                 std::string_view(words));
}

void TestPth::flippedBytesFailTheChecksum() {
    std::string bytes = bytesOf(checkpoint("official_deit.pth"));
    const auto wanted = made("patch_embed.proj.weight", 384);
    const std::size_t at =
        bytes.find(std::string(reinterpret_cast<const char*>(wanted.data()), wanted.size() * sizeof(float)));
    QVERIFY(at != std::string::npos);
    bytes[at + 5] = static_cast<char>(bytes[at + 5] ^ 4);
    EXPECT_ERROR(readCheckpoint(write(bytes)), ErrorCode::BadFile, "'patch_embed.proj.weight' cannot be read",
                 "is damaged");
}

QTEST_GUILESS_MAIN(TestPth)
#include "tst_pth.moc"

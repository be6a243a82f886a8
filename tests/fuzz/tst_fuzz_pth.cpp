// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/mutator.h"
#include "vit/pth_archive.h"

#include <QtTest>

using namespace pivot;

/// Thousands of damaged PyTorch files and bare pickles: an error or a sound result, never a crash, and
/// nothing is run.
class TestFuzzPth : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_folder.isValid() && QDir::setCurrent(m_folder.path())); }
    void mutatedFilesNeverHurt();
    void mutatedPicklesNeverHurt();
    void cleanupTestCase() {
        QVERIFY(QDir(m_folder.path()).isEmpty());
    }  // where a command would leave its file

private:
    static std::vector<std::filesystem::path> files() {
        const std::filesystem::path folder = std::filesystem::path(PIVOT_TEST_DATA) / "checkpoints";
        return {folder / "official_deit.pth", folder / "authors.pth",    folder / "odd_layouts.pth",
                folder / "runs_command.pth",  folder / "compressed.pth", folder / "tensor_expanded.pth",
                folder / "flat_lvvit.pth.tar"};
    }
    static void run(const std::string& bytes) {
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    }
    QTemporaryDir m_folder;
};

void TestFuzzPth::mutatedFilesNeverHurt() {
    std::vector<std::string> corpus;
    for (const auto& file : files()) {
        corpus.push_back(fuzz::readBytes(file));
        QVERIFY(!corpus.back().empty());
        run(corpus.back());
    }
    fuzz::Mutator mutator(1, corpus);
    for (int round = 0; round < 2500; ++round) {
        run(mutator.next(6000));
    }
}

void TestFuzzPth::mutatedPicklesNeverHurt() {
    std::vector<std::string> corpus;
    for (const auto& file : files()) {
        const auto mapped = MappedFile::open(file);
        QVERIFY(mapped);
        auto archive = PthArchive::open(*mapped);
        QVERIFY(archive);
        const auto pickle = archive->readPickle();
        QVERIFY(pickle);
        corpus.emplace_back(reinterpret_cast<const char*>((*pickle)->data()), (*pickle)->size());
        run(corpus.back());
    }
    fuzz::Mutator mutator(2, corpus);
    for (int round = 0; round < 4000; ++round) {
        run(mutator.next(4000));
    }
}

QTEST_GUILESS_MAIN(TestFuzzPth)
#include "tst_fuzz_pth.moc"

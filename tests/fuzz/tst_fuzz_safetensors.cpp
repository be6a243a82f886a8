// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/mutator.h"

#include <QtTest>

using namespace pivot;

/// Thousands of damaged safetensors files: an error or a sound result, never a crash (a sanitizer build sees
/// more).
class TestFuzzSafetensors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mutatedFilesNeverHurt();
};

void TestFuzzSafetensors::mutatedFilesNeverHurt() {
    const std::filesystem::path data = PIVOT_TEST_DATA;
    const std::vector<std::string> corpus{
        fuzz::readBytes(data / "checkpoints/timm_hub/model.safetensors"),
        fuzz::readBytes(data / "golden/cascade_2effort.golden.safetensors"),
        fuzz::readBytes(data / "golden/mini_lvvit_pred.golden.safetensors"),
        std::string("\x02\0\0\0\0\0\0\0{}", 10),
    };
    for (const std::string& bytes : corpus) {
        QVERIFY(!bytes.empty());
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    }
    fuzz::Mutator mutator(20240415, corpus);
    for (int round = 0; round < 6000; ++round) {
        const std::string bytes = mutator.next(3500);  // the headers
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    }
}

QTEST_GUILESS_MAIN(TestFuzzSafetensors)
#include "tst_fuzz_safetensors.moc"

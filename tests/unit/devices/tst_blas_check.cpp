// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/blas_check.h"

#include <dlfcn.h>

#include <QTest>

using namespace pivot;

class TestBlasCheck : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theReferenceBlasIsKnownByItsPath_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("reference");
        QTest::newRow("Debian reference") << "/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0" << true;
        QTest::newRow("Debian reference on ARM") << "/usr/lib/aarch64-linux-gnu/blas/libblas.so.3" << true;
        QTest::newRow("Debian OpenBLAS as BLAS")
            << "/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3" << false;
        QTest::newRow("OpenBLAS") << "/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblasp-r0.3.21.so"
                                  << false;
        QTest::newRow("BLIS") << "/usr/lib/x86_64-linux-gnu/blis-openmp/libblas.so.3" << false;
        QTest::newRow("ATLAS") << "/usr/lib/x86_64-linux-gnu/atlas/libblas.so.3" << false;
        QTest::newRow("MKL") << "/opt/intel/mkl/lib/libmkl_rt.so.2" << false;
        QTest::newRow("inside LibTorch") << "/opt/libtorch/lib/libtorch_cpu.so" << false;
        QTest::newRow("nothing") << "" << false;
    }
    void theReferenceBlasIsKnownByItsPath() {
        QFETCH(QString, path);
        QFETCH(bool, reference);
        const BlasInfo info = classifyBlas(path.toStdString());
        QCOMPARE(info.reference, reference);
        QCOMPARE(info.file.string(), path.toStdString());
    }

    void adviceNamesTheFileAndThePackage() {
        const std::string advice = referenceBlasAdvice({"/usr/lib/blas/libblas.so.3", true});
        QVERIFY(advice.find("/usr/lib/blas/libblas.so.3") != std::string::npos);
        QVERIFY(advice.find("libopenblas0-pthread") != std::string::npos);
    }

    void aLibraryWithoutBlasHasNone() {
        QVERIFY(blasOf(nullptr).file.empty());
        void* libm = ::dlopen("libm.so.6", RTLD_NOW | RTLD_LOCAL);
        QVERIFY(libm);
        QVERIFY(blasOf(libm).file.empty());
        ::dlclose(libm);
    }
};

QTEST_GUILESS_MAIN(TestBlasCheck)
#include "tst_blas_check.moc"

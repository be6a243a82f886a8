// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/sha256.h"

#include <QtTest>

using namespace pivot;

class TestSha256 : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knownDigests();
    void piecesAreAsGoodAsOne();
};

void TestSha256::knownDigests() {  // FIPS 180-4's examples
    QCOMPARE(sha256Hex({}), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    QCOMPARE(sha256Hex(std::as_bytes(std::span("abc", 3))),
             std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

void TestSha256::piecesAreAsGoodAsOne() {
    Sha256 hash;
    hash.add("a");
    hash.add("");
    hash.add("bc");
    QCOMPARE(hash.hexDigest(), sha256Hex(std::as_bytes(std::span("abc", 3))));
}

QTEST_GUILESS_MAIN(TestSha256)
#include "tst_sha256.moc"

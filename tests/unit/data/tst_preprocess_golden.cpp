// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/preprocess.h"
#include "vit/safetensors.h"

#include <QtTest>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace pivot;

/// Images come out as Pillow and torchvision make them: bicubic, antialiased, each pass rounded to uint8,
/// cropped in the middle. The vectors in tests/data/golden were made by those libraries.
class TestPreprocessGolden : public QObject {
    Q_OBJECT

    nlohmann::json m_case;
    TensorMap m_tensors;

    std::vector<std::uint8_t> bytesOf(const std::string& name) const {
        const auto& view = m_tensors.at(name);
        const auto* const first = reinterpret_cast<const std::uint8_t*>(view.bytes.data());
        return {first, first + view.bytes.size()};
    }

private Q_SLOTS:
    void initTestCase() {
        const std::string folder = PIVOT_TEST_DATA "/golden/";
        std::ifstream file(folder + "manifest.json");
        const auto manifest = nlohmann::json::parse(file);
        for (const auto& entry : manifest.at("cases")) {
            if (entry.at("kind") == "preprocess") {
                m_case = entry;
            }
        }
        QVERIFY(!m_case.is_null());
        auto tensors = readSafetensors(folder + m_case.at("golden").get<std::string>());
        QVERIFY2(tensors, tensors ? "" : tensors.error().message.c_str());
        m_tensors = std::move(*tensors);
    }

    void agreesWithPillowToTheByte_data() {
        QTest::addColumn<int>("item");
        for (int i = 0; i < static_cast<int>(m_case.at("items").size()); ++i) {
            const auto& item = m_case["items"][static_cast<std::size_t>(i)];
            const auto name = item.at("image").get<std::string>() + " " + item.at("mode").get<std::string>();
            QTest::newRow(name.c_str()) << i;
        }
    }
    void agreesWithPillowToTheByte() {
        QFETCH(int, item);
        const auto& json = m_case["items"][static_cast<std::size_t>(item)];
        const auto imageName = json.at("image").get<std::string>();
        const auto prefix = imageName + "." + json.at("mode").get<std::string>();
        const RawImage image{json.at("width"), json.at("height"), 3, bytesOf(imageName)};
        PreprocessSpec spec;
        spec.size = json.at("crop");
        spec.resizeShort = json.at("resize_short");
        spec.mean = json.at("mean").get<std::vector<float>>();
        spec.std = json.at("std").get<std::vector<float>>();

        const auto cropped = resizeAndCrop(image, spec);
        QVERIFY2(cropped, cropped ? "" : cropped.error().message.c_str());
        QCOMPARE(cropped->width, spec.size);
        QCOMPARE(cropped->height, spec.size);
        QVERIFY(cropped->pixels == bytesOf(prefix + ".u8"));

        if (m_tensors.contains(prefix + ".tensor")) {
            const auto expected = m_tensors.at(prefix + ".tensor").toFloat(prefix);
            QVERIFY(expected);
            std::vector<float> tensor(expected->size());
            QVERIFY(preprocess(image, spec, tensor));
            QVERIFY(tensor == *expected);  // the same float32 operations in the same order: the same bits
        }
    }

    void resizingAloneAgreesInBothDirections() {
        const auto& json = m_case["items"][0];
        const RawImage image{json.at("width"), json.at("height"), 3, bytesOf(json.at("image"))};
        const int width = json.at("resized_wh")[0];
        const int height = json.at("resized_wh")[1];
        const RawImage resized = resizeBicubic(image, width, height);
        QCOMPARE(resized.width, width);
        QCOMPARE(resized.height, height);
        // One side at a time gives the same: the horizontal pass comes first and rounds to bytes.
        QVERIFY(resized == resizeBicubic(resizeBicubic(image, width, image.height), width, height));
        QVERIFY(!(resized == resizeBicubic(resizeBicubic(image, image.width, height), width, height)));
    }
};

QTEST_GUILESS_MAIN(TestPreprocessGolden)
#include "tst_preprocess_golden.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/dataset.h"
#include "data/preprocess.h"
#include "parity/parity_devices.h"

#include <QtTest>
#include <algorithm>

using namespace pivot;
using namespace pivot::parity;

/// How often fewer bits decide as float32 does: the bundled model on all of Fashion-MNIST's test images.
class TestOneDnnAgreement : public QObject {
    Q_OBJECT

    static constexpr const char* kDevice = "cpu:onednn";
    static constexpr int kBatch = 250;
    ModelPtr m_model;

    /// Normalised pixels of images [first, first + count) of `spec`.
    std::vector<float> pixels(const std::string& spec, std::int64_t first, int count) const {
        const auto data = valueOf(openDataSet(spec));
        const ModelSpec& model = m_model->spec;
        const PreprocessSpec wanted{.size = model.imgSize,
                                    .resizeShort = model.resizeShort,
                                    .channels = model.inChans,
                                    .mean = model.mean,
                                    .std = model.std};
        const std::size_t each = static_cast<std::size_t>(model.inChans * model.imgSize * model.imgSize);
        std::vector<float> all(static_cast<std::size_t>(count) * each);
        for (int i = 0; i < count; ++i) {
            const auto done = preprocess(valueOf(data->image(first + i)), wanted,
                                         std::span(all).subspan(static_cast<std::size_t>(i) * each, each));
            if (!done)
                throw std::runtime_error(done.error().message);
        }
        return all;
    }

    std::shared_ptr<const ActivationRanges> calibrated(const SkipConfig& skip) const {
        const auto session = open(kDevice, m_model);
        const auto spec = valueOf(calibrationSpec("fashion-mnist"));
        const auto images = pixels(spec, 0, kBatch);
        auto ranges = valueOf(session->activationRanges({kBatch, images}, SkipConfig{}));
        ranges = united(std::move(ranges), valueOf(session->activationRanges({kBatch, images}, skip)));
        return std::make_shared<ActivationRanges>(std::move(ranges));
    }

private Q_SLOTS:
    void initTestCase() { m_model = valueOf(loadModel(PIVOT_SOURCE_DIR "/assets/models/fashion-anypath")); }

    void topOneIsThatOfFloat32_data() {
        QTest::addColumn<int>("precision");
        QTest::addColumn<QString>("skip");
        QTest::addColumn<double>("least");
        for (const char* skip : {"none", "1,2,3,4,5,6,7,8,9,10,11"}) {
            QTest::addRow("bf16 skip %s", skip) << int(Precision::Bf16) << skip << 0.995;
            QTest::addRow("int8 skip %s", skip) << int(Precision::Int8) << skip << 0.99;
        }
    }
    void topOneIsThatOfFloat32() {
        QFETCH(int, precision);
        QFETCH(QString, skip);
        QFETCH(double, least);
        const auto path = valueOf(SkipConfig::parse(skip.toStdString(), m_model->spec.depth));
        SessionOptions options{static_cast<Precision>(precision), 0, nullptr};
        if (options.precision == Precision::Int8)
            options.ranges = calibrated(path);
        const auto reference = open(kDevice, m_model), fewer = open(kDevice, m_model, options);
        int same = 0, all = 0;
        for (std::int64_t first = 0; first < 10000; first += kBatch) {
            const auto images = pixels("fashion-mnist#test", first, kBatch);
            const auto a = valueOf(reference->run({kBatch, images}, path)),
                       b = valueOf(fewer->run({kBatch, images}, path));
            for (int i = 0; i < kBatch; ++i) {
                const auto top = [&](const LogitsResult& r) {
                    const auto* row = r.logits.data() + std::ptrdiff_t{i} * r.classes;
                    return std::max_element(row, row + r.classes) - row;
                };
                same += top(a) == top(b);
                ++all;
            }
        }
        const double agreement = double(same) / all;
        qInfo("%s: %.2f %% of %d", fewer->numerics().c_str(), 100 * agreement, all);
        QVERIFY2(agreement >= least, qPrintable(QString::number(agreement)));
    }
};

QTEST_GUILESS_MAIN(TestOneDnnAgreement)
#include "tst_onednn_agreement.moc"

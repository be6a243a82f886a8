// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/attention_call.h"

#include <QtTest>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

using namespace pivot;

/// softmax(q k^T) v against the same formula in float64, in both ways that an AttentionCall can go.
class TestAttentionKernel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itIsThatOfFloat64_data();
    void itIsThatOfFloat64();
    void codesAreTheRoundedContext_data();
    void codesAreTheRoundedContext();
    void sharesOfTheQueriesMakeTheWhole();
    void aNanPoisonsItsOwnRowAlone();
    void oddRowsOfHalfWordsAreLeftToOneDnn();
};

namespace {

std::uint16_t toBf16(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

float fromBf16(std::uint16_t bits) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

/// qkv [images, tokens, 3, heads, headDim] of some images, and what softmax(q k^T) v is of it.
struct Case {
    AttentionCall::Shape shape;
    std::vector<float> qkv;  ///< numbers that `shape.element` holds exactly
    std::vector<double> context, maps;

    explicit Case(const AttentionCall::Shape& of) : shape(of) {
        std::mt19937 random(11);
        std::normal_distribution<float> normal(0.0F, 0.6F);
        qkv.resize(rows() * 3 * dim());
        for (float& value : qkv) {
            value = normal(random);
            value = shape.element == Element::Bf16 ? fromBf16(toBf16(value)) : value;
        }
        compute();
    }

    [[nodiscard]] std::size_t tokens() const { return static_cast<std::size_t>(shape.tokens); }
    [[nodiscard]] std::size_t heads() const { return static_cast<std::size_t>(shape.heads); }
    [[nodiscard]] std::size_t width() const { return static_cast<std::size_t>(shape.headDim); }
    [[nodiscard]] std::size_t dim() const { return static_cast<std::size_t>(shape.dim); }
    [[nodiscard]] std::size_t rows() const { return static_cast<std::size_t>(shape.images) * tokens(); }
    [[nodiscard]] float& at(std::size_t row, std::size_t part, std::size_t column) {
        return qkv[(row * 3 + part) * dim() + column];
    }

    void compute() {
        context.assign(rows() * dim(), 0.0);
        maps.assign(static_cast<std::size_t>(shape.images) * heads() * tokens() * tokens(), 0.0);
        for (std::size_t row = 0; row < rows(); ++row) {
            const std::size_t image = row / tokens(), first = image * tokens();
            for (std::size_t head = 0; head < heads(); ++head) {
                double* map = maps.data() + ((image * heads() + head) * tokens() + row - first) * tokens();
                double sum = 0;
                for (std::size_t other = 0; other < tokens(); ++other) {
                    double score = 0;
                    for (std::size_t i = head * width(); i < (head + 1) * width(); ++i) {
                        score +=
                            static_cast<double>(at(row, 0, i)) * static_cast<double>(at(first + other, 1, i));
                    }
                    map[other] = std::exp(score);
                    sum += map[other];
                }
                for (std::size_t other = 0; other < tokens(); ++other) {
                    map[other] /= sum;
                    for (std::size_t i = head * width(); i < (head + 1) * width(); ++i) {
                        context[row * dim() + i] += map[other] * static_cast<double>(at(first + other, 2, i));
                    }
                }
            }
        }
    }

    /// The context [images * tokens, dim] in `element`; with `maps` the probabilities too.
    template <class Value>
    std::vector<Value> run(Element element, const ValueCode& code = {}, float* into = nullptr) {
        std::vector<Value> out(rows() * dim());
        attend(shape, 0, {out.data(), shape.dim, element, code}, into);
        return out;
    }

    /// The call that `as` says, from query `first` on.
    void attend(const AttentionCall::Shape& as, std::int64_t first, const ContextRows& target, float* into) {
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        AttentionCall call(as, engine);
        std::vector<std::uint16_t> halves(qkv.size());
        std::transform(qkv.begin(), qkv.end(), halves.begin(), toBf16);
        const void* in =
            shape.element == Element::Bf16 ? static_cast<const void*>(halves.data()) : qkv.data();
        const dnnl::stream stream(engine);
        call.run(in, first, target.at(first, 0), into,
                 static_cast<std::int64_t>(heads() * tokens() * tokens()), stream);
    }
};

/// How attention is computed.
struct Way {
    const char* name;
    Element element;
    bool widens;
};

/// Those of this processor: without bfloat16 there is float32 alone.
std::vector<Way> ways() {
    const auto isa = static_cast<unsigned>(dnnl::get_effective_cpu_isa());
    const auto bf16 = static_cast<unsigned>(dnnl::cpu_isa::avx512_core_bf16);
    std::vector<Way> made{{"fp32", Element::F32, false}};
    if ((isa & bf16) == bf16) {
        made.push_back({"bf16", Element::Bf16, false});
        made.push_back({"bf16 as fp32", Element::Bf16, true});
    }
    return made;
}

void shapes() {
    QTest::addColumn<int>("tokens");
    QTest::addColumn<int>("headDim");
    QTest::addColumn<Element>("element");
    QTest::addColumn<bool>("widens");
    for (const Way& way : ways()) {
        for (const auto& [tokens, headDim] : {std::pair{1, 16},
                                              {5, 64},
                                              {16, 8},
                                              {17, 64},
                                              {24, 32},
                                              {25, 80},
                                              {50, 24},
                                              {65, 48},
                                              {131, 96},
                                              {197, 64},
                                              {260, 34}}) {
            QTest::addRow("%d tokens of %d, %s", tokens, headDim, way.name)
                << tokens << headDim << way.element << way.widens;
        }
    }
}

AttentionCall::Shape someShape() {
    QFETCH(int, tokens);
    QFETCH(int, headDim);
    QFETCH(Element, element);
    QFETCH(bool, widens);
    constexpr int kHeads = 2;
    return {2, kHeads, tokens, headDim, kHeads * headDim, element, 0, widens};
}

}  // namespace

void TestAttentionKernel::itIsThatOfFloat64_data() {
    shapes();
}

void TestAttentionKernel::itIsThatOfFloat64() {
    Case given(someShape());
    std::vector<float> maps(given.maps.size());
    std::vector<float> context;
    if (given.shape.element == Element::F32) {
        context = given.run<float>(Element::F32, {}, maps.data());
    } else {
        for (const std::uint16_t bits : given.run<std::uint16_t>(Element::Bf16, {}, maps.data())) {
            context.push_back(fromBf16(bits));
        }
    }
    // The maps of both come from float32 sums; probabilities are rounded to bfloat16 only for their product.
    for (std::size_t i = 0; i < maps.size(); ++i) {
        QVERIFY2(std::abs(maps[i] - given.maps[i]) <= 2e-5 * given.maps[i] + 1e-9,
                 qPrintable(QString::number(i)));
    }
    // Widened, it is only the context that is rounded to eight bits.
    const double tolerance = given.shape.element == Element::F32 ? 5e-6 : given.shape.widens ? 0.004 : 0.008;
    for (std::size_t i = 0; i < context.size(); ++i) {
        QVERIFY2(std::abs(context[i] - given.context[i]) <= tolerance * (1 + std::abs(given.context[i])),
                 qPrintable(QString("%1: %2 for %3").arg(i).arg(context[i]).arg(given.context[i])));
    }
}

void TestAttentionKernel::codesAreTheRoundedContext_data() {
    shapes();
}

void TestAttentionKernel::codesAreTheRoundedContext() {
    Case given(someShape());
    const ValueCode code = ValueCode::of({-0.5F, 0.8F});  // narrower than some values: they are cut off
    const auto codes = given.run<std::uint8_t>(Element::U8, code);
    for (std::size_t i = 0; i < codes.size(); ++i) {
        QVERIFY(std::abs(codes[i] - code.code(static_cast<float>(given.context[i]))) <=
                (given.shape.element == Element::F32 || given.shape.widens ? 1 : 2));
    }
}

void TestAttentionKernel::sharesOfTheQueriesMakeTheWhole() {
    Case given({1, 3, 50, 16, 48, Element::F32});
    std::vector<float> whole(given.maps.size()), parts(given.maps.size());
    const auto context = given.run<float>(Element::F32, {}, whole.data());
    std::vector<float> shared(context.size());
    for (const auto& [first, count] : {std::pair{0, 7}, {7, 30}, {37, 13}}) {
        AttentionCall::Shape share = given.shape;
        share.queries = count;
        given.attend(share, first, {shared.data(), share.dim, Element::F32, {}}, parts.data());
    }
    for (std::size_t i = 0; i < whole.size(); ++i) {
        QVERIFY(std::abs(whole[i] - parts[i]) < 1e-6F);
    }
    for (std::size_t i = 0; i < context.size(); ++i) {
        QVERIFY(std::abs(context[i] - shared[i]) < 1e-6F);
    }
}

void TestAttentionKernel::aNanPoisonsItsOwnRowAlone() {
    for (const Way& way : ways()) {
        Case given({1, 1, 40, 32, 32, way.element, 0, way.widens});
        constexpr std::size_t kPoisoned = 7;
        given.at(kPoisoned, 0, 3) = std::numeric_limits<float>::quiet_NaN();
        std::vector<float> maps(given.maps.size());
        if (way.element == Element::F32) {
            given.run<float>(way.element, {}, maps.data());
        } else {
            given.run<std::uint16_t>(way.element, {}, maps.data());
        }
        for (std::size_t i = 0; i < maps.size(); ++i) {
            QCOMPARE(std::isnan(maps[i]), i / given.tokens() == kPoisoned);
        }
    }
}

void TestAttentionKernel::oddRowsOfHalfWordsAreLeftToOneDnn() {
    QVERIFY(!AttentionKernel::usable({10, 33, Element::Bf16}));
}

QTEST_GUILESS_MAIN(TestAttentionKernel)
#include "tst_attention_kernel.moc"

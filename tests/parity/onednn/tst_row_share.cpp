// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/row_share.h"
#include "devices/onednn/team.h"
#include "parity/golden_runs.h"
#include "parity/parity_devices.h"

#include <QtTest>

using namespace pivot;
using namespace pivot::parity;

/// The rows of a lone image in several shares, worked one after the other on this thread.
class TestRowShare : public QObject {
    Q_OBJECT

    using Counts = std::vector<std::int64_t>;  ///< rows of the shares

    /// Shares made for the rows of `made`, which then take those of `taken`. What is left of the tokens after
    /// all blocks, every second attention skipped; empty where shares do not take other rows here.
    static std::vector<float> tokensOf(const GoldenCase& data, Element element, const Counts& made,
                                       const Counts& taken) {
        const PrimitivesAlone alone;
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        const ModelSpec& spec = data.model->spec;
        NetworkLinears net = valueOf(readNetworkLinears(*data.model));
        const std::vector<Int8Block> int8;
        const GroupPlan plan{spec, net, int8, 1, element};
        GroupBuffers buffers(plan, true);
        std::vector<std::unique_ptr<RowShare>> shares;
        std::int64_t first = 0;
        for (const std::int64_t count : made) {
            shares.push_back(std::make_unique<RowShare>(plan, buffers, first, count, engine));
            first += count;
        }
        first = 0;
        for (std::size_t i = 0; i < shares.size() && made != taken; first += taken[i], ++i) {
            if (!shares[i]->takesAnyRows()) {
                return {};
            }
            shares[i]->take(first, taken[i]);
        }
        std::vector<float> tokens(static_cast<std::size_t>(spec.tokens() * spec.dim));
        for (const auto& share : shares) {
            share->embed(0, data.input.data(), tokens.data());
        }
        for (int block = 0; block < spec.depth; ++block) {
            for (const auto& share : shares) {
                if (block % 2 == 0) {
                    share->startAttention(tokens.data(), block, 0);
                }
            }
            for (const auto& share : shares) {
                if (block % 2 == 0) {
                    share->finishAttention(tokens.data(), block, 0, {});
                }
                share->mlp(tokens.data(), block, {});
            }
        }
        return tokens;
    }

private Q_SLOTS:
    void whoWorksARowChangesNothing_data() {
        QTest::addColumn<std::string>("model");
        QTest::addColumn<Element>("element");
        QTest::newRow("mini, fp32") << std::string("mini_deit_a") << Element::F32;
        QTest::newRow("DeiT-S, fp32") << std::string("full_deit_s") << Element::F32;
        const auto isa = static_cast<unsigned>(dnnl::get_effective_cpu_isa());
        const auto bf16 = static_cast<unsigned>(dnnl::cpu_isa::avx512_core_bf16);
        if ((isa & bf16) == bf16) {  // elsewhere the engine makes no such session
            QTest::newRow("DeiT-S, bf16") << std::string("full_deit_s") << Element::Bf16;
        }
    }
    void whoWorksARowChangesNothing() {
        QFETCH(std::string, model);
        QFETCH(Element, element);
        const GoldenCase& data = goldenCase(model, Activation::Gelu);
        const std::int64_t rows = data.model->spec.tokens();
        const Counts equal{rows / 2, rows - rows / 2};
        const auto expected = tokensOf(data, element, equal, equal);
        for (const std::int64_t first : {std::int64_t{1}, rows / 3, rows - 1}) {
            const auto got = tokensOf(data, element, equal, {first, rows - first});
            LinearCall::Shape shape;
            shape.from = element;
            shape.in = data.model->spec.dim;
            if (got.empty()) {  // oneDNN's products are for the rows that they were made for
                QCOMPARE(LinearCall::best(shape), LinearCall::By::OneDnn);
                return;
            }
            QVERIFY(got == expected);
        }
    }
};

QTEST_GUILESS_MAIN(TestRowShare)
#include "tst_row_share.moc"

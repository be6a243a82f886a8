// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/inference_session.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace pivot::test {

/// Activations that only remember what was done to them.
class CountedActivations final : public Activations {
public:
    explicit CountedActivations(int count) : m_count(count) {}
    int count() const override { return m_count; }

private:
    int m_count;
};

/// A session whose logits are 1000 + blocks run and whose pieces cost 1 ms (embed), 10 ms a block, 100 ms
/// (head), and 5 ms to gather: enough to see what is passed on and what is replaced.
class CountingSession : public InferenceSession {
public:
    explicit CountingSession(ModelSpec spec) : m_spec(std::move(spec)) {}

    const ModelSpec& spec() const override { return m_spec; }
    std::string numerics() const override { return "fp32 on a test"; }
    int threads() const override { return 3; }

    Result<ActivationsResult> embed(const ImageBatch& batch) override {
        m_blocksRun = 0;
        if (batch.count <= 0)
            return fail(ErrorCode::Usage, "an empty batch");
        return ActivationsResult{std::make_shared<CountedActivations>(batch.count), {1'000'000, m_energyJ}};
    }
    Result<ActivationsResult> blocks(const ActivationsPtr& in, int from, int to, const SkipConfig&) override {
        if (from < 0 || to > m_spec.depth)
            return fail(ErrorCode::Usage, "no such block");
        m_blocksRun += to - from;
        return ActivationsResult{in, {10'000'000LL * (to - from), m_energyJ}};
    }
    Result<LogitsResult> head(const ActivationsPtr& in) override {
        LogitsResult result;
        result.count = in->count();
        result.classes = 1;
        result.logits.assign(static_cast<std::size_t>(in->count()),
                             1000.0F + static_cast<float>(m_blocksRun));
        result.cost = {100'000'000, m_energyJ};
        return result;
    }
    Result<ActivationsResult> gather(std::span<const ActivationsPtr>, std::span<const int> rows) override {
        return ActivationsResult{std::make_shared<CountedActivations>(static_cast<int>(rows.size())),
                                 {5'000'000, {}}};
    }
    Result<std::vector<NamedTensor>> attention(const ImageBatch&, const SkipConfig&) override {
        return std::vector<NamedTensor>{{"attn.block0", {1}, {0.25F}}};
    }
    Result<std::vector<NamedTensor>> blockOutputs(const ImageBatch&, const SkipConfig&) override {
        return std::vector<NamedTensor>{{"hidden.norm", {1}, {0.5F}}};
    }

    void setEnergy(std::optional<double> joules) { m_energyJ = joules; }

private:
    ModelSpec m_spec;
    std::optional<double> m_energyJ;
    int m_blocksRun = 0;
};

}  // namespace pivot::test

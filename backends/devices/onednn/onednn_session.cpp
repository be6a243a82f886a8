// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/onednn_session.h"

#include "devices/onednn/team.h"
#include "devices/session_checks.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <mutex>

namespace pivot {

namespace {

/// Tokens [count, tokens, dim] in float32, with the model they belong to.
class OneDnnActivations final : public Activations {
public:
    OneDnnActivations(std::shared_ptr<float> tokens, int count, ModelPtr model)
        : m_tokens(std::move(tokens)), m_count(count), m_model(std::move(model)) {}

    [[nodiscard]] int count() const override { return m_count; }
    [[nodiscard]] const float* tokens() const { return m_tokens.get(); }
    [[nodiscard]] const ModelPtr& model() const { return m_model; }

private:
    std::shared_ptr<float> m_tokens;
    int m_count;
    ModelPtr m_model;
};

}  // namespace

OneDnnSession::OneDnnSession(std::unique_ptr<OneDnnNetwork> network, std::string numerics)
    : m_network(std::move(network)), m_numerics(std::move(numerics)) {}

template <class Work>
Result<void> OneDnnSession::timed(const std::string& what, SessionCost& cost, const Work& work) const {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    try {
        const PrimitivesAlone alone;
        work();
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::Unavailable,
                    "cpu:onednn could not " + what + " (out of memory): choose a smaller batch");
    } catch (const std::exception& error) {
        return fail(ErrorCode::Internal, "cpu:onednn could not " + what + " (" + error.what() +
                                             "): report it with the model and the command");
    }
    cost.delayNs = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count();
    return {};
}

Result<const float*> OneDnnSession::tokensOf(const ActivationsPtr& activations) const {
    if (!activations) {
        return fail(ErrorCode::Usage, "there are no activations to go on from: call embed() first");
    }
    const auto* kept = dynamic_cast<const OneDnnActivations*>(activations.get());
    if (kept == nullptr) {
        return fail(ErrorCode::Usage,
                    "these activations belong to another device than cpu:onednn: make them with embed() of "
                    "this session");
    }
    if (auto same = checkSameWeights(m_network->model(), kept->model()); !same) {
        return tl::unexpected(std::move(same.error()));
    }
    return kept->tokens();
}

std::shared_ptr<float> OneDnnSession::newTokens(int count) const {
    return m_pool->take(static_cast<std::size_t>(count) * static_cast<std::size_t>(m_network->imageTokens()));
}

ActivationsPtr OneDnnSession::keep(std::shared_ptr<float> tokens, int count) const {
    return std::make_shared<OneDnnActivations>(std::move(tokens), count, m_network->model());
}

LogitsResult OneDnnSession::emptyLogits(int count) const {
    LogitsResult result;
    result.count = count;
    result.classes = spec().numClasses;
    result.logits.resize(static_cast<std::size_t>(count) * static_cast<std::size_t>(result.classes));
    return result;
}

NamedTensor OneDnnSession::emptyTensor(std::string name, std::vector<std::int64_t> shape) {
    std::int64_t values = 1;
    for (const std::int64_t side : shape) {
        values *= side;
    }
    return {std::move(name), std::move(shape), std::vector<float>(static_cast<std::size_t>(values))};
}

Result<LogitsResult> OneDnnSession::run(const ImageBatch& batch, const SkipConfig& skip) {
    if (const auto good =
            checkBatch(spec(), batch).and_then([&] { return checkSkip(*m_network->model(), skip); });
        !good) {
        return tl::unexpected(good.error());
    }
    LogitsResult result = emptyLogits(batch.count);
    const auto done = timed("run a batch of " + std::to_string(batch.count), result.cost, [&] {
        const auto tokens = newTokens(batch.count);
        m_network->forGroups(batch.count, [&](ImageGroup& group, int first) {
            float* own = tokens.get() + first * m_network->imageTokens();
            group.embed(batch.pixels.data() + first * m_network->imagePixels(), own);
            group.blocks(own, 0, spec().depth, skip);
            group.head(own, result.logits.data() + std::ptrdiff_t{first} * result.classes);
        });
    });
    return done.map([&] { return std::move(result); });
}

Result<ActivationsResult> OneDnnSession::embed(const ImageBatch& batch) {
    if (const auto good = checkBatch(spec(), batch); !good) {
        return tl::unexpected(good.error());
    }
    ActivationsResult result;
    const auto done = timed("embed a batch of " + std::to_string(batch.count), result.cost, [&] {
        auto tokens = newTokens(batch.count);
        m_network->forGroups(batch.count, [&](ImageGroup& group, int first) {
            group.embed(batch.pixels.data() + first * m_network->imagePixels(),
                        tokens.get() + first * m_network->imageTokens());
        });
        result.activations = keep(std::move(tokens), batch.count);
    });
    return done.map([&] { return std::move(result); });
}

Result<ActivationsResult> OneDnnSession::blocks(const ActivationsPtr& in, int from, int to,
                                                const SkipConfig& skip) {
    const auto source = tokensOf(in);
    if (!source) {
        return tl::unexpected(source.error());
    }
    if (const auto good =
            checkSkip(*m_network->model(), skip).and_then([&] { return checkBlockRange(spec(), from, to); });
        !good) {
        return tl::unexpected(good.error());
    }
    if (from == to) {
        return ActivationsResult{in, {}};
    }
    ActivationsResult result;
    const int count = in->count();
    const auto done = timed("run blocks on a batch of " + std::to_string(count), result.cost, [&] {
        auto tokens = newTokens(count);
        const std::int64_t each = m_network->imageTokens();
        m_network->forGroups(count, [&](ImageGroup& group, int first) {
            float* own = tokens.get() + first * each;
            std::copy_n(*source + first * each, group.images() * each, own);
            group.blocks(own, from, to, skip);
        });
        result.activations = keep(std::move(tokens), count);
    });
    return done.map([&] { return std::move(result); });
}

Result<LogitsResult> OneDnnSession::head(const ActivationsPtr& in) {
    const auto tokens = tokensOf(in);
    if (!tokens) {
        return tl::unexpected(tokens.error());
    }
    LogitsResult result = emptyLogits(in->count());
    const auto done = timed("classify a batch of " + std::to_string(in->count()), result.cost, [&] {
        m_network->forGroups(in->count(), [&](ImageGroup& group, int first) {
            group.head(*tokens + first * m_network->imageTokens(),
                       result.logits.data() + std::ptrdiff_t{first} * result.classes);
        });
    });
    return done.map([&] { return std::move(result); });
}

Result<ActivationsResult> OneDnnSession::gather(std::span<const ActivationsPtr> parts,
                                                std::span<const int> rows) {
    std::vector<const float*> tokens;
    std::vector<int> counts;
    for (const ActivationsPtr& part : parts) {
        const auto values = tokensOf(part);
        if (!values) {
            return tl::unexpected(values.error());
        }
        tokens.push_back(*values);
        counts.push_back(part->count());
    }
    const auto sources = gatherSources(counts, rows);
    if (!sources) {
        return tl::unexpected(sources.error());
    }
    ActivationsResult result;
    const int count = static_cast<int>(rows.size());
    const auto done = timed("gather " + std::to_string(count) + " rows", result.cost, [&] {
        auto gathered = newTokens(count);
        const std::int64_t each = m_network->imageTokens();
        for (int i = 0; i < count; ++i) {
            const GatherSource& from = (*sources)[static_cast<std::size_t>(i)];
            std::copy_n(tokens[from.part] + from.row * each, each, gathered.get() + i * each);
        }
        result.activations = keep(std::move(gathered), count);
    });
    return done.map([&] { return std::move(result); });
}

Result<std::vector<NamedTensor>> OneDnnSession::attention(const ImageBatch& batch, const SkipConfig& skip) {
    if (const auto good =
            checkBatch(spec(), batch).and_then([&] { return checkSkip(*m_network->model(), skip); });
        !good) {
        return tl::unexpected(good.error());
    }
    std::vector<NamedTensor> maps;
    std::vector<float*> mapOf(static_cast<std::size_t>(spec().depth));
    const std::int64_t tokens = spec().tokens(), mapValues = spec().heads * tokens * tokens;
    for (int block = 0; block < spec().depth; ++block) {
        if (!skip.isSkipped(block)) {
            maps.push_back(emptyTensor("attn.block" + std::to_string(block),
                                       {batch.count, spec().heads, tokens, tokens}));
            mapOf[static_cast<std::size_t>(block)] =
                maps.back().values.data();  // moving the tensor leaves its values
        }
    }
    SessionCost cost;
    const auto done = timed("keep the attention of a batch of " + std::to_string(batch.count), cost, [&] {
        const auto buffer = newTokens(batch.count);
        m_network->forGroups(batch.count, [&](ImageGroup& group, int first) {
            float* own = buffer.get() + first * m_network->imageTokens();
            group.embed(batch.pixels.data() + first * m_network->imagePixels(), own);
            for (int block = 0; block < spec().depth; ++block) {
                float* target = mapOf[static_cast<std::size_t>(block)];
                group.block(own, block, target == nullptr,
                            {target ? target + first * mapValues : nullptr, false});
            }
        });
    });
    return done.map([&] { return std::move(maps); });
}

Result<std::vector<NamedTensor>> OneDnnSession::blockOutputs(const ImageBatch& batch,
                                                             const SkipConfig& skip) {
    if (const auto good =
            checkBatch(spec(), batch).and_then([&] { return checkSkip(*m_network->model(), skip); });
        !good) {
        return tl::unexpected(good.error());
    }
    const int depth = spec().depth;
    std::vector<NamedTensor> states;
    for (int i = -1; i <= depth; ++i) {
        const std::string name = i < 0 ? "embed" : i == depth ? "norm" : "block" + std::to_string(i);
        states.push_back(emptyTensor("hidden." + name, {batch.count, spec().tokens(), spec().dim}));
    }
    SessionCost cost;
    const auto done = timed("keep the hidden states of a batch of " + std::to_string(batch.count), cost, [&] {
        m_network->forGroups(batch.count, [&](ImageGroup& group, int first) {
            const std::int64_t each = m_network->imageTokens(), offset = first * each;
            const auto own = [&](int state) {
                return states[static_cast<std::size_t>(state)].values.data() + offset;
            };
            group.embed(batch.pixels.data() + first * m_network->imagePixels(), own(0));
            for (int block = 0; block < depth; ++block) {
                std::copy_n(own(block), group.images() * each, own(block + 1));
                group.block(own(block + 1), block, skip.isSkipped(block));
            }
            group.norm(own(depth), own(depth + 1));
        });
    });
    return done.map([&] { return std::move(states); });
}

Result<ActivationRanges> OneDnnSession::activationRanges(const ImageBatch& batch, const SkipConfig& skip) {
    if (const auto good =
            checkBatch(spec(), batch).and_then([&] { return checkSkip(*m_network->model(), skip); });
        !good) {
        return tl::unexpected(good.error());
    }
    if (m_network->isInt8() || m_network->element() != Element::F32) {
        return fail(
            ErrorCode::Unsupported,
            "the ranges of activations are taken from a float32 session, this one computes " + m_numerics);
    }
    ActivationRanges ranges;
    std::mutex merging;
    SessionCost cost;
    const auto done = timed("see what a batch of " + std::to_string(batch.count) + " holds", cost, [&] {
        const auto tokens = newTokens(batch.count);
        m_network->forGroups(batch.count, [&](ImageGroup& group, int first) {
            float* own = tokens.get() + first * m_network->imageTokens();
            group.embed(batch.pixels.data() + first * m_network->imagePixels(), own);
            ActivationRanges seen;
            for (int block = 0; block < spec().depth; ++block) {
                group.block(own, block, skip.isSkipped(block), {nullptr, true}, &seen);
            }
            const std::lock_guard lock(merging);
            ranges = united(std::move(ranges), seen);
        });
    });
    return done.map([&] { return std::move(ranges); });
}

Result<GemmLimit> OneDnnSession::gemmLimit(int) {
    GemmLimit limit;
    SessionCost cost;
    const auto done = timed("measure its products", cost, [&] { limit = m_network->gemmLimit(); });
    return done.map([&] { return std::move(limit); });
}

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/dataset.h"
#include "devices/inference_session.h"

#include <memory>
#include <utility>
#include <vector>

namespace pivot::test {

/// Activations of one number an image.
class WalkedActivations final : public Activations {
public:
    explicit WalkedActivations(std::vector<float> values) : values(std::move(values)) {}
    int count() const override { return static_cast<int>(values.size()); }
    std::vector<float> values;
};

/// A network of one number an image: the pixel, to which every attention that runs adds 1 and every MLP
/// nothing. Class 0 wins; the larger the number, the surer. Counts images x blocks, 1 ms each, so that work
/// saved can be seen exactly.
class WalkingSession final : public InferenceSession {
public:
    explicit WalkingSession(int depth) {
        m_spec.depth = depth;
        m_spec.inChans = 1;
        m_spec.imgSize = 1;
        m_spec.numClasses = 2;
        m_spec.mean = {0.0F};
        m_spec.std = {1.0F};
    }
    int blocksRun = 0, embedded = 0, largestBatch = 0;

    const ModelSpec& spec() const override { return m_spec; }
    std::string numerics() const override { return "exact"; }
    int threads() const override { return 1; }
    Result<ActivationsResult> embed(const ImageBatch& batch) override {
        embedded += batch.count;
        largestBatch = std::max(largestBatch, batch.count);
        return ActivationsResult{
            std::make_shared<WalkedActivations>(std::vector<float>(batch.pixels.begin(), batch.pixels.end())),
            {}};
    }
    Result<ActivationsResult> blocks(const ActivationsPtr& in, int from, int to,
                                     const SkipConfig& skip) override {
        std::vector<float> values = static_cast<const WalkedActivations&>(*in).values;
        for (int block = from; block < to; ++block) {
            for (float& value : values) {
                value += skip.isSkipped(block) ? 0.0F : 1.0F;
            }
        }
        const int work = in->count() * (to - from);
        blocksRun += work;
        return ActivationsResult{std::make_shared<WalkedActivations>(std::move(values)),
                                 {work * 1'000'000LL, {}}};
    }
    Result<LogitsResult> head(const ActivationsPtr& in) override {
        LogitsResult out;
        out.count = in->count();
        out.classes = 2;
        for (const float value : static_cast<const WalkedActivations&>(*in).values) {
            out.logits.insert(out.logits.end(), {value, 0.0F});
        }
        return out;
    }
    Result<ActivationsResult> gather(std::span<const ActivationsPtr> parts,
                                     std::span<const int> rows) override {
        std::vector<float> all, values;
        for (const ActivationsPtr& part : parts) {
            const auto& from = static_cast<const WalkedActivations&>(*part).values;
            all.insert(all.end(), from.begin(), from.end());
        }
        for (const int row : rows) {
            values.push_back(all.at(static_cast<std::size_t>(row)));
        }
        return ActivationsResult{std::make_shared<WalkedActivations>(std::move(values)), {}};
    }
    Result<std::vector<NamedTensor>> attention(const ImageBatch&, const SkipConfig&) override {
        return std::vector<NamedTensor>{};
    }
    Result<std::vector<NamedTensor>> blockOutputs(const ImageBatch&, const SkipConfig&) override {
        return std::vector<NamedTensor>{};
    }

private:
    ModelSpec m_spec;
};

/// Images of one pixel, all of class 0, named by their index.
class NumberedData final : public DataSet {
public:
    explicit NumberedData(int count) : m_count(count) {}
    std::string name() const override { return "numbers"; }
    std::string spec() const override { return "numbers"; }
    std::string range() const override { return "numbers"; }
    std::int64_t size() const override { return m_count; }
    std::string key(std::int64_t index) const override { return std::to_string(index); }
    std::optional<int> label(std::int64_t) const override { return 0; }
    const std::vector<std::string>& classNames() const override { return m_names; }
    Result<RawImage> image(std::int64_t) const override { return RawImage{1, 1, 1, {0}}; }
    const std::string& fingerprint() const override { return m_fingerprint; }

private:
    int m_count;
    std::vector<std::string> m_names;
    std::string m_fingerprint = "0";
};

}  // namespace pivot::test

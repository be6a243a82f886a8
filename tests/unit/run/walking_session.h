// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/dataset.h"
#include "devices/inference_session.h"

#include <memory>
#include <utility>
#include <vector>

namespace pivot::test {

/// Activations of one number an image. `rowsAlive` counts what its session keeps in memory.
class WalkedActivations final : public Activations {
public:
    WalkedActivations(std::vector<float> numbers, std::shared_ptr<int> rowsAlive)
        : values(std::move(numbers)), m_rowsAlive(std::move(rowsAlive)) {
        *m_rowsAlive += count();
    }
    ~WalkedActivations() override { *m_rowsAlive -= count(); }
    WalkedActivations(const WalkedActivations&) = delete;
    WalkedActivations& operator=(const WalkedActivations&) = delete;
    int count() const override { return static_cast<int>(values.size()); }
    std::vector<float> values;

private:
    std::shared_ptr<int> m_rowsAlive;
};

/// A network of one number an image: the pixel, to which every attention that runs adds 1 and every MLP
/// nothing. Class 0 wins; the larger the number, the surer. Counts images x blocks, 1 ms each, so that work
/// saved can be seen exactly.
class WalkingSession final : public InferenceSession {
public:
    explicit WalkingSession(int depth) : m_spec(specOf(depth)) {}
    explicit WalkingSession(ModelSpec spec) : m_spec(std::move(spec)) {}
    static ModelSpec specOf(int depth) {
        ModelSpec spec;
        spec.depth = depth;
        spec.inChans = 1;
        spec.imgSize = 1;
        spec.resizeShort = 1;
        spec.numClasses = 2;
        spec.mean = {0.0F};
        spec.std = {1.0F};
        spec.anyPath = true;
        return spec;
    }
    int blocksRun = 0, embedded = 0, largestBatch = 0;
    std::int64_t blockNs = 1'000'000, skippedBlockNs = 1'000'000;  ///< an image
    std::int64_t gatheredRowNs = 0;
    bool refusesSingleBlocks = false;  ///< as a device that runs nothing less than a whole effort
    std::string said = "fp32, exact";  ///< numerics()
    float bias = 0.0F;                 ///< taken off the number before class 0 may win
    std::shared_ptr<int> rowsAlive = std::make_shared<int>(0);

    const ModelSpec& spec() const override { return m_spec; }
    std::string numerics() const override { return said; }
    int threads() const override { return 1; }
    Result<ActivationsResult> embed(const ImageBatch& batch) override {
        embedded += batch.count;
        largestBatch = std::max(largestBatch, batch.count);
        return ActivationsResult{keep({batch.pixels.begin(), batch.pixels.end()}), {}};
    }
    Result<ActivationsResult> blocks(const ActivationsPtr& in, int from, int to,
                                     const SkipConfig& skip) override {
        if (refusesSingleBlocks && to == from + 1) {
            return fail(ErrorCode::Unsupported, "one block alone is not to be had: choose another device");
        }
        std::vector<float> values = static_cast<const WalkedActivations&>(*in).values;
        std::int64_t imageNs = 0;
        for (int block = from; block < to; ++block) {
            imageNs += skip.isSkipped(block) ? skippedBlockNs : blockNs;
            for (float& value : values) {
                value += skip.isSkipped(block) ? 0.0F : 1.0F;
            }
        }
        blocksRun += in->count() * (to - from);
        return ActivationsResult{keep(std::move(values)), {in->count() * imageNs, {}}};
    }
    Result<LogitsResult> head(const ActivationsPtr& in) override {
        LogitsResult out;
        out.count = in->count();
        out.classes = m_spec.numClasses;
        for (const float value : static_cast<const WalkedActivations&>(*in).values) {
            out.logits.insert(out.logits.end(), {value - bias, 0.0F});
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
        const auto cost = static_cast<std::int64_t>(rows.size()) * gatheredRowNs;
        return ActivationsResult{keep(std::move(values)), {cost, {}}};
    }
    Result<std::vector<NamedTensor>> attention(const ImageBatch&, const SkipConfig&) override {
        return std::vector<NamedTensor>{};
    }
    Result<std::vector<NamedTensor>> blockOutputs(const ImageBatch&, const SkipConfig&) override {
        return std::vector<NamedTensor>{};
    }

private:
    ActivationsPtr keep(std::vector<float> values) const {
        return std::make_shared<WalkedActivations>(std::move(values), rowsAlive);
    }

    ModelSpec m_spec;
};

/// Images of one pixel, all of class 0, named by their index; every second one is white, and so surer. A part
/// of a larger set where `first` and `stride` say so.
class NumberedData final : public DataSet {
public:
    explicit NumberedData(int count, std::int64_t first = 0, std::int64_t stride = 1)
        : m_count(count), m_first(first), m_stride(stride) {}
    NumberedData(std::vector<std::optional<int>> labels, std::vector<std::string> names)
        : m_count(static_cast<int>(labels.size())), m_labels(std::move(labels)), m_names(std::move(names)) {}
    std::string name() const override { return "numbers"; }
    std::string spec() const override { return specText; }
    std::string range() const override { return "numbers"; }
    std::int64_t size() const override { return m_count; }
    std::string key(std::int64_t index) const override { return std::to_string(sourceIndex(index)); }
    std::int64_t sourceIndex(std::int64_t index) const override { return m_first + m_stride * index; }
    std::optional<int> label(std::int64_t index) const override {
        return m_labels.empty() ? 0 : m_labels.at(static_cast<std::size_t>(index));
    }
    const std::vector<std::string>& classNames() const override { return m_names; }
    Result<RawImage> image(std::int64_t index) const override {
        return RawImage{1, 1, 1, {static_cast<std::uint8_t>(index % 2 == 1 ? 255 : 0)}};
    }
    const std::string& fingerprint() const override { return m_fingerprint; }
    std::string specText = "numbers";

private:
    int m_count;
    std::int64_t m_first = 0, m_stride = 1;
    std::vector<std::optional<int>> m_labels;
    std::vector<std::string> m_names;
    std::string m_fingerprint = "0";
};

}  // namespace pivot::test

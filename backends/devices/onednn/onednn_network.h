// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "devices/onednn/gemm_limit.h"
#include "devices/onednn/image_group.h"
#include "devices/onednn/team.h"
#include "vit/model.h"

#include <map>
#include <memory>

namespace pivot {

/// A vision transformer on oneDNN. Images are independent, so each thread takes its own share of a batch and
/// runs all of the network on it, a few images at a time whose activations stay in its cache, without ever
/// waiting for another; only what is left over (few images beside the threads) is worked by all threads
/// together, one image at a time.
class OneDnnNetwork {
public:
    /// With `ranges` the products of the blocks are int8, and everything else `element`. Errors: see
    /// readNetworkLinears() and makeInt8Blocks().
    [[nodiscard]] static Result<std::unique_ptr<OneDnnNetwork>> create(ModelPtr model, Element element,
                                                                       int threads,
                                                                       const ActivationRanges* ranges);

    [[nodiscard]] const ModelPtr& model() const { return m_model; }
    [[nodiscard]] int threads() const { return m_threads; }
    /// Whether the products of the blocks are int8.
    [[nodiscard]] bool isInt8() const { return !m_int8.empty(); }
    [[nodiscard]] Element element() const { return m_element; }
    [[nodiscard]] std::int64_t imageTokens() const;  ///< floats of one image's tokens
    [[nodiscard]] std::int64_t imagePixels() const;

    /// See measureGemmLimit(), in the shapes that this network runs.
    [[nodiscard]] GemmLimit gemmLimit();

    /// Calls work(group, first image) for groups of consecutive images until [0, count) is done, in parallel:
    /// it touches only its own images. `images(group)` are what ImageGroup was made for. For a thread with
    /// PrimitivesAlone. Throws dnnl::error.
    template <class Work>
    void forGroups(int count, const Work& work);

private:
    OneDnnNetwork(ModelPtr model, Element element, int threads, NetworkLinears linears,
                  std::vector<Int8Block> int8);
    struct Key {
        int images, threads, lane;
        auto operator<=>(const Key&) const = default;
    };
    ImageGroup& group(const Key& key);

    ModelPtr m_model;
    Element m_element;
    int m_threads;
    Team m_team;
    int m_groupImages;
    NetworkLinears m_linears;
    std::vector<Int8Block> m_int8;  ///< of the blocks; empty: F32 or Bf16
    dnnl::engine m_engine{dnnl::engine::kind::cpu, 0};
    std::map<Key, std::unique_ptr<ImageGroup>> m_groups;
};

}  // namespace pivot

#include "devices/onednn/onednn_network_groups.h"

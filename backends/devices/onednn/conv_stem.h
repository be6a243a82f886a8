// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/onednn/network_weights.h"
#include "devices/onednn/primitive_call.h"

#include <vector>

namespace pivot {

/// LV-ViT's convolutions, each with its batch norm folded in and ReLU behind it, for a fixed number of
/// images; channels last throughout.
class ConvStem {
public:
    ConvStem() = default;
    /// `side`: of the input image. Uses as many threads as OpenMP gives the calling thread now.
    ConvStem(const std::vector<FoldedConv>& layers, int images, int side, Element element,
             const dnnl::engine& engine);

    [[nodiscard]] bool empty() const { return m_layers.empty(); }
    /// Of the result [images, side, side, channels].
    [[nodiscard]] int outputSide() const { return m_outputSide; }
    /// `pixels` [images, channels, side, side] float32; the result stays in memory of the stem's own until
    /// the next run.
    const void* run(const float* pixels, const dnnl::stream& stream);
    /// Whether every pixel of an image of the last run was finite. ReLU makes a zero of a NaN, so the result
    /// does not show it.
    [[nodiscard]] bool wasFinite(int image) const { return m_finite[static_cast<std::size_t>(image)]; }

private:
    struct Layer {
        PrimitiveCall call;
        dnnl::memory weights, bias;
        Buffer output, scratch;
    };
    int m_images = 0, m_side = 0, m_channels = 0, m_outputSide = 0;
    Element m_element = Element::F32;
    Buffer m_input;
    std::vector<bool> m_finite;  ///< one an image
    std::vector<float> m_row;
    std::vector<Layer> m_layers;
};

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/onednn/network_weights.h"
#include "devices/onednn/primitive_call.h"
#include "devices/onednn/team.h"

#include <vector>

namespace pivot {

/// LV-ViT's convolutions, each with its batch norm folded in and ReLU behind it, for a fixed number of
/// images; channels last throughout.
class ConvStem {
public:
    ConvStem() = default;
    /// `side`: of the input image. `bands`: how many threads work a layer together, each some lines of it;
    /// more than one for a single image only. For a thread with PrimitivesAlone.
    ConvStem(const std::vector<FoldedConv>& layers, int images, int side, Element element, int bands,
             const dnnl::engine& engine);

    [[nodiscard]] bool empty() const { return m_layers.empty(); }
    /// Of the result [images, side, side, channels].
    [[nodiscard]] int outputSide() const { return m_outputSide; }
    /// `pixels` [images, channels, side, side] float32; the result stays in memory of the stem's own until
    /// the next run.
    const void* run(const float* pixels, Team& team);
    /// Whether every pixel of an image of the last run was finite. ReLU makes a zero of a NaN, so the result
    /// does not show it.
    [[nodiscard]] bool wasFinite(int image) const;

private:
    /// Lines of the output, and the lines and padding above and below that a convolution makes them of.
    struct Lines {
        int first = 0, count = 0, from = 0, read = 0, above = 0, below = 0;
    };
    struct Band {
        PrimitiveCall call;
        dnnl::memory weights, bias;  ///< in the layout that a convolution of this size wants
        Buffer scratch;
        std::size_t source = 0;  ///< bytes of its input before its first line
    };
    struct Layer {
        std::vector<Band> bands;
        Buffer output;
    };
    struct Lane {
        dnnl::stream stream;
        std::vector<float> row;     ///< one line of an image
        std::vector<float> poison;  ///< [images]: zero where all that the lane read was finite
    };
    void addLayer(const FoldedConv& layer, int bands, const dnnl::engine& engine);
    [[nodiscard]] Band makeBand(const FoldedConv& layer, const Lines& lines, int inSide, int outSide,
                                const dnnl::engine& engine) const;
    /// Lines of all images from [channels, side, side] to [side, side, channels].
    void readLines(const float* pixels, std::int64_t begin, std::int64_t end, Lane& lane);
    [[nodiscard]] std::size_t lineBytes(int side, int channels) const {
        return static_cast<std::size_t>(side) * static_cast<std::size_t>(channels) * bytesOf(m_element);
    }

    int m_images = 0, m_side = 0, m_channels = 0, m_outputSide = 0;
    Element m_element = Element::F32;
    Buffer m_input;
    std::vector<Lane> m_lanes;
    std::vector<Layer> m_layers;
};

}  // namespace pivot

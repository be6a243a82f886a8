// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/conv_stem.h"

#include "devices/onednn/row_kernels.h"

#include <algorithm>

namespace pivot {

namespace {

using dnnl::memory;

dnnl::memory packed(const std::vector<float>& values, const memory::dims& dims, const memory::desc& layout,
                    const dnnl::engine& engine) {
    memory source(denseLayout(dims, memory::data_type::f32), engine, const_cast<float*>(values.data()));
    memory target(layout, engine);
    dnnl::stream stream(engine);
    dnnl::reorder(source, target).execute(stream, source, target);
    stream.wait();
    return target;
}

}  // namespace

ConvStem::ConvStem(const std::vector<FoldedConv>& layers, int images, int side, Element element, int bands,
                   const dnnl::engine& engine)
    : m_images(images), m_side(side), m_channels(layers.empty() ? 0 : layers.front().in), m_element(element) {
    m_outputSide = side;
    for (const FoldedConv& layer : layers) {
        addLayer(layer, bands, engine);
    }
    const auto lines = static_cast<std::size_t>(images) * static_cast<std::size_t>(side);
    m_input = Buffer(lines * lineBytes(side, m_channels) + 1);
    for (int i = 0; i < bands; ++i) {
        m_lanes.push_back({dnnl::stream(engine),
                           std::vector<float>(static_cast<std::size_t>(m_channels * side)),
                           std::vector<float>(static_cast<std::size_t>(images))});
    }
}

void ConvStem::addLayer(const FoldedConv& layer, int bands, const dnnl::engine& engine) {
    const int inSide = m_outputSide, padding = layer.side / 2;
    const int outSide = (inSide + 2 * padding - layer.side) / layer.stride + 1;
    Layer& made = m_layers.emplace_back();
    const auto outBytes = lineBytes(outSide, layer.out);
    made.output = Buffer(static_cast<std::size_t>(m_images * outSide) * outBytes);
    for (int i = 0; i < bands; ++i) {
        Lines lines;
        lines.first = outSide * i / bands;
        lines.count = outSide * (i + 1) / bands - lines.first;
        if (lines.count == 0) {
            continue;
        }
        // What the band reads; beyond the image is padding.
        const int top = lines.first * layer.stride - padding;
        const int bottom = top + (lines.count - 1) * layer.stride + layer.side;
        lines.from = std::max(0, top);
        lines.read = std::min(inSide, bottom) - lines.from;
        lines.above = lines.from - top;
        lines.below = std::max(0, bottom - inSide);
        made.bands.push_back(makeBand(layer, lines, inSide, outSide, engine));
        Band& band = made.bands.back();
        band.source = static_cast<std::size_t>(lines.from) * lineBytes(inSide, layer.in);
        band.call.set(DNNL_ARG_DST, made.output.at(static_cast<std::size_t>(lines.first) * outBytes));
    }
    m_outputSide = outSide;
}

ConvStem::Band ConvStem::makeBand(const FoldedConv& layer, const Lines& lines, int inSide, int outSide,
                                  const dnnl::engine& engine) const {
    const auto type = dnnlType(m_element);
    const int padding = layer.side / 2;
    const memory::desc source({m_images, layer.in, lines.read, inSide}, type, memory::format_tag::nhwc);
    const memory::desc target({m_images, layer.out, lines.count, outSide}, type, memory::format_tag::nhwc);
    const memory::dims weightDims{layer.out, layer.in, layer.side, layer.side};
    dnnl::post_ops relu;
    relu.append_eltwise(1.0F, dnnl::algorithm::eltwise_relu, 0.0F, 0.0F);
    const dnnl::convolution_forward::desc convolution(
        dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct, source,
        memory::desc(weightDims, type, memory::format_tag::any),
        memory::desc({layer.out}, memory::data_type::f32, memory::format_tag::x), target,
        memory::dims{layer.stride, layer.stride}, memory::dims{lines.above, padding},
        memory::dims{lines.below, padding});
    const dnnl::convolution_forward::primitive_desc description(convolution, callAttributes(relu), engine);
    Band made;
    made.weights = packed(layer.weight, weightDims, description.weights_desc(), engine);
    made.bias = packed(layer.bias, {layer.out}, description.bias_desc(), engine);
    made.scratch = Buffer(description.scratchpad_desc().get_size() + 1);
    made.call = PrimitiveCall(dnnl::convolution_forward(description),
                              {{DNNL_ARG_SRC, source},
                               {DNNL_ARG_WEIGHTS, description.weights_desc()},
                               {DNNL_ARG_BIAS, description.bias_desc()},
                               {DNNL_ARG_DST, target},
                               {DNNL_ARG_SCRATCHPAD, description.scratchpad_desc()}},
                              engine);
    made.call.set(DNNL_ARG_WEIGHTS, made.weights.get_data_handle());
    made.call.set(DNNL_ARG_BIAS, made.bias.get_data_handle());
    made.call.set(DNNL_ARG_SCRATCHPAD, made.scratch.as());
    return made;
}

void ConvStem::readLines(const float* pixels, std::int64_t begin, std::int64_t end, Lane& lane) {
    const auto side = static_cast<std::size_t>(m_side), channels = static_cast<std::size_t>(m_channels);
    for (auto line = static_cast<std::size_t>(begin); line < static_cast<std::size_t>(end); ++line) {
        const float* source = pixels + (line / side) * channels * side * side + (line % side) * side;
        float poison = 0.0F;  // 0 * x is 0 for what is finite and NaN for the rest
        for (std::size_t channel = 0; channel < channels; ++channel) {
            for (std::size_t x = 0; x < side; ++x) {
                const float value = source[channel * side * side + x];
                lane.row[x * channels + channel] = value;
                poison += 0.0F * value;
            }
        }
        lane.poison[line / side] += poison;
        convertRow(lane.row.data(), static_cast<std::int64_t>(lane.row.size()), m_element,
                   m_input.at(line * lineBytes(m_side, m_channels)));
    }
}

const void* ConvStem::run(const float* pixels, Team& team) {
    for (Lane& lane : m_lanes) {
        std::fill(lane.poison.begin(), lane.poison.end(), 0.0F);
    }
    const auto lanes = static_cast<int>(m_lanes.size());
    team.inShares(lanes, std::int64_t{m_images} * m_side,
                  [&](std::int64_t begin, std::int64_t end, int lane) {
                      readLines(pixels, begin, end, m_lanes[static_cast<std::size_t>(lane)]);
                  });
    const Buffer* input = &m_input;
    for (Layer& layer : m_layers) {
        team.onEachThread(static_cast<int>(layer.bands.size()), [&](int lane) {
            Band& band = layer.bands[static_cast<std::size_t>(lane)];
            band.call.set(DNNL_ARG_SRC, input->at(band.source));
            band.call.execute(m_lanes[static_cast<std::size_t>(lane)].stream);
        });
        input = &layer.output;
    }
    return input->as();
}

bool ConvStem::wasFinite(int image) const {
    return std::all_of(m_lanes.begin(), m_lanes.end(), [&](const Lane& lane) {
        return lane.poison[static_cast<std::size_t>(image)] == 0.0F;
    });
}

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/conv_stem.h"

#include "devices/onednn/row_kernels.h"

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

ConvStem::ConvStem(const std::vector<FoldedConv>& layers, int images, int side, Element element,
                   const dnnl::engine& engine)
    : m_images(images), m_side(side), m_channels(layers.empty() ? 0 : layers.front().in), m_element(element) {
    const auto type = dnnlType(element);
    int inSide = side;
    for (const FoldedConv& layer : layers) {
        const int padding = layer.side / 2;
        const int outSide = (inSide + 2 * padding - layer.side) / layer.stride + 1;
        const memory::desc source({images, layer.in, inSide, inSide}, type, memory::format_tag::nhwc);
        const memory::desc target({images, layer.out, outSide, outSide}, type, memory::format_tag::nhwc);
        const memory::dims weightDims{layer.out, layer.in, layer.side, layer.side};
        dnnl::post_ops relu;
        relu.append_eltwise(1.0F, dnnl::algorithm::eltwise_relu, 0.0F, 0.0F);
        const dnnl::convolution_forward::desc convolution(
            dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct, source,
            memory::desc(weightDims, type, memory::format_tag::any),
            memory::desc({layer.out}, memory::data_type::f32, memory::format_tag::x), target,
            memory::dims{layer.stride, layer.stride}, memory::dims{padding, padding},
            memory::dims{padding, padding});
        const dnnl::convolution_forward::primitive_desc description(convolution, callAttributes(relu),
                                                                    engine);

        Layer& made = m_layers.emplace_back();
        made.weights = packed(layer.weight, weightDims, description.weights_desc(), engine);
        made.bias = packed(layer.bias, {layer.out}, description.bias_desc(), engine);
        made.output = Buffer(description.dst_desc().get_size());
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
        made.call.set(DNNL_ARG_DST, made.output.as());
        made.call.set(DNNL_ARG_SCRATCHPAD, made.scratch.as());
        inSide = outSide;
    }
    m_outputSide = inSide;
    const auto area = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    m_input = Buffer(static_cast<std::size_t>(images * m_channels) * area * bytesOf(element) + 1);
    m_row.resize(static_cast<std::size_t>(m_channels) * static_cast<std::size_t>(side));
}

const void* ConvStem::run(const float* pixels, const dnnl::stream& stream) {
    const auto side = static_cast<std::size_t>(m_side), channels = static_cast<std::size_t>(m_channels);
    m_finite.assign(static_cast<std::size_t>(m_images), true);
    for (std::size_t line = 0; line < static_cast<std::size_t>(m_images) * side; ++line) {  // nchw -> nhwc
        const float* source = pixels + (line / side) * channels * side * side + (line % side) * side;
        float poison = 0.0F;  // 0 * x is 0 for what is finite and NaN for the rest
        for (std::size_t channel = 0; channel < channels; ++channel) {
            for (std::size_t x = 0; x < side; ++x) {
                const float value = source[channel * side * side + x];
                m_row[x * channels + channel] = value;
                poison += 0.0F * value;
            }
        }
        if (poison != 0.0F) {
            m_finite[line / side] = false;
        }
        convertRow(m_row.data(), static_cast<std::int64_t>(m_row.size()), m_element,
                   m_input.at(line * m_row.size() * bytesOf(m_element)));
    }
    const void* input = m_input.as();
    for (Layer& layer : m_layers) {
        layer.call.set(DNNL_ARG_SRC, input);
        layer.call.execute(stream);
        input = layer.output.as();
    }
    return input;
}

}  // namespace pivot

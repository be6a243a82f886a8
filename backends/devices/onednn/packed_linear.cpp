// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/packed_linear.h"

#include "devices/onednn/panel_product_avx512.h"

#include <stdexcept>

namespace pivot {

using dnnl::memory;

memory::data_type dnnlType(Element element) {
    switch (element) {
        case Element::F32:
            return memory::data_type::f32;
        case Element::Bf16:
            return memory::data_type::bf16;
        case Element::U8:
            return memory::data_type::u8;
    }
    throw std::logic_error("an element type without a name in oneDNN");
}

PackedLinear::PackedLinear(int in, int out, std::vector<float> weight, std::vector<float> bias)
    : m_in(in), m_out(out), m_plain(std::move(weight)), m_bias(std::move(bias)) {}

void PackedLinear::pack(const memory::desc& layout, const dnnl::engine& engine) {
    for (const memory& ready : m_packed) {
        if (ready.get_desc() == layout) {
            return;
        }
    }
    if (m_packed.empty() && m_plain.empty()) {
        throw std::logic_error("weights that are in panels are asked for in a layout of oneDNN");
    }
    memory target(layout, engine);
    dnnl::stream stream(engine);
    if (m_packed.empty()) {
        const memory::desc plain({m_in, m_out}, memory::data_type::f32, memory::dims{1, m_in});
        memory source(plain, engine, m_plain.data());
        dnnl::reorder(source, target).execute(stream, source, target);
        m_plain = {};
    } else {
        memory source = m_packed.front();
        dnnl::reorder(source, target).execute(stream, source, target);
    }
    stream.wait();
    m_packed.push_back(std::move(target));
}

const void* PackedLinear::packed(const memory::desc& layout) const {
    for (const memory& ready : m_packed) {
        if (ready.get_desc() == layout) {
            return ready.get_data_handle();
        }
    }
    throw std::logic_error("weights are run in a layout that they were not packed in");
}

void PackedLinear::requirePlain() const {
    if (m_plain.empty()) {
        throw std::logic_error("weights that are in a layout of oneDNN are asked for in panels");
    }
}

const void* PackedLinear::panels() const {
    if (!m_panels.as()) {
        throw std::logic_error("weights are run in panels that they were not packed in");
    }
    return m_panels.as();
}

const char* nameOf(LinearCall::By by) {
    switch (by) {
        case LinearCall::By::OneDnn:
            return "oneDNN";
        case LinearCall::By::PanelsAvx2:
            return "panels in AVX2";
        case LinearCall::By::PanelsAvx512:
            return "panels in AVX-512";
    }
    throw std::logic_error("a product without a name");
}

LinearCall::By LinearCall::best(const Shape& shape) {
    if (hasPanelProductsAvx512(shape.from, shape.to, shape.in)) {
        return By::PanelsAvx512;
    }
    const bool floats = shape.from == Element::F32 && shape.to == Element::F32;
    return floats && hasPanelProducts() ? By::PanelsAvx2 : By::OneDnn;
}

LinearCall::LinearCall(const Shape& shape, By by, const dnnl::engine& engine)
    : m_shape(shape), m_scales(shape.scales.begin(), shape.scales.end()), m_by(by) {
    m_shape.scales = {};  // what it views need not live on
    switch (by) {
        case By::OneDnn:
            makePrimitive(engine);
            break;
        case By::PanelsAvx2:
            break;
        case By::PanelsAvx512:
            m_scratchBytes = panelScratchBytesAvx512(shape.rows);
            break;
    }
}

void LinearCall::makePrimitive(const dnnl::engine& engine) {
    const Shape& shape = m_shape;
    const auto source = denseLayout({shape.rows, shape.in}, dnnlType(shape.from));
    const auto target = denseLayout({shape.rows, shape.out}, dnnlType(shape.to));
    const auto weightType = shape.from == Element::U8 ? memory::data_type::s8 : dnnlType(shape.from);
    const memory::desc weights({shape.in, shape.out}, weightType, memory::format_tag::any);
    dnnl::post_ops after;
    switch (shape.after) {
        case After::Nothing:
            break;
        case After::Gelu:
            after.append_eltwise(1.0F, dnnl::algorithm::eltwise_gelu_erf, 0.0F, 0.0F);
            break;
        case After::Relu:
            after.append_eltwise(1.0F, dnnl::algorithm::eltwise_relu, 0.0F, 0.0F);
            break;
        case After::AddToTarget:
            after.append_sum(1.0F);
            break;
    }
    const auto product =
        shape.bias
            ? dnnl::matmul::desc(source, weights, denseLayout({1, shape.out}, memory::data_type::f32), target)
            : dnnl::matmul::desc(source, weights, target);
    dnnl::primitive_attr attributes = callAttributes(after);
    if (!m_scales.empty()) {
        constexpr int kEachColumn = 1 << 1;
        attributes.set_output_scales(kEachColumn, m_scales);
    }
    const dnnl::matmul::primitive_desc description(product, attributes, engine);
    m_weightsLayout = description.weights_desc();
    m_scratchBytes = description.scratchpad_desc().get_size();
    std::vector<std::pair<int, memory::desc>> arguments{{DNNL_ARG_SRC, description.src_desc()},
                                                        {DNNL_ARG_WEIGHTS, m_weightsLayout},
                                                        {DNNL_ARG_DST, description.dst_desc()},
                                                        {DNNL_ARG_SCRATCHPAD, description.scratchpad_desc()}};
    if (shape.bias) {
        arguments.emplace_back(DNNL_ARG_BIAS, description.bias_desc());
    }
    m_call = PrimitiveCall(dnnl::matmul(description), arguments, engine);
}

void LinearCall::prepare(PackedLinear& weights, const dnnl::engine& engine) const {
    const std::int64_t in = weights.in(), out = weights.out();
    switch (m_by) {
        case By::OneDnn:
            weights.pack(m_weightsLayout, engine);
            break;
        case By::PanelsAvx2:
            weights.packPanels(static_cast<std::size_t>(panelValues(in, out)) * sizeof(float),
                               [&](const float* rows, void* panels) {
                                   packPanels(rows, in, in, out, static_cast<float*>(panels));
                               });
            break;
        case By::PanelsAvx512:
            weights.packPanels(panelBytesAvx512(m_shape.from, in, out), [&](const float* rows, void* panels) {
                packPanelsAvx512(rows, m_shape.from, in, out, panels);
            });
            break;
    }
}

void LinearCall::runPanels(const PackedLinear& weights, const void* x, void* y, void* scratch) const {
    const float* bias = weights.hasBias() ? weights.bias() : nullptr;
    if (m_by == By::PanelsAvx512) {
        multiplyPanelsAvx512({.from = m_shape.from,
                              .to = m_shape.to,
                              .a = x,
                              .rows = m_shape.rows,
                              .in = weights.in(),
                              .out = weights.out(),
                              .panels = weights.panels(),
                              .bias = bias,
                              .scales = m_scales.empty() ? nullptr : m_scales.data(),
                              .after = m_shape.after,
                              .c = y},
                             scratch);
        return;
    }
    multiplyPanels({.a = static_cast<const float*>(x),
                    .aStride = weights.in(),
                    .rows = m_shape.rows,
                    .in = weights.in(),
                    .out = weights.out(),
                    .panels = static_cast<const float*>(weights.panels()),
                    .bias = bias,
                    .after = m_shape.after,
                    .c = static_cast<float*>(y),
                    .cStride = weights.out()});
}

void LinearCall::run(const PackedLinear& weights, const void* x, void* y, void* scratch,
                     const dnnl::stream& stream) {
    if (m_by != By::OneDnn) {
        runPanels(weights, x, y, scratch);
        return;
    }
    m_call.set(DNNL_ARG_SRC, x);
    m_call.set(DNNL_ARG_WEIGHTS, weights.packed(m_weightsLayout));
    m_call.set(DNNL_ARG_DST, y);
    m_call.set(DNNL_ARG_SCRATCHPAD, scratch);
    if (weights.hasBias()) {
        m_call.set(DNNL_ARG_BIAS, weights.bias());
    }
    m_call.execute(stream);
}

}  // namespace pivot

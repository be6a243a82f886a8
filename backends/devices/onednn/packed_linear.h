// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/onednn/element.h"
#include "devices/onednn/panel_product.h"
#include "devices/onednn/primitive_call.h"

#include <cstdint>
#include <span>
#include <vector>

namespace pivot {

/// The weights of y = x W^T + b in the layouts that the products want. Packed once a layout, before anything
/// runs; read by several threads after.
class PackedLinear {
public:
    PackedLinear() = default;
    /// `weight` is row-major [out, in]; `bias` [out], or empty for none.
    PackedLinear(int in, int out, std::vector<float> weight, std::vector<float> bias);

    [[nodiscard]] int in() const { return m_in; }
    [[nodiscard]] int out() const { return m_out; }
    [[nodiscard]] bool hasBias() const { return !m_bias.empty(); }
    [[nodiscard]] const float* bias() const { return m_bias.data(); }
    /// Row-major [out, in]; gone after the first pack().
    [[nodiscard]] const std::vector<float>& plain() const { return m_plain; }

    /// Makes the weights ready in `layout` ([in, out] in any order and type).
    void pack(const dnnl::memory::desc& layout, const dnnl::engine& engine);
    /// The weights in a layout that was packed.
    [[nodiscard]] const void* packed(const dnnl::memory::desc& layout) const;
    /// The same for products of panels: `pack` writes them from plain() into `bytes`. Weights are packed for
    /// oneDNN or for panels of one kind.
    template <class Pack>
    void packPanels(std::size_t bytes, const Pack& pack) {
        if (!m_panels.as()) {
            requirePlain();
            m_panels = Buffer(bytes);
            pack(m_plain.data(), m_panels.as());
            m_plain = {};
        }
    }
    [[nodiscard]] const void* panels() const;

private:
    void requirePlain() const;

    int m_in = 0, m_out = 0;
    std::vector<float> m_plain;  ///< until the first pack
    Buffer m_panels;
    std::vector<float> m_bias;
    std::vector<dnnl::memory> m_packed;
};

/// y = after(x W^T + b) for a number of rows: x [rows, in] dense, y [rows, out] dense. By oneDNN, or by
/// products of panels where those are faster.
class LinearCall {
public:
    enum class By { OneDnn, PanelsAvx2, PanelsAvx512 };
    struct Shape {
        std::int64_t rows = 0;
        int in = 0, out = 0;
        Element from = Element::F32, to = Element::F32;
        bool bias = true;
        After after = After::Nothing;
        /// From U8: what the integer sums, with the bias in their unit, are multiplied by; one an output.
        std::span<const float> scales = {};
    };
    LinearCall() = default;
    /// oneDNN uses as many threads as OpenMP gives the calling thread now; panels are multiplied on one.
    LinearCall(const Shape& shape, const dnnl::engine& engine) : LinearCall(shape, best(shape), engine) {}
    /// `by` is OneDnn or what best() says.
    LinearCall(const Shape& shape, By by, const dnnl::engine& engine);
    /// The fastest that this processor has.
    [[nodiscard]] static By best(const Shape& shape);

    /// Packs weights that this call will be run with.
    void prepare(PackedLinear& weights, const dnnl::engine& engine) const;
    [[nodiscard]] std::size_t scratchBytes() const { return m_scratchBytes; }
    void run(const PackedLinear& weights, const void* x, void* y, void* scratch, const dnnl::stream& stream);

    [[nodiscard]] By by() const { return m_by; }
    /// Whether setRows() may be called: panels take any number.
    [[nodiscard]] bool takesAnyRows() const { return m_by != By::OneDnn; }
    /// At most as many as it was made for.
    void setRows(std::int64_t rows) { m_shape.rows = rows; }

private:
    void makePrimitive(const dnnl::engine& engine);
    void runPanels(const PackedLinear& weights, const void* x, void* y, void* scratch) const;

    Shape m_shape;
    std::vector<float> m_scales;
    By m_by = By::OneDnn;
    PrimitiveCall m_call;
    dnnl::memory::desc m_weightsLayout;
    std::size_t m_scratchBytes = 0;
};

/// `oneDNN`, `panels in AVX2` or `panels in AVX-512`.
[[nodiscard]] const char* nameOf(LinearCall::By by);
[[nodiscard]] dnnl::memory::data_type dnnlType(Element element);

}  // namespace pivot

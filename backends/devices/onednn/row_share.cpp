// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/row_share.h"

#include "devices/onednn/bf16_rate.h"
#include "devices/onednn/panel_product_avx512.h"
#include "devices/onednn/row_kernels.h"
#include "devices/onednn/row_kernels_avx512.h"

#include <algorithm>
#include <cstring>

namespace pivot {

Element GroupPlan::attended() const {
    return !int8.empty() && AttentionKernel::usable({spec.tokens(), spec.headDim(), Element::Bf16})
               ? Element::Bf16
               : element;
}

GroupBuffers::GroupBuffers(const GroupPlan& plan, bool several) {
    const int dim = plan.spec.dim, patchCount = plan.spec.grid() * plan.spec.grid();
    patches = Buffer(GroupPlan::bytes(patchCount, plan.net.patch.in(), plan.element));
    normed = Buffer(GroupPlan::bytes(plan.rows(), dim, plan.element));
    context = Buffer(GroupPlan::bytes(plan.rows(), dim, plan.read()));
    hidden = Buffer(GroupPlan::bytes(plan.rows(), plan.spec.mlpDim(), plan.read()));
    qkv[0] = Buffer(GroupPlan::bytes(plan.rows(), 3 * dim, plan.attended()));
    if (several) {
        qkv[1] = Buffer(GroupPlan::bytes(plan.rows(), 3 * dim, plan.attended()));
    }
}

RowShare::RowShare(const GroupPlan& plan, GroupBuffers& buffers, std::int64_t first, std::int64_t count,
                   const dnnl::engine& engine)
    : m_plan(plan),
      m_buffers(buffers),
      m_geluByRows(plan.read() == Element::Bf16 && plan.spec.act == Activation::Gelu &&
                   hasAvx512Rows(Element::Bf16) &&
                   !hasPanelProductsAvx512(Element::Bf16, Element::Bf16, plan.spec.dim)),
      m_stream(engine) {
    setRows(first, count);
    makeCalls(engine);
    const ModelSpec& spec = plan.spec;
    AttentionCall::Shape attention =
        AttentionCall::fitting(plan.images, spec.heads, spec.tokens(), spec.headDim(), plan.attended());
    attention.widens = plan.attended() == Element::Bf16 && !vectorsMultiplyBf16Faster();
    attention.queries = static_cast<int>(plan.images == 1 ? count : spec.tokens());
    m_attention = AttentionCall(attention, engine);
}

void RowShare::setRows(std::int64_t first, std::int64_t count) {
    m_first = first;
    m_count = count;
    // The cls token, the first of an image, is no patch.
    m_firstPatch = std::max<std::int64_t>(first, 1) - 1;
    m_patchCount = std::min<std::int64_t>(first + count, m_plan.spec.tokens()) - 1 - m_firstPatch;
}

bool RowShare::takesAnyRows() const {
    const auto all = [](const BlockCalls& calls) {
        return calls.qkv.takesAnyRows() && calls.proj.takesAnyRows() && calls.fc1.takesAnyRows() &&
               calls.fc2.takesAnyRows();
    };
    return m_plan.images == 1 && m_patch.takesAnyRows() && std::all_of(m_calls.begin(), m_calls.end(), all) &&
           (m_plan.net.auxHead.in() == 0 || m_auxHead.takesAnyRows()) && m_attention.takesAnyQueries();
}

void RowShare::take(std::int64_t first, std::int64_t count) {
    setRows(first, count);
    m_patch.setRows(m_patchCount);
    m_auxHead.setRows(count);
    for (BlockCalls& calls : m_calls) {
        for (LinearCall* call : {&calls.qkv, &calls.proj, &calls.fc1, &calls.fc2}) {
            call->setRows(count);
        }
    }
    m_attention.setQueries(static_cast<int>(count));
}

LinearCall RowShare::makeCall(LinearCall::Shape shape, const dnnl::engine& engine) {
    const bool anyRows = LinearCall::best(shape) != LinearCall::By::OneDnn;
    const std::int64_t own = shape.rows;
    shape.rows = anyRows ? m_plan.rows() : own;
    LinearCall call(shape, engine);
    if (anyRows) {
        call.setRows(own);
    }
    m_scratchBytes = std::max(m_scratchBytes, call.scratchBytes());
    return call;
}

void RowShare::makeCalls(const dnnl::engine& engine) {
    const NetworkLinears& net = m_plan.net;
    const bool codes = !m_plan.int8.empty();
    const Element read = m_plan.read();
    const auto activation = codes || m_geluByRows                 ? After::Nothing
                            : m_plan.spec.act == Activation::Gelu ? After::Gelu
                                                                  : After::Relu;
    // A share without a patch may be given some.
    m_patch = makeCall({std::max<std::int64_t>(m_patchCount, 1),
                        net.patch.in(),
                        net.patch.out(),
                        m_plan.element,
                        Element::F32,
                        net.patch.hasBias(),
                        After::AddToTarget,
                        {}},
                       engine);
    m_patch.prepare(m_plan.net.patch, engine);
    if (net.auxHead.in() > 0) {
        m_auxHead = makeCall({m_count, net.auxHead.in(), net.auxHead.out(), m_plan.element, Element::F32,
                              net.auxHead.hasBias(), After::Nothing},
                             engine);
        m_auxHead.prepare(m_plan.net.auxHead, engine);
    }
    m_calls.resize(codes ? net.blocks.size() : 1);
    for (std::size_t i = 0; i < m_calls.size(); ++i) {
        const BlockLinears& block = net.blocks[i];
        const auto shape = [&](const PackedLinear& weights, Element to, After after,
                               std::vector<float> Int8Block::*scales) {
            return makeCall(
                {m_count, weights.in(), weights.out(), read, to, weights.hasBias(), after,
                 codes ? std::span<const float>(m_plan.int8[i].*scales) : std::span<const float>()},
                engine);
        };
        m_calls[i].qkv = shape(block.qkv, m_plan.attended(), After::Nothing, &Int8Block::qkvScales);
        m_calls[i].proj = shape(block.proj, Element::F32, After::AddToTarget, &Int8Block::projScales);
        m_calls[i].fc1 = shape(block.fc1, read, activation, &Int8Block::fc1Scales);
        m_calls[i].fc2 = shape(block.fc2, Element::F32, After::AddToTarget, &Int8Block::fc2Scales);
    }
    for (std::size_t i = 0; i < net.blocks.size(); ++i) {
        BlockLinears& block = m_plan.net.blocks[i];
        const BlockCalls& calls = callsOf(static_cast<int>(i));
        calls.qkv.prepare(block.qkv, engine);
        calls.proj.prepare(block.proj, engine);
        calls.fc1.prepare(block.fc1, engine);
        calls.fc2.prepare(block.fc2, engine);
    }
    m_scratch = Buffer(m_scratchBytes);
}

void RowShare::gatherPatch(std::int64_t patch, const void* source) {
    const ModelSpec& spec = m_plan.spec;
    const NetworkLinears& net = m_plan.net;
    const Element element = m_plan.element;
    const std::int64_t grid = spec.grid(), side = net.patchSide, channels = net.patchChannels;
    const std::int64_t width = grid * side;  // pixels or stem positions a line
    const std::int64_t top = patch / grid * side, left = patch % grid * side;
    auto* target = static_cast<std::byte*>(
        m_buffers.patches.at(GroupPlan::bytes(patch, side * side * channels, element)));
    if (net.stem.empty()) {
        const auto* pixels = static_cast<const float*>(source);
        for (std::int64_t line = 0; line < channels * side; ++line) {
            const std::int64_t channel = line / side, y = top + line % side;
            convertRow(pixels + (channel * width + y) * width + left, side, element,
                       target + GroupPlan::bytes(line, side, element));
        }
        return;
    }
    for (std::int64_t y = 0; y < side; ++y) {  // a line of a patch is one run of positions
        const std::int64_t position = (top + y) * width + left;
        std::memcpy(target + GroupPlan::bytes(y, side * channels, element),
                    static_cast<const std::byte*>(source) + GroupPlan::bytes(position, channels, element),
                    GroupPlan::bytes(side, channels, element));
    }
}

void RowShare::embed(int image, const void* source, float* tokens) {
    const std::int64_t dim = m_plan.spec.dim, imageRows = m_plan.spec.tokens();
    const std::int64_t rows = std::min(m_count, imageRows);  // of one image
    std::copy_n(m_plan.net.start.data() + m_first * dim, rows * dim,
                tokens + (image * imageRows + m_first) * dim);
    if (m_patchCount <= 0) {
        return;
    }
    for (std::int64_t patch = m_firstPatch; patch < m_firstPatch + m_patchCount; ++patch) {
        gatherPatch(patch, source);
    }
    linear(m_patch, m_plan.net.patch,
           m_buffers.patches.at(GroupPlan::bytes(m_firstPatch, m_plan.net.patch.in(), m_plan.element)),
           tokens + (image * imageRows + m_firstPatch + 1) * dim);
}

void RowShare::norm(const float* tokens, const NormValues& norm, Element element, void* out) {
    const std::int64_t dim = m_plan.spec.dim;
    layerNormRows(tokens + m_first * dim, m_count, dim, dim, norm.gamma.data(), norm.beta.data(),
                  static_cast<float>(m_plan.spec.layerNormEps), element, out);
}

void RowShare::startAttention(const float* tokens, int block, std::size_t side) {
    const std::int64_t dim = m_plan.spec.dim;
    void* normed = own(m_buffers.normed, dim, m_plan.read());
    norm(tokens, weightsOf(block).norm1, m_plan.read(), normed);
    linear(callsOf(block).qkv, weightsOf(block).qkv, normed,
           own(m_buffers.qkv[side], 3 * dim, m_plan.attended()));
}

void RowShare::finishAttention(float* tokens, int block, std::size_t side, const BlockProbe& probe) {
    const std::int64_t dim = m_plan.spec.dim;
    attend(block, m_buffers.qkv[side], probe.maps);
    if (probe.ranges) {  // this share's normed rows are still those of startAttention()
        note(block, "qkv", static_cast<const float*>(own(m_buffers.normed, dim, Element::F32)), dim);
        note(block, "proj", static_cast<const float*>(own(m_buffers.context, dim, Element::F32)), dim);
    }
    linear(callsOf(block).proj, weightsOf(block).proj, own(m_buffers.context, dim, m_plan.read()),
           own(tokens));
}

void RowShare::attend(int block, const Buffer& qkv, float* maps) {
    const ModelSpec& spec = m_plan.spec;
    const int heads = spec.heads, headDim = spec.headDim(), dim = spec.dim;
    const std::int64_t tokens = spec.tokens(), mapValues = tokens * tokens;
    ContextRows context{m_buffers.context.as(), dim, m_plan.read(), {}};
    if (!m_plan.int8.empty()) {
        context.code = m_plan.int8[static_cast<std::size_t>(block)].context;
    }
    const std::int64_t query = m_plan.images == 1 ? m_first : 0;  // the first of this share in its image
    for (int image = 0; image < m_plan.images; image += m_attention.images()) {
        for (int head = 0; head < heads; head += m_attention.heads()) {
            const std::int64_t row = image * tokens;
            m_attention.run(
                qkv.at(GroupPlan::bytes(row, 3 * dim, m_plan.attended()) +
                       GroupPlan::bytes(head, headDim, m_plan.attended())),
                query, context.at(row + query, head * headDim),
                maps != nullptr ? maps + (std::int64_t{image} * heads + head) * mapValues : nullptr,
                heads * mapValues, m_stream);
        }
    }
}

void RowShare::activate(int block) {
    const std::int64_t hidden = m_plan.spec.mlpDim();
    if (!m_plan.int8.empty()) {
        applyTable(m_plan.int8[static_cast<std::size_t>(block)].activation,
                   static_cast<std::uint8_t*>(own(m_buffers.hidden, hidden, Element::U8)), m_count * hidden);
    } else if (m_geluByRows) {
        geluBf16Avx512(static_cast<Bf16*>(own(m_buffers.hidden, hidden, Element::Bf16)), m_count * hidden);
    }
}

void RowShare::mlp(float* tokens, int block, const BlockProbe& probe) {
    const std::int64_t dim = m_plan.spec.dim, hidden = m_plan.spec.mlpDim();
    const Element read = m_plan.read();
    const BlockLinears& weights = weightsOf(block);
    void* normed = own(m_buffers.normed, dim, read);
    norm(tokens, weights.norm2, read, normed);
    linear(callsOf(block).fc1, weights.fc1, normed, own(m_buffers.hidden, hidden, read));
    if (probe.ranges) {
        noteMlp(block);
    }
    activate(block);
    linear(callsOf(block).fc2, weights.fc2, own(m_buffers.hidden, hidden, read), own(tokens));
}

void RowShare::finalNorm(const float* tokens, float* out) {
    norm(tokens, m_plan.net.norm, Element::F32, own(out));
}

void RowShare::classifyTokens(const float* tokens, float* logits) {
    void* normed = own(m_buffers.normed, m_plan.spec.dim, m_plan.element);
    norm(tokens, m_plan.net.norm, m_plan.element, normed);
    linear(m_auxHead, m_plan.net.auxHead, normed, logits + m_first * m_plan.spec.numClasses);
}

void RowShare::note(int block, const char* tensor, const float* values, std::int64_t columns) {
    ValueRange seen;
    extremes(values, m_count * columns, seen.low, seen.high);
    ValueRange& range = m_seen[rangeName(block, tensor)];
    range = united(range, seen);
}

void RowShare::noteMlp(int block) {
    const std::int64_t dim = m_plan.spec.dim, hidden = m_plan.spec.mlpDim();
    const PackedLinear& fc1 = weightsOf(block).fc1;
    const auto* normed = static_cast<const float*>(own(m_buffers.normed, dim, Element::F32));
    note(block, "fc1", normed, dim);
    note(block, "fc2", static_cast<const float*>(own(m_buffers.hidden, hidden, Element::F32)), hidden);
    // The product stores what comes after the activation; what goes into it takes one without.
    LinearCall plain(
        {m_count, fc1.in(), fc1.out(), Element::F32, Element::F32, fc1.hasBias(), After::Nothing, {}},
        m_stream.get_engine());
    const Buffer before(GroupPlan::bytes(m_count, hidden, Element::F32)), scratch(plain.scratchBytes() + 1);
    plain.run(fc1, normed, before.as(), scratch.as(), m_stream);
    note(block, "act", before.as<float>(), hidden);
}

}  // namespace pivot

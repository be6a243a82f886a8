// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/image_group.h"

#include "devices/onednn/row_kernels.h"
#include "devices/onednn/row_kernels_avx512.h"
#include "devices/onednn/team.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace pivot {

namespace {

std::size_t bytesFor(std::int64_t rows, std::int64_t columns, Element element) {
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns) * bytesOf(element);
}

/// Rows of LV-ViT's patches are contiguous runs of positions, DeiT's of pixels.
int patchesOf(const ModelSpec& spec) {
    return spec.grid() * spec.grid();
}

}  // namespace

ImageGroup::ImageGroup(const ModelSpec& spec, NetworkLinears& net, const std::vector<Int8Block>& int8,
                       int images, int threads, Element element, const dnnl::engine& engine)
    : m_spec(spec),
      m_net(net),
      m_int8(int8),
      m_images(images),
      m_threads(threads),
      m_element(element),
      m_read(int8.empty() ? element : Element::U8),
      m_geluByRows(m_read == Element::Bf16 && spec.act == Activation::Gelu && hasAvx512Rows(Element::Bf16)),
      m_stream(engine) {
    const int dim = spec.dim, hidden = spec.mlpDim(), classes = spec.numClasses;
    const int patches = patchesOf(spec);
    {
        const TeamSize team(threads);
        const auto shape = [&](std::int64_t of, const PackedLinear& weights, Element from, Element to,
                               After after) {
            return LinearCall({of, weights.in(), weights.out(), from, to, weights.hasBias(), after, {}},
                              engine);
        };
        m_patch = shape(patches, net.patch, element, Element::F32, After::AddToTarget);
        m_head = shape(images, net.head, Element::F32, Element::F32, After::Nothing);
        if (net.auxHead.in() > 0) {
            m_aux = shape(rows(), net.auxHead, element, Element::F32, After::Nothing);
        }
        if (!net.stem.empty()) {
            m_stem = ConvStem(net.stem, images, spec.imgSize, element, engine);
        }
    }
    m_patch.prepare(net.patch, engine);
    m_head.prepare(net.head, engine);
    makeCalls(net, engine);
    if (net.auxHead.in() > 0) {
        m_aux.prepare(net.auxHead, engine);
        m_auxLogits = Buffer(bytesFor(rows(), classes, Element::F32));
    }
    {
        const TeamSize alone(1);  // each thread of a team takes its own heads
        const int headsEach = threads > 1 ? std::max(1, spec.heads / threads) : spec.heads;
        AttentionCall::Shape one =
            AttentionCall::fitting(images, spec.heads, spec.tokens(), spec.headDim(), element);
        if (threads > 1) {
            one.images = 1;
            while (one.heads > headsEach || spec.heads % one.heads != 0) {
                --one.heads;
            }
        }
        for (int thread = 0; thread < threads; ++thread) {
            m_attention.emplace_back(one, engine);
        }
    }
    m_patches = Buffer(bytesFor(patches, net.patch.in(), element));
    m_normed = Buffer(bytesFor(rows(), dim, element));
    m_qkvValues = Buffer(bytesFor(rows(), 3 * dim, element));
    m_context = Buffer(bytesFor(rows(), dim, m_read));
    m_hidden = Buffer(bytesFor(rows(), hidden, m_read));
    m_cls = Buffer(bytesFor(images, dim, Element::F32));
    std::size_t scratch = 1;
    for (const LinearCall* call : {&m_patch, &m_head, &m_aux}) {
        scratch = std::max(scratch, call->scratchBytes());
    }
    for (const BlockCalls& calls : m_calls) {
        for (const LinearCall* call : {&calls.qkv, &calls.proj, &calls.fc1, &calls.fc2}) {
            scratch = std::max(scratch, call->scratchBytes());
        }
    }
    m_scratch = Buffer(scratch);
}

void ImageGroup::makeCalls(NetworkLinears& net, const dnnl::engine& engine) {
    const TeamSize team(m_threads);
    const bool codes = !m_int8.empty();
    const auto activation = codes || m_geluByRows            ? After::Nothing
                            : m_spec.act == Activation::Gelu ? After::Gelu
                                                             : After::Relu;
    m_calls.resize(codes ? net.blocks.size() : 1);
    for (std::size_t i = 0; i < m_calls.size(); ++i) {
        const BlockLinears& block = net.blocks[i];
        const auto shape = [&](const PackedLinear& weights, Element to, After after,
                               std::vector<float> Int8Block::*scales) {
            return LinearCall({rows(), weights.in(), weights.out(), m_read, to, weights.hasBias(), after,
                               codes ? std::span<const float>(m_int8[i].*scales) : std::span<const float>()},
                              engine);
        };
        m_calls[i] = {shape(block.qkv, m_element, After::Nothing, &Int8Block::qkvScales),
                      shape(block.proj, Element::F32, After::AddToTarget, &Int8Block::projScales),
                      shape(block.fc1, m_read, activation, &Int8Block::fc1Scales),
                      shape(block.fc2, Element::F32, After::AddToTarget, &Int8Block::fc2Scales)};
    }
    for (std::size_t i = 0; i < net.blocks.size(); ++i) {
        const BlockCalls& calls = m_calls[codes ? i : 0];
        calls.qkv.prepare(net.blocks[i].qkv, engine);
        calls.proj.prepare(net.blocks[i].proj, engine);
        calls.fc1.prepare(net.blocks[i].fc1, engine);
        calls.fc2.prepare(net.blocks[i].fc2, engine);
    }
}

void ImageGroup::layerNorm(const float* tokens, std::int64_t count, std::int64_t stride,
                           const NormValues& norm, Element element, void* out) {
    const std::int64_t dim = m_spec.dim;
    inShares(m_threads, count, [&](std::int64_t begin, std::int64_t end, int) {
        layerNormRows(tokens + begin * stride, end - begin, dim, stride, norm.gamma.data(), norm.beta.data(),
                      static_cast<float>(m_spec.layerNormEps), element,
                      static_cast<std::byte*>(out) + bytesFor(begin, dim, element));
    });
}

void ImageGroup::gatherPatches(int image, const void* source) {
    const std::int64_t grid = m_spec.grid(), side = m_net.patchSide, channels = m_net.patchChannels;
    const std::int64_t width = grid * side;  // pixels or stem positions a line
    inShares(m_threads, grid, [&](std::int64_t firstRow, std::int64_t lastRow, int) {
        for (std::int64_t patch = firstRow * grid; patch < lastRow * grid; ++patch) {
            const std::int64_t top = patch / grid * side, left = patch % grid * side;
            auto* target =
                static_cast<std::byte*>(m_patches.at(bytesFor(patch, side * side * channels, m_element)));
            if (m_stem.empty()) {
                const auto* pixels = static_cast<const float*>(source) + image * channels * width * width;
                for (std::int64_t line = 0; line < channels * side; ++line) {
                    const std::int64_t channel = line / side, y = top + line % side;
                    convertRow(pixels + (channel * width + y) * width + left, side, m_element,
                               target + bytesFor(line, side, m_element));
                }
                continue;
            }
            for (std::int64_t y = 0; y < side; ++y) {
                const std::int64_t position = (image * width + top + y) * width + left;
                std::memcpy(target + bytesFor(y, side * channels, m_element),
                            static_cast<const std::byte*>(source) + bytesFor(position, channels, m_element),
                            bytesFor(side, channels, m_element));
            }
        }
    });
}

void ImageGroup::embed(const float* pixels, float* tokens) {
    const void* source = m_stem.empty() ? pixels : m_stem.run(pixels, m_stream);
    const std::int64_t imageValues = std::int64_t{m_spec.tokens()} * m_spec.dim;
    for (int image = 0; image < m_images; ++image) {
        float* target = tokens + image * imageValues;
        std::copy_n(m_net.start.data(), imageValues, target);
        gatherPatches(image, source);
        linear(m_patch, m_net.patch, m_patches.as(), target + m_spec.dim);
        if (!m_stem.empty() && !m_stem.wasFinite(image)) {
            std::fill_n(target, imageValues, std::numeric_limits<float>::quiet_NaN());
        }
    }
}

void ImageGroup::attend(int block, float* maps) {
    const int heads = m_spec.heads, headDim = m_spec.headDim(), dim = m_spec.dim;
    const int imagesEach = m_attention.front().images(), headsEach = m_attention.front().heads();
    const std::int64_t headGroups = heads / headsEach, units = m_images / imagesEach * headGroups;
    const std::int64_t mapValues = std::int64_t{m_spec.tokens()} * m_spec.tokens();
    ContextRows context{m_context.as(), dim, m_read, {}};
    if (!m_int8.empty()) {
        context.code = m_int8[static_cast<std::size_t>(block)].context;
    }
    inShares(m_threads, units, [&](std::int64_t begin, std::int64_t end, int lane) {
        AttentionCall& call = m_attention[static_cast<std::size_t>(lane)];
        for (std::int64_t unit = begin; unit < end; ++unit) {
            const std::int64_t image = unit / headGroups * imagesEach, head = unit % headGroups * headsEach;
            const std::int64_t row = image * m_spec.tokens();
            call.run(m_qkvValues.at(bytesFor(row, 3 * dim, m_element) + bytesFor(head, headDim, m_element)),
                     context.at(row, head * headDim),
                     maps != nullptr ? maps + (image * heads + head) * mapValues : nullptr, heads * mapValues,
                     m_stream);
        }
    });
}

void ImageGroup::note(ActivationRanges& ranges, int block, const char* tensor, const Buffer& values,
                      std::int64_t columns) const {
    ValueRange seen;
    extremes(values.as<float>(), rows() * columns, seen.low, seen.high);
    ValueRange& range = ranges[rangeName(block, tensor)];
    range = united(range, seen);
}

void ImageGroup::noteMlp(ActivationRanges& ranges, int block) {
    const BlockLinears& weights = m_net.blocks[static_cast<std::size_t>(block)];
    note(ranges, block, "fc1", m_normed, m_spec.dim);
    note(ranges, block, "fc2", m_hidden, m_spec.mlpDim());
    // The product stores what comes after the activation; what goes into it takes one without.
    const TeamSize team(m_threads);
    LinearCall plain({rows(),
                      weights.fc1.in(),
                      weights.fc1.out(),
                      m_read,
                      Element::F32,
                      weights.fc1.hasBias(),
                      After::Nothing,
                      {}},
                     m_stream.get_engine());
    Buffer before(bytesFor(rows(), m_spec.mlpDim(), Element::F32)), scratch(plain.scratchBytes() + 1);
    plain.run(weights.fc1, m_normed.as(), before.as(), scratch.as(), m_stream);
    note(ranges, block, "act", before, m_spec.mlpDim());
}

void ImageGroup::activate(int block) {
    if (m_int8.empty() && !m_geluByRows) {
        return;  // fc1 has done it
    }
    const std::int64_t hidden = m_spec.mlpDim();
    inShares(m_threads, rows(), [&](std::int64_t begin, std::int64_t end, int) {
        if (m_int8.empty()) {
            geluBf16Avx512(m_hidden.as<Bf16>() + begin * hidden, (end - begin) * hidden);
        } else {
            applyTable(m_int8[static_cast<std::size_t>(block)].activation,
                       m_hidden.as<std::uint8_t>() + begin * hidden, (end - begin) * hidden);
        }
    });
}

void ImageGroup::block(float* tokens, int index, bool skipAttention, const BlockProbe& probe) {
    const BlockLinears& weights = m_net.blocks[static_cast<std::size_t>(index)];
    BlockCalls& calls = callsOf(index);
    if (!skipAttention) {
        layerNorm(tokens, rows(), m_spec.dim, weights.norm1, m_read, m_normed.as());
        linear(calls.qkv, weights.qkv, m_normed.as(), m_qkvValues.as());
        attend(index, probe.maps);
        if (probe.ranges != nullptr) {
            note(*probe.ranges, index, "qkv", m_normed, m_spec.dim);
            note(*probe.ranges, index, "proj", m_context, m_spec.dim);
        }
        linear(calls.proj, weights.proj, m_context.as(), tokens);
    }
    layerNorm(tokens, rows(), m_spec.dim, weights.norm2, m_read, m_normed.as());
    linear(calls.fc1, weights.fc1, m_normed.as(), m_hidden.as());
    if (probe.ranges != nullptr) {
        noteMlp(*probe.ranges, index);
    }
    activate(index);
    linear(calls.fc2, weights.fc2, m_hidden.as(), tokens);
}

void ImageGroup::blocks(float* tokens, int from, int to, const SkipConfig& skip) {
    for (int index = from; index < to; ++index) {
        block(tokens, index, skip.isSkipped(index));
    }
}

void ImageGroup::norm(const float* tokens, float* out) {
    layerNorm(tokens, rows(), m_spec.dim, m_net.norm, Element::F32, out);
}

void ImageGroup::head(const float* tokens, float* logits) {
    const std::int64_t imageValues = std::int64_t{m_spec.tokens()} * m_spec.dim;
    const int classes = m_spec.numClasses;
    layerNorm(tokens, m_images, imageValues, m_net.norm, Element::F32, m_cls.as());
    linear(m_head, m_net.head, m_cls.as(), logits);
    if (m_net.auxHead.in() == 0) {
        return;
    }
    layerNorm(tokens, rows(), m_spec.dim, m_net.norm, m_element, m_normed.as());
    linear(m_aux, m_net.auxHead, m_normed.as(), m_auxLogits.as());
    inShares(m_threads, m_images, [&](std::int64_t begin, std::int64_t end, int) {
        for (std::int64_t image = begin; image < end; ++image) {
            const float* patches = m_auxLogits.as<float>() + (image * m_spec.tokens() + 1) * classes;
            constexpr float kAuxShare = 0.5F;
            addColumnMax(patches, m_spec.tokens() - 1, classes, kAuxShare, logits + image * classes);
        }
    });
}

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/image_group.h"

#include "devices/onednn/row_kernels.h"
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

ImageGroup::ImageGroup(const ModelSpec& spec, NetworkLinears& net, int images, int threads, Element element,
                       const dnnl::engine& engine)
    : m_spec(spec), m_net(net), m_images(images), m_threads(threads), m_element(element), m_stream(engine) {
    const int dim = spec.dim, hidden = spec.mlpDim(), classes = spec.numClasses;
    const int patches = patchesOf(spec);
    const auto activation = spec.act == Activation::Gelu ? After::Gelu : After::Relu;
    {
        const TeamSize team(threads);
        const auto shape = [&](std::int64_t of, const PackedLinear& weights, Element from, Element to,
                               After after) {
            return LinearCall({of, weights.in(), weights.out(), from, to, weights.hasBias(), after}, engine);
        };
        BlockLinears& first = net.blocks.front();
        m_patch = shape(patches, net.patch, element, Element::F32, After::AddToTarget);
        m_qkv = shape(rows(), first.qkv, element, element, After::Nothing);
        m_proj = shape(rows(), first.proj, element, Element::F32, After::AddToTarget);
        m_fc1 = shape(rows(), first.fc1, element, element, activation);
        m_fc2 = shape(rows(), first.fc2, element, Element::F32, After::AddToTarget);
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
    for (BlockLinears& block : net.blocks) {
        m_qkv.prepare(block.qkv, engine);
        m_proj.prepare(block.proj, engine);
        m_fc1.prepare(block.fc1, engine);
        m_fc2.prepare(block.fc2, engine);
    }
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
    m_context = Buffer(bytesFor(rows(), dim, element));
    m_hidden = Buffer(bytesFor(rows(), hidden, element));
    m_cls = Buffer(bytesFor(images, dim, Element::F32));
    std::size_t scratch = 1;
    for (const LinearCall* call : {&m_patch, &m_qkv, &m_proj, &m_fc1, &m_fc2, &m_head, &m_aux}) {
        scratch = std::max(scratch, call->scratchBytes());
    }
    m_scratch = Buffer(scratch);
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

void ImageGroup::attend(AttentionTarget target) {
    const int heads = m_spec.heads, headDim = m_spec.headDim(), dim = m_spec.dim;
    const int imagesEach = m_attention.front().images(), headsEach = m_attention.front().heads();
    const std::int64_t headGroups = heads / headsEach, units = m_images / imagesEach * headGroups;
    const std::int64_t mapValues = std::int64_t{m_spec.tokens()} * m_spec.tokens();
    inShares(m_threads, units, [&](std::int64_t begin, std::int64_t end, int lane) {
        AttentionCall& call = m_attention[static_cast<std::size_t>(lane)];
        for (std::int64_t unit = begin; unit < end; ++unit) {
            const std::int64_t image = unit / headGroups * imagesEach, head = unit % headGroups * headsEach;
            const std::int64_t row = image * m_spec.tokens();
            float* maps = target.maps ? target.maps + (image * heads + head) * mapValues : nullptr;
            call.run(m_qkvValues.at(bytesFor(row, 3 * dim, m_element) + bytesFor(head, headDim, m_element)),
                     m_context.at(bytesFor(row, dim, m_element) + bytesFor(head, headDim, m_element)), maps,
                     heads * mapValues, m_stream);
        }
    });
}

void ImageGroup::block(float* tokens, int index, bool skipAttention, AttentionTarget target) {
    const BlockLinears& weights = m_net.blocks[static_cast<std::size_t>(index)];
    if (!skipAttention) {
        layerNorm(tokens, rows(), m_spec.dim, weights.norm1, m_element, m_normed.as());
        linear(m_qkv, weights.qkv, m_normed.as(), m_qkvValues.as());
        attend(target);
        linear(m_proj, weights.proj, m_context.as(), tokens);
    }
    layerNorm(tokens, rows(), m_spec.dim, weights.norm2, m_element, m_normed.as());
    linear(m_fc1, weights.fc1, m_normed.as(), m_hidden.as());
    linear(m_fc2, weights.fc2, m_hidden.as(), tokens);
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/int8_blocks.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <utility>

namespace pivot {

namespace {

constexpr float kMostWeight = 127.0F;

/// y = W x + b with x = (code - zero) * scale becomes sums of codes times whole weights:
/// y = s (sum + b / s - zero * sum of the weights), s = scale * weight scale; the bias takes the last two.
/// With `out` the result is a code itself: s is divided by its scale, and its zero is added.
std::vector<float> quantise(PackedLinear& linear, const ValueCode& in, const ValueCode* out) {
    const auto inputs = static_cast<std::size_t>(linear.in()),
               outputs = static_cast<std::size_t>(linear.out());
    std::vector<float> weight = linear.plain(), bias(outputs), scales(outputs);
    for (std::size_t o = 0; o < outputs; ++o) {
        float* row = weight.data() + o * inputs;
        constexpr float kLeast = 1e-12F;  // an output that is not connected
        float most = kLeast;
        for (std::size_t i = 0; i < inputs; ++i) {
            most = std::max(most, std::abs(row[i]));
        }
        const float weightScale = most / kMostWeight;
        double sum = 0;
        for (std::size_t i = 0; i < inputs; ++i) {
            row[i] = std::nearbyint(row[i] / weightScale);
            sum += row[i];
        }
        const double step = static_cast<double>(in.scale) * weightScale;
        const double outStep = out != nullptr ? step / out->scale : step;
        double shift = linear.hasBias() ? linear.bias()[o] / step : 0.0;
        shift += out != nullptr ? out->zero / outStep : 0.0;
        bias[o] = static_cast<float>(shift - in.zero * sum);
        scales[o] = static_cast<float>(outStep);
    }
    linear = PackedLinear(linear.in(), linear.out(), std::move(weight), std::move(bias));
    return scales;
}

/// A code has no NaN: what is not finite would come out as a number like any other. What the blocks read
/// comes first; behind them all is float32, which shows it.
Result<void> checkFinite(const NetworkLinears& net) {
    std::string wrong;  // the first
    const auto check = [&wrong](std::span<const float> values, const std::string& tensor) {
        const auto finite = [](float value) { return std::isfinite(value); };
        if (wrong.empty() && !std::all_of(values.begin(), values.end(), finite)) {
            wrong = tensor;
        }
    };
    const auto checkLinear = [&check](const PackedLinear& linear, const std::string& name) {
        check(linear.plain(), name + ".weight");
        if (linear.hasBias()) {
            check({linear.bias(), static_cast<std::size_t>(linear.out())}, name + ".bias");
        }
    };
    const auto checkNorm = [&check](const NormValues& norm, const std::string& name) {
        check(norm.gamma, name + ".weight");
        check(norm.beta, name + ".bias");
    };
    for (const FoldedConv& conv : net.stem) {
        check(conv.weight, "patch_embed");
        check(conv.bias, "patch_embed");
    }
    checkLinear(net.patch, "patch_embed.proj");
    check(net.start, "pos_embed, cls_token or patch_embed.proj.bias");
    for (std::size_t i = 0; i < net.blocks.size(); ++i) {
        const std::string name = "blocks." + std::to_string(i) + '.';
        const BlockLinears& block = net.blocks[i];
        checkNorm(block.norm1, name + "norm1");
        checkLinear(block.qkv, name + "attn.qkv");
        checkLinear(block.proj, name + "attn.proj");
        checkNorm(block.norm2, name + "norm2");
        checkLinear(block.fc1, name + "mlp.fc1");
        checkLinear(block.fc2, name + "mlp.fc2");
    }
    if (!wrong.empty()) {
        return fail(ErrorCode::BadFile, wrong +
                                            " of this model holds a value that is not finite, which int8 "
                                            "cannot show: choose another checkpoint, or fp32");
    }
    return {};
}

/// Makes a norm give codes: its kernel only rounds.
void giveCodes(NormValues& norm, const ValueCode& code) {
    for (float& gamma : norm.gamma) {
        gamma /= code.scale;
    }
    for (float& beta : norm.beta) {
        beta = beta / code.scale + static_cast<float>(code.zero);
    }
}

float activate(Activation kind, float x) {
    if (kind == Activation::Relu) {
        return std::max(x, 0.0F);
    }
    const double wide = x;
    return static_cast<float>(0.5 * wide * (1.0 + std::erf(wide / std::numbers::sqrt2)));
}

/// Below this an activation gives nothing, so no code is spent there.
float flatBelow(Activation kind) {
    return kind == Activation::Relu ? 0.0F : -4.0F;  // GELU(-4) = -1.3e-4
}

}  // namespace

std::string rangeName(int block, const char* tensor) {
    return "block" + std::to_string(block) + '.' + tensor;
}

Result<std::vector<Int8Block>> makeInt8Blocks(NetworkLinears& net, const ModelSpec& spec,
                                              const ActivationRanges& ranges) {
    // Before the ranges, which such a value has spoilt.
    if (auto good = checkFinite(net); !good) {
        return tl::unexpected(std::move(good.error()));
    }
    std::vector<Int8Block> made;
    for (int index = 0; index < spec.depth; ++index) {
        ValueRange qkv, proj, fc1, act, fc2;
        for (const auto& [name, range] : {std::pair<const char*, ValueRange*>{"qkv", &qkv},
                                          {"proj", &proj},
                                          {"fc1", &fc1},
                                          {"act", &act},
                                          {"fc2", &fc2}}) {
            const auto found = ranges.find(rangeName(index, name));
            if (found == ranges.end() || found->second.empty() || !std::isfinite(found->second.low) ||
                !std::isfinite(found->second.high)) {
                return fail(ErrorCode::Usage, "int8 needs to know what " + rangeName(index, name) +
                                                  " holds: take the ranges of the full path of this model");
            }
            *range = found->second;
        }
        BlockLinears& block = net.blocks[static_cast<std::size_t>(index)];
        act.low = std::max(act.low, flatBelow(spec.act));
        act.high = std::max(act.high, act.low);
        const ValueCode qkvCode = ValueCode::of(qkv), fc1Code = ValueCode::of(fc1),
                        actCode = ValueCode::of(act), fc2Code = ValueCode::of(fc2);
        Int8Block& codes = made.emplace_back();
        codes.context = ValueCode::of(proj);
        giveCodes(block.norm1, qkvCode);
        giveCodes(block.norm2, fc1Code);
        codes.qkvScales = quantise(block.qkv, qkvCode, nullptr);
        codes.projScales = quantise(block.proj, codes.context, nullptr);
        codes.fc1Scales = quantise(block.fc1, fc1Code, &actCode);
        codes.fc2Scales = quantise(block.fc2, fc2Code, nullptr);
        for (int code = 0; code < 256; ++code) {
            codes.activation[static_cast<std::size_t>(code)] =
                fc2Code.code(activate(spec.act, actCode.value(code)));
        }
    }
    return made;
}

}  // namespace pivot

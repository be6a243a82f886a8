// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/macs.h"

namespace pivot {

double ModelMacs::blocks(int from, int to, const SkipConfig& skip) const {
    double sum = 0;
    for (int i = from; i < to; ++i)
        sum += skip.isSkipped(i) ? block.mlp : block.total();
    return sum;
}

ModelMacs countMacs(const ModelSpec& spec) {
    constexpr double kGiga = 1e-9;
    const double n = spec.tokens();
    const double dim = spec.dim;
    const double patches = n - 1;
    ModelMacs macs;
    macs.block.qkv = kGiga * n * dim * 3 * dim;
    macs.block.qkt = kGiga * n * n * dim;
    macs.block.sv = macs.block.qkt;
    macs.block.proj = kGiga * n * dim * dim;
    macs.block.mlp = kGiga * 2 * n * dim * spec.mlpDim();
    if (spec.family == Family::LvVit) {
        // 7x7 stride 2, two 3x3, then a patch/2 convolution with its own stride.
        const double channels = spec.stemChannels;
        const double half = (spec.imgSize + 1) / 2;
        const double kernel = spec.patchSize / 2;
        macs.embed = kGiga * (half * half * channels * (49.0 * spec.inChans + 2 * 9 * channels) +
                              patches * dim * kernel * kernel * channels);
    } else {
        macs.embed = kGiga * patches * dim * spec.patchSize * spec.patchSize * spec.inChans;
    }
    macs.head = kGiga * dim * spec.numClasses * (spec.family == Family::LvVit ? n : 1.0);
    return macs;
}

}  // namespace pivot

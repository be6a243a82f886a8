// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/inference_session.h"
#include "devices/onednn/element.h"
#include "devices/onednn/team.h"

#include <oneapi/dnnl/dnnl.hpp>

namespace pivot {

/// The rate of the products alone in the four shapes of a block (qkv, proj, fc1, fc2; packed weights, no
/// bias, nothing fused, everything in the cache) with `rows` rows, each of `threads` doing its own: what a
/// network of these shapes could reach if nothing else cost time. Best of several, and of oneDNN's products
/// and our own where there are such. For a thread with PrimitivesAlone. Throws dnnl::error.
[[nodiscard]] GemmLimit measureGemmLimit(const ModelSpec& spec, int rows, int threads, Team& team,
                                         Element element, const dnnl::engine& engine);

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/gemm_limit.h"

#include "devices/onednn/packed_linear.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace pivot {

namespace {

/// One product with operands of its own.
struct Product {
    LinearCall call;
    PackedLinear weights;
    Buffer x, y;
    double operations = 0;
};

std::string shapeText(int rows, int in, int out) {
    return std::to_string(rows) + "x" + std::to_string(in) + "x" + std::to_string(out);
}

}  // namespace

GemmLimit measureGemmLimit(const ModelSpec& spec, int rows, int threads, Team& team, Element element,
                           const dnnl::engine& engine) {
    const int dim = spec.dim, hidden = spec.mlpDim();
    const std::vector<std::pair<int, int>> shapes{{dim, 3 * dim}, {dim, dim}, {dim, hidden}, {hidden, dim}};
    GemmLimit limit;
    std::vector<std::vector<Product>> lanes(static_cast<std::size_t>(threads));
    std::size_t scratchBytes = 1;
    for (auto& products : lanes) {
        for (const auto& [in, out] : shapes) {
            Product product;
            const std::vector<float> scales(element == Element::U8 ? static_cast<std::size_t>(out) : 0,
                                            0.01F);
            product.call =
                LinearCall({rows, in, out, element, element, false, After::Nothing, scales}, engine);
            const auto weights = static_cast<std::size_t>(in) * static_cast<std::size_t>(out);
            product.weights = PackedLinear(in, out, std::vector<float>(weights, 0.5F), {});
            product.call.prepare(product.weights, engine);
            const auto bytes = [&](int columns) {
                return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns) * bytesOf(element);
            };
            product.x = Buffer(bytes(in));
            std::fill_n(product.x.as<std::byte>(), bytes(in), std::byte{0});
            product.y = Buffer(bytes(out));
            product.operations = 2.0 * rows * in * out;
            scratchBytes = std::max(scratchBytes, product.call.scratchBytes());
            products.push_back(std::move(product));
        }
    }
    std::vector<Buffer> scratch;
    std::vector<dnnl::stream> streams;
    for (int lane = 0; lane < threads; ++lane) {
        scratch.emplace_back(scratchBytes);
        streams.emplace_back(engine);
    }
    double operations = 0;
    for (const auto& products : lanes) {
        for (const Product& product : products)
            operations += product.operations;
    }
    for (const auto& [in, out] : shapes)
        limit.shapes += (limit.shapes.empty() ? "" : ", ") + shapeText(rows, in, out);
    limit.shapes += std::string(" by ") + lanes.front().front().call.by() + ", " + std::to_string(threads) +
                    (threads == 1 ? " thread" : " threads");

    constexpr int kRounds = 9;            // the best counts: the machine may be shared
    constexpr double kOperations = 2e10;  // a round is long beside the start of a team
    const int repeats = std::max(1, static_cast<int>(kOperations / operations));
    for (int round = 0; round < kRounds; ++round) {
        const auto start = std::chrono::steady_clock::now();
        team.onEachThread(threads, [&](int lane) {
            const auto own = static_cast<std::size_t>(lane);
            for (int i = 0; i < repeats; ++i) {
                for (Product& product : lanes[own]) {
                    product.call.run(product.weights, product.x.as(), product.y.as(), scratch[own].as(),
                                     streams[own]);
                }
            }
        });
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        limit.gopS = std::max(limit.gopS, operations * repeats / seconds * 1e-9);
    }
    return limit;
}

}  // namespace pivot

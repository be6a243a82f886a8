// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/gemm_limit.h"

#include "core/number_text.h"
#include "devices/onednn/packed_linear.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace pivot {

namespace {

using Shapes = std::vector<std::pair<int, int>>;  ///< inputs and outputs of products

/// One product with operands of its own.
struct Product {
    LinearCall call;
    PackedLinear weights;
    Buffer x, y;
};

/// The products of one thread.
class Lane {
public:
    /// By the fastest products, or by oneDNN's.
    Lane(const Shapes& shapes, int rows, Element element, bool fastest, const dnnl::engine& engine)
        : m_stream(engine) {
        std::size_t scratchBytes = 1;
        for (const auto& [in, out] : shapes) {
            const std::vector<float> scales(element == Element::U8 ? static_cast<std::size_t>(out) : 0,
                                            0.01F);
            Product& product = m_products.emplace_back();
            const LinearCall::Shape shape{rows, in, out, element, element, false, After::Nothing, scales};
            const auto by = fastest ? LinearCall::best(shape) : LinearCall::By::OneDnn;
            product.call = LinearCall(shape, by, engine);
            const auto weights = static_cast<std::size_t>(in) * static_cast<std::size_t>(out);
            product.weights = PackedLinear(in, out, std::vector<float>(weights, 0.5F), {});
            product.call.prepare(product.weights, engine);
            const auto bytes = [&](int columns) {
                return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns) * bytesOf(element);
            };
            product.x = Buffer(bytes(in));
            std::fill_n(product.x.as<std::byte>(), bytes(in), std::byte{0});
            product.y = Buffer(bytes(out));
            scratchBytes = std::max(scratchBytes, product.call.scratchBytes());
        }
        m_scratch = Buffer(scratchBytes);
    }

    void run(int repeats) {
        for (int i = 0; i < repeats; ++i) {
            for (Product& product : m_products) {
                product.call.run(product.weights, product.x.as(), product.y.as(), m_scratch.as(), m_stream);
            }
        }
    }

private:
    std::vector<Product> m_products;
    Buffer m_scratch;
    dnnl::stream m_stream;
};

std::string shapeText(int rows, int in, int out) {
    return std::to_string(rows) + "x" + std::to_string(in) + "x" + std::to_string(out);
}

}  // namespace

GemmLimit measureGemmLimit(const ModelSpec& spec, int rows, int threads, Team& team, Element element,
                           const dnnl::engine& engine) {
    const int dim = spec.dim, hidden = spec.mlpDim();
    const Shapes shapes{{dim, 3 * dim}, {dim, dim}, {dim, hidden}, {hidden, dim}};
    GemmLimit limit;
    double operations = 0;
    for (const auto& [in, out] : shapes) {
        operations += 2.0 * rows * in * out * threads;
        limit.shapes += (limit.shapes.empty() ? "" : ", ") + shapeText(rows, in, out);
    }

    // Whoever multiplies, the network is held to the faster.
    struct Candidate {
        LinearCall::By by;
        std::vector<Lane> lanes;
    };
    std::vector<Candidate> candidates;
    LinearCall::Shape first;
    first.from = first.to = element;
    first.in = dim;
    for (const LinearCall::By by : {LinearCall::By::OneDnn, LinearCall::best(first)}) {
        const bool fastest = by != LinearCall::By::OneDnn;
        if (candidates.empty() || fastest) {
            Candidate& candidate = candidates.emplace_back(Candidate{by, {}});
            for (int lane = 0; lane < threads; ++lane) {
                candidate.lanes.emplace_back(shapes, rows, element, fastest, engine);
            }
        }
    }

    constexpr int kRounds = 9;            // the best counts: the machine may be shared
    constexpr double kOperations = 2e10;  // a round is long beside the start of a team
    const int repeats = std::max(1, static_cast<int>(kOperations / operations));
    LinearCall::By fastest = LinearCall::By::OneDnn;
    for (int round = 0; round < kRounds; ++round) {
        for (Candidate& candidate : candidates) {
            const auto start = std::chrono::steady_clock::now();
            team.onEachThread(
                threads, [&](int lane) { candidate.lanes[static_cast<std::size_t>(lane)].run(repeats); });
            const double seconds =
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            if (const double gopS = operations * repeats / seconds * 1e-9; gopS > limit.gopS) {
                limit.gopS = gopS;
                fastest = candidate.by;
            }
        }
    }
    limit.shapes += std::string(" by ") + nameOf(fastest) + ", " + counted(threads, "thread", "threads");
    return limit;
}

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/onednn_network.h"

#include <algorithm>

namespace pivot {

namespace {

/// Rows that a product wants at least, so that loading its weights pays; more would only leave the cache.
constexpr int kRowsEach = 192;

}  // namespace

Result<std::unique_ptr<OneDnnNetwork>> OneDnnNetwork::create(ModelPtr model, Element element, int threads,
                                                             const ActivationRanges* ranges) {
    auto linears = readNetworkLinears(*model);
    if (!linears) {
        return tl::unexpected(std::move(linears.error()));
    }
    std::vector<Int8Block> int8;
    if (ranges != nullptr) {
        auto made = makeInt8Blocks(*linears, model->spec, *ranges);
        if (!made) {
            return tl::unexpected(std::move(made.error()));
        }
        int8 = std::move(*made);
    }
    return std::unique_ptr<OneDnnNetwork>(
        new OneDnnNetwork(std::move(model), element, threads, std::move(*linears), std::move(int8)));
}

OneDnnNetwork::OneDnnNetwork(ModelPtr model, Element element, int threads, NetworkLinears linears,
                             std::vector<Int8Block> int8)
    : m_model(std::move(model)),
      m_element(element),
      m_threads(threads),
      m_team(threads),
      m_groupImages(std::max(1, kRowsEach / m_model->spec.tokens())),
      m_linears(std::move(linears)),
      m_int8(std::move(int8)) {}

std::int64_t OneDnnNetwork::imageTokens() const {
    return std::int64_t{m_model->spec.tokens()} * m_model->spec.dim;
}

std::int64_t OneDnnNetwork::imagePixels() const {
    const ModelSpec& spec = m_model->spec;
    return std::int64_t{spec.inChans} * spec.imgSize * spec.imgSize;
}

GemmLimit OneDnnNetwork::gemmLimit() {
    return measureGemmLimit(m_model->spec, m_groupImages * m_model->spec.tokens(), m_threads, m_team,
                            isInt8() ? Element::U8 : m_element, m_engine);
}

ImageGroup& OneDnnNetwork::group(const Key& key) {
    const auto found = m_groups.find(key);
    if (found != m_groups.end()) {
        return *found->second;
    }
    auto made = std::make_unique<ImageGroup>(m_model->spec, m_linears, m_int8, key.images, key.threads,
                                             m_team, m_element, m_engine);
    return *m_groups.emplace(key, std::move(made)).first->second;
}

}  // namespace pivot

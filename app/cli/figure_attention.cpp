// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/figure_attention.h"

#include "core/number_text.h"
#include "run/attention_capture.h"

#include <iostream>
#include <optional>

namespace pivot::cli {

namespace {

constexpr std::size_t kImagesAtMost = 16;  // more rows than these have no room on a page

/// A patch by its place; nothing for the class token.
struct Patch {
    int row = 0, column = 0;
};

Result<std::optional<Patch>> parseToken(const std::string& text) {
    if (text.empty() || text == "class") {
        return std::optional<Patch>();
    }
    const auto comma = text.find(',');
    const auto row = parseInteger(trimmed(std::string_view(text).substr(0, comma)));
    const auto column = comma == std::string::npos
                            ? std::nullopt
                            : parseInteger(trimmed(std::string_view(text).substr(comma + 1)));
    constexpr long long kMost = 10'000;
    if (!row || !column || *row < 0 || *column < 0 || *row > kMost || *column > kMost) {
        return fail(
            ErrorCode::Usage,
            "a token is \"class\" or the ROW,COLUMN of a patch, counted from 0, not " + inQuotes(text));
    }
    return std::optional<Patch>(Patch{static_cast<int>(*row), static_cast<int>(*column)});
}

Result<AttentionQuery> queryOf(const std::optional<Patch>& patch, const EffortAttention& attention) {
    if (!patch) {
        return AttentionQuery{};
    }
    if (patch->row >= attention.grid || patch->column >= attention.grid) {
        const std::string side = std::to_string(attention.grid);
        return fail(ErrorCode::Usage, "the model has " + side + " x " + side + " patches, and none at " +
                                          std::to_string(patch->row) + "," + std::to_string(patch->column));
    }
    return AttentionQuery{patch->row * attention.grid + patch->column};
}

}  // namespace

FigureAttention::FigureAttention() : m_registry(DeviceRegistry::defaultPaths()) {}

Result<figures::FigureData> FigureAttention::figureOf(const RunConfig& config, const DataSetPtr& data,
                                                      const AttentionWish& wish) {
    const bool several = wish.images.size() > 1;
    if (wish.images.size() > kImagesAtMost) {
        return fail(ErrorCode::Usage, "attention is drawn of at most " + std::to_string(kImagesAtMost) +
                                          " images, not of " + std::to_string(wish.images.size()));
    }
    const auto rows = figures::parseAttentionRows(!wish.maps.empty() ? wish.maps
                                                  : several          ? "rollout"
                                                                     : "all");
    if (!rows) {
        return tl::unexpected(rows.error());
    }
    const auto patch = parseToken(wish.token);
    if (!patch) {
        return tl::unexpected(patch.error());
    }
    std::vector<figures::NamedMaps> all;
    for (const std::int64_t image : wish.images) {
        CapturedAttention captured;
        CaptureHooks hooks;
        hooks.superseded = [] { return false; };
        hooks.deliver = [&](const CapturedAttention& more) { captured = more; };
        if (auto done = captureAttention({config, data, image, {}}, m_registry, m_sessions, hooks); !done) {
            return tl::unexpected(done.error());
        }
        for (const std::string& note : captured.notes) {
            if (m_said.insert(note).second) {
                std::cerr << "pivot: " << note << '\n';
            }
        }
        for (std::size_t k = 0; k < captured.efforts.size(); ++k) {
            const EffortAttention& attention = *captured.efforts[k];
            const auto query = queryOf(*patch, attention);
            if (!query) {
                return tl::unexpected(query.error());
            }
            std::string name = figures::effortName(k, captured.efforts.size());
            if (several) {
                name = "#" + std::to_string(image) + (captured.efforts.size() > 1 ? " " + name : "");
            }
            all.push_back({std::move(name), MapGrid(attention, *query, HeadFusion::Mean)});
        }
    }
    return figures::buildAttention(all, *rows);
}

}  // namespace pivot::cli

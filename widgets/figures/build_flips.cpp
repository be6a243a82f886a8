// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/build_parts.h"

#include <algorithm>

namespace pivot::figures {
namespace {

constexpr double kTileIn = 0.85;  // of a picture with its gap: two answers fit below it
constexpr auto kTo = " \u2192 ";

bool isWanted(const FlippedImage& flip, const GalleryPick& pick) {
    using Kind = GalleryPick::Kind;
    return pick.kind == Kind::Gained ? flip.gained
           : pick.kind == Kind::Lost ? !flip.gained
           : pick.kind == Kind::Listed
               ? std::find(pick.listed.begin(), pick.listed.end(), flip.index) != pick.listed.end()
               : true;
}

}  // namespace

Result<FigureData> buildFlips(const Comparison& comparison, const RunPair& pair, const GalleryPick& pick,
                              const PictureOf& pictureOf, double widthIn) {
    using Kind = GalleryPick::Kind;
    if (pick.kind != Kind::Flipped && pick.kind != Kind::Gained && pick.kind != Kind::Lost &&
        pick.kind != Kind::Listed) {
        return fail(ErrorCode::Usage,
                    "a gallery of two experiments shows what changed between them: say \"flipped 24\", "
                    "\"gained 24\", \"lost 24\" or indices of such images");
    }
    if (pair.method != DifferenceMethod::Paired) {
        return fail(ErrorCode::Usage,
                    "no image can have flipped between the two experiments: " +
                        (comparison.warnings.empty() ? std::string("they have no labelled image in common")
                                                     : comparison.warnings.front().sentence));
    }
    std::vector<const FlippedImage*> flips;
    std::vector<std::int64_t> indices;
    for (const FlippedImage& flip : pair.flips) {
        if (isWanted(flip, pick) && (pick.kind == Kind::Listed || flips.size() < pick.count)) {
            flips.push_back(&flip);
            indices.push_back(flip.index);
        }
    }
    if (flips.empty()) {
        return fail(ErrorCode::Usage, "no image of that kind flipped between the two experiments");
    }
    auto grid = pictureGrid(indices, pictureOf, widthIn, kTileIn);
    if (!grid) {
        return tl::unexpected(grid.error());
    }
    const std::size_t efforts = comparison.runs[pair.run].ladder.size();
    for (const FlippedImage* flip : flips) {
        ImageGrid::Tile tile;
        tile.caption = answerName(comparison.classNames, flip->referencePredicted) + kTo +
                       answerName(comparison.classNames, flip->predicted);
        if (flip->exit >= 0 && efforts > 1) {
            tile.badge = effortInk(static_cast<std::size_t>(flip->exit), efforts);
        }
        tile.wrong = !flip->gained;
        grid->tiles.push_back(std::move(tile));
    }
    addEffortKeys(*grid, efforts);
    FigureData data;
    data.title = "Answers that changed";
    data.grid = std::move(*grid);
    return data;
}

}  // namespace pivot::figures

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/number_text.h"
#include "widgets/figures/build_parts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace pivot::figures {
namespace {

constexpr std::size_t kPicturesAtMost = 2000;
constexpr double kTileIn = 0.58;  // of a picture with its gap: a caption of one word fits

double hardnessOf(const ImageResult& result, ScoreKind score) {
    return result.visits.empty() ? 0.0 : hardness(result.visits.front(), score);
}

/// The first and the last effort that saw it give different answers.
bool isFlipped(const ImageResult& result) {
    return result.visits.size() > 1 &&
           result.visits.front().topIds.front() != result.visits.back().topIds.front();
}

/// Scaled to another size, each pixel the mean of what it covers, or the nearest where it covers less than
/// one.
std::vector<std::uint8_t> scaled(const Picture& picture, int width, int height, int channels) {
    std::vector<std::uint8_t> out;
    out.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
                static_cast<std::size_t>(channels));
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const int x0 = x * picture.width / width, x1 = std::max(x0 + 1, (x + 1) * picture.width / width);
            const int y0 = y * picture.height / height,
                      y1 = std::max(y0 + 1, (y + 1) * picture.height / height);
            for (int c = 0; c < channels; ++c) {
                int sum = 0;
                for (int v = y0; v < y1; ++v) {
                    for (int u = x0; u < x1; ++u) {
                        const int from = std::min(c, picture.channels - 1);
                        sum += picture.pixels[static_cast<std::size_t>(
                            (v * picture.width + u) * picture.channels + from)];
                    }
                }
                out.push_back(static_cast<std::uint8_t>(sum / ((x1 - x0) * (y1 - y0))));
            }
        }
    }
    return out;
}

}  // namespace

std::string answerName(const std::vector<std::string>& labels, int id) {
    return id < 0                                         ? "none"
           : static_cast<std::size_t>(id) < labels.size() ? labels[static_cast<std::size_t>(id)]
                                                          : std::to_string(id);
}

Result<GalleryPick> parseGalleryPick(std::string_view text) {
    using Kind = GalleryPick::Kind;
    static const std::map<std::string_view, Kind> kinds{
        {"hardest", Kind::Hardest}, {"easiest", Kind::Easiest}, {"wrong", Kind::Wrong},
        {"flipped", Kind::Flipped}, {"gained", Kind::Gained},   {"lost", Kind::Lost}};
    const auto refused = [&] {
        return fail(ErrorCode::Usage,
                    inQuotes(text) +
                        " chooses no images: say \"hardest 24\", \"easiest 24\", \"wrong 24\", "
                        "\"flipped 24\", of two experiments \"gained 24\" or \"lost 24\", or indices such "
                        "as 5,17,108");
    };
    GalleryPick pick;
    const std::string_view given = trimmed(text);
    const auto space = given.find(' ');
    if (const auto kind = kinds.find(given.substr(0, space)); kind != kinds.end()) {
        pick.kind = kind->second;
        if (space != std::string_view::npos) {
            const auto count = parseInteger(trimmed(given.substr(space)));
            if (!count || *count < 1 || *count > static_cast<long long>(kPicturesAtMost)) {
                return refused();
            }
            pick.count = static_cast<std::size_t>(*count);
        }
        return pick;
    }
    pick.kind = Kind::Listed;
    for (std::size_t from = 0; from <= given.size();) {
        const std::size_t end = std::min(given.find(',', from), given.size());
        const auto index = parseInteger(trimmed(given.substr(from, end - from)));
        if (!index || *index < 0 || pick.listed.size() == kPicturesAtMost) {
            return refused();
        }
        pick.listed.push_back(*index);
        from = end + 1;
    }
    return pick;
}

Result<std::vector<const ImageResult*>> pickImages(const Source& source, const GalleryPick& pick) {
    using Kind = GalleryPick::Kind;
    std::vector<const ImageResult*> chosen;
    if (pick.kind == Kind::Gained || pick.kind == Kind::Lost) {
        return fail(ErrorCode::Usage,
                    "images are gained and lost between two experiments: name the other one too");
    }
    if (pick.kind == Kind::Listed) {
        for (const std::int64_t index : pick.listed) {
            const auto found =
                std::find_if(source.results.begin(), source.results.end(),
                             [index](const ImageResult& r) { return r.outcome.imageIndex == index; });
            if (found == source.results.end()) {
                return fail(ErrorCode::Usage, "experiment " + source.report.experimentId + " has no image " +
                                                  std::to_string(index));
            }
            chosen.push_back(&*found);
        }
        return chosen;
    }
    for (const ImageResult& result : source.results) {
        const bool wanted = result.outcome.error.empty() && !result.visits.empty() &&
                            (pick.kind != Kind::Wrong || result.outcome.right == std::optional(false)) &&
                            (pick.kind != Kind::Flipped || isFlipped(result));
        if (wanted) {
            chosen.push_back(&result);
        }
    }
    const ScoreKind score = source.report.score;
    std::stable_sort(chosen.begin(), chosen.end(), [&](const ImageResult* a, const ImageResult* b) {
        return pick.kind == Kind::Easiest ? hardnessOf(*a, score) < hardnessOf(*b, score)
                                          : hardnessOf(*a, score) > hardnessOf(*b, score);
    });
    chosen.resize(std::min(chosen.size(), pick.count));
    if (chosen.empty()) {
        return fail(ErrorCode::Usage,
                    "no image of experiment " + source.report.experimentId + " is of that kind");
    }
    return chosen;
}

Result<ImageGrid> pictureGrid(std::span<const std::int64_t> indices, const PictureOf& pictureOf,
                              double widthIn, double tileIn) {
    ImageGrid grid;
    const auto across = static_cast<std::size_t>(std::max(1.0, std::round(widthIn / tileIn)));
    grid.columns = static_cast<int>(std::min(indices.size(), across));
    grid.channels = 1;
    std::vector<Picture> pictures;
    for (const std::int64_t index : indices) {
        Result<Picture> picture = pictureOf(index);
        if (!picture) {
            return tl::unexpected(picture.error());
        }
        grid.channels = std::max(grid.channels, picture->channels);
        pictures.push_back(std::move(*picture));
    }
    // No larger than print shows: 160 pixels on a tile of some 0.4 in are 400 dots an inch.
    constexpr int kSide = 160;
    const Picture& first = pictures.front();
    grid.width = std::clamp(first.width, 1, kSide);
    grid.height = std::clamp(first.height * grid.width / std::max(1, first.width), 1, 2 * kSide);
    for (const Picture& picture : pictures) {
        const std::vector<std::uint8_t> pixels = scaled(picture, grid.width, grid.height, grid.channels);
        grid.pixels.insert(grid.pixels.end(), pixels.begin(), pixels.end());
    }
    return grid;
}

void addEffortKeys(ImageGrid& grid, std::size_t efforts) {
    for (std::size_t e = 0; efforts > 1 && e < efforts; ++e) {
        const Ink ink = effortInk(e, efforts);
        if (std::any_of(grid.tiles.begin(), grid.tiles.end(),
                        [&](const auto& t) { return t.badge == ink; })) {
            grid.keys.push_back({ink, "answered by the " + effortName(e, efforts) + " effort"});
        }
    }
}

Result<FigureData> buildGallery(const Source& source, std::span<const ImageResult* const> images,
                                const PictureOf& pictureOf, double widthIn) {
    if (images.empty()) {
        return fail(ErrorCode::Usage, "choose the images that the gallery is to show");
    }
    std::vector<std::int64_t> indices;
    for (const ImageResult* image : images) {
        indices.push_back(image->outcome.imageIndex);
    }
    auto grid = pictureGrid(indices, pictureOf, widthIn, kTileIn);
    if (!grid) {
        return tl::unexpected(grid.error());
    }
    const std::size_t efforts = source.report.efforts.size();
    for (const ImageResult* image : images) {
        const Outcome& o = image->outcome;
        ImageGrid::Tile tile;
        tile.caption = answerName(source.labels, o.predicted);
        if (o.exitEffort >= 0 && efforts > 1) {
            tile.badge = effortInk(static_cast<std::size_t>(o.exitEffort), efforts);
        }
        tile.wrong = o.right == std::optional(false);
        grid->tiles.push_back(std::move(tile));
    }
    addEffortKeys(*grid, efforts);
    FigureData data;
    data.title = "Images, " + nameOf(source.report);
    data.grid = std::move(*grid);
    return data;
}

}  // namespace pivot::figures

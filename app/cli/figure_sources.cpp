// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/figure_sources.h"

#include "app/cli/database_option.h"
#include "core/number_text.h"

#include <utility>

namespace pivot::cli {

namespace {

constexpr auto kDefaultImages = "hardest 24";

Result<figures::BuildOptions> optionsOf(const FigureWish& wish) {
    figures::BuildOptions options;
    if (!wish.over.empty() && wish.kind != figures::FigureKind::ThresholdSweep) {
        return fail(ErrorCode::Usage, "--over goes with threshold-sweep alone");
    }
    if (!wish.images.empty() && wish.kind != figures::FigureKind::Gallery) {
        return fail(ErrorCode::Usage, "--images goes with gallery alone");
    }
    if (wish.over == "share") {
        options.over = figures::SweepOver::Share;
    } else if (!wish.over.empty() && wish.over != "threshold") {
        return fail(ErrorCode::Usage,
                    "a sweep is drawn over threshold or share, not over " + inQuotes(wish.over));
    }
    return options;
}

}  // namespace

Result<const FigureSources::Stored*> FigureSources::stored(const std::string& id) {
    if (!m_reader) {
        const auto file = databaseFile(m_database);
        if (!file) {
            return tl::unexpected(file.error());
        }
        auto reader = ExperimentReader::open(*file);
        if (!reader) {
            return tl::unexpected(reader.error());
        }
        m_reader = std::make_unique<ExperimentReader>(std::move(*reader));
    }
    const auto whole = m_reader->resolve(id);
    if (!whole) {
        return tl::unexpected(whole.error());
    }
    if (const auto known = m_stored.find(*whole); known != m_stored.end()) {
        return &known->second;
    }
    auto detail = m_reader->show(*whole);
    if (!detail) {
        return tl::unexpected(detail.error());
    }
    if (!detail->report) {
        return fail(ErrorCode::Usage, "experiment " + *whole +
                                          " has not finished, so there is no report to draw: resume it with "
                                          "pivot run --resume " +
                                          *whole);
    }
    auto results = m_reader->allResults(*whole);
    if (!results) {
        return tl::unexpected(results.error());
    }
    Stored one;
    one.source.report = std::move(*detail->report);
    one.source.results = std::move(*results);
    const RunConfig& config = detail->record.config;
    if (auto data = openDataSet(config.dataset, {.labelMap = config.labelMap})) {
        one.data = std::move(*data);
        one.source.labels = one.data->classNames();
        one.source.dataset = one.data->name();
    } else {  // its figures have numbers for names then
        one.dataError = data.error().message;
        one.source.dataset = detail->record.datasetRange;
    }
    return &m_stored.emplace(*whole, std::move(one)).first->second;
}

Result<figures::FigureData> FigureSources::galleryOf(const Stored& stored, const std::string& images,
                                                     double widthIn) {
    const auto pick = figures::parseGalleryPick(images);
    if (!pick) {
        return tl::unexpected(pick.error());
    }
    const auto chosen = figures::pickImages(stored.source, *pick);
    if (!chosen) {
        return tl::unexpected(chosen.error());
    }
    if (!stored.data) {
        return fail(ErrorCode::NotFound, "the images of experiment " + stored.source.report.experimentId +
                                             " cannot be read: " + stored.dataError);
    }
    return figures::buildGallery(
        stored.source, *chosen,
        [&](const Outcome& outcome) -> Result<figures::Picture> {
            const auto index = stored.data->indexOf(outcome.imageIndex);
            if (!index) {
                return fail(ErrorCode::NotFound, "image " + std::to_string(outcome.imageIndex) +
                                                     " is no longer in the data set of the experiment");
            }
            Result<RawImage> raw = stored.data->image(*index);
            if (!raw) {
                return tl::unexpected(raw.error());
            }
            return figures::Picture{raw->width, raw->height, raw->channels, std::move(raw->pixels)};
        },
        widthIn);
}

Result<figures::FigureDocument> FigureSources::documentOf(const FigureWish& wish) {
    const auto options = optionsOf(wish);
    if (!options) {
        return tl::unexpected(options.error());
    }
    figures::FigureDocument document;
    document.spec.kind = wish.kind;
    document.spec.style = wish.style;
    std::vector<const Stored*> all;
    for (const std::string& id : wish.experiments) {
        const auto one = stored(id);
        if (!one) {
            return tl::unexpected(one.error());
        }
        all.push_back(*one);
        document.spec.experiments.push_back((*one)->source.report.experimentId);
    }
    const bool gallery = wish.kind == figures::FigureKind::Gallery;
    if (gallery && all.size() != 1) {
        return fail(ErrorCode::Usage, "a gallery is of one experiment: name it with --experiment");
    }
    const std::string images = wish.images.empty() ? kDefaultImages : wish.images;
    document.spec.query = gallery ? images : options->over == figures::SweepOver::Share ? "over share" : "";
    std::vector<figures::Source> sources;
    if (gallery) {
        auto data = galleryOf(*all.front(), images, wish.style.widthIn);
        if (!data) {
            return tl::unexpected(data.error());
        }
        document.data = std::move(*data);
        return document;
    }
    for (const Stored* one : all) {
        sources.push_back(one->source);
    }
    auto data = figures::buildFigure(wish.kind, sources, *options);
    if (!data) {
        return tl::unexpected(data.error());
    }
    document.data = std::move(*data);
    return document;
}

}  // namespace pivot::cli

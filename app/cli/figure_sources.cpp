// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/figure_sources.h"

#include "app/cli/database_option.h"
#include "app/common/comparison_reader.h"
#include "core/number_text.h"

#include <iostream>
#include <utility>

namespace pivot::cli {

namespace {

constexpr auto kDefaultImages = "hardest 24", kDefaultFlips = "flipped 12", kDefaultAttention = "hardest 1";

Result<figures::BuildOptions> optionsOf(const FigureWish& wish) {
    figures::BuildOptions options;
    if (!wish.over.empty() && wish.kind != figures::FigureKind::ThresholdSweep) {
        return fail(ErrorCode::Usage, "--over goes with threshold-sweep alone");
    }
    const bool attention = wish.kind == figures::FigureKind::Attention;
    if (!wish.images.empty() && wish.kind != figures::FigureKind::Gallery && !attention) {
        return fail(ErrorCode::Usage, "--images goes with gallery and attention alone");
    }
    if (!attention && (!wish.maps.empty() || !wish.token.empty())) {
        return fail(ErrorCode::Usage, "--maps and --token go with attention alone");
    }
    if (wish.over == "share") {
        options.over = figures::SweepOver::Share;
    } else if (!wish.over.empty() && wish.over != "threshold") {
        return fail(ErrorCode::Usage,
                    "a sweep is drawn over threshold or share, not over " + inQuotes(wish.over));
    }
    return options;
}

tl::unexpected<Error> noImages(const std::string& experimentId, const std::string& why) {
    return fail(ErrorCode::NotFound, "the images of experiment " + experimentId + " cannot be read: " + why);
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
    one.config = std::move(detail->record.config);
    if (auto data = openDataSet(one.config.dataset, {.labelMap = one.config.labelMap})) {
        one.data = std::move(*data);
        one.source.labels = one.data->classNames();
        one.source.dataset = one.data->name();
    } else {  // its figures have numbers for names then
        one.dataError = data.error().message;
        one.source.dataset = detail->record.datasetRange;
    }
    return &m_stored.emplace(*whole, std::move(one)).first->second;
}

Result<figures::FigureDocument> FigureSources::galleryOf(const FigureWish& wish,
                                                         const std::vector<const Stored*>& all) {
    if (all.size() > 2) {
        return fail(ErrorCode::Usage,
                    "a gallery is of one experiment, or of two whose answers differ: name at most two");
    }
    const Stored& shown = *all.front();
    const std::string images = !wish.images.empty() ? wish.images
                               : all.size() == 1    ? kDefaultImages
                                                    : kDefaultFlips;
    const auto pick = figures::parseGalleryPick(images);
    if (!pick) {
        return tl::unexpected(pick.error());
    }
    if (!shown.data) {
        return noImages(shown.source.report.experimentId, shown.dataError);
    }
    const figures::PictureOf pictureOf = [&](std::int64_t imageIndex) -> Result<figures::Picture> {
        const auto index = shown.data->indexOf(imageIndex);
        if (!index) {
            return fail(ErrorCode::NotFound, "image " + std::to_string(imageIndex) +
                                                 " is no longer in the data set of the experiment");
        }
        Result<RawImage> raw = shown.data->image(*index);
        if (!raw) {
            return tl::unexpected(raw.error());
        }
        return figures::Picture{raw->width, raw->height, raw->channels, std::move(raw->pixels)};
    };
    const auto ofOne = [&]() -> Result<figures::FigureData> {
        const auto chosen = figures::pickImages(shown.source, *pick);
        return chosen ? figures::buildGallery(shown.source, *chosen, pictureOf, wish.style.widthIn)
                      : tl::unexpected(chosen.error());
    };
    const auto ofTwo = [&]() -> Result<figures::FigureData> {
        const auto comparison = compared(all);
        return comparison ? figures::buildFlips(*comparison, comparison->pairs.front(), *pick, pictureOf,
                                                wish.style.widthIn)
                          : tl::unexpected(comparison.error());
    };
    auto data = all.size() == 1 ? ofOne() : ofTwo();
    if (!data) {
        return tl::unexpected(data.error());
    }
    figures::FigureDocument document;
    document.spec.query = images;
    document.data = std::move(*data);
    return document;
}

Result<figures::FigureDocument> FigureSources::attentionOf(const FigureWish& wish,
                                                           const std::vector<const Stored*>& all) {
    if (all.size() != 1) {
        return fail(ErrorCode::Usage, "attention is of one experiment, not of " + std::to_string(all.size()));
    }
    const Stored& shown = *all.front();
    const std::string images = wish.images.empty() ? kDefaultAttention : wish.images;
    const auto pick = figures::parseGalleryPick(images);
    const auto chosen = pick ? figures::pickImages(shown.source, *pick) : tl::unexpected(pick.error());
    if (!chosen) {
        return tl::unexpected(chosen.error());
    }
    if (!shown.data) {
        return noImages(shown.source.report.experimentId, shown.dataError);
    }
    AttentionWish attention{{}, wish.maps, wish.token};
    for (const ImageResult* image : *chosen) {
        attention.images.push_back(image->outcome.imageIndex);
    }
    if (!m_attention) {
        m_attention = std::make_unique<FigureAttention>();
    }
    auto data = m_attention->figureOf(shown.config, shown.data, attention);
    if (!data) {
        Error error = data.error();
        if (error.code != ErrorCode::Usage) {  // of what ran, and not of what was asked for
            error.message = "the attention of experiment " + shown.source.report.experimentId +
                            " cannot be computed again: " + error.message;
        }
        return tl::unexpected(std::move(error));
    }
    figures::FigureDocument document;
    document.spec.query = images + (wish.maps.empty() ? "" : ", maps " + wish.maps) +
                          (wish.token.empty() ? "" : ", token " + wish.token);
    document.data = std::move(*data);
    return document;
}

Result<Comparison> FigureSources::compared(const std::vector<const Stored*>& all) const {
    const auto file = databaseFile(m_database);
    if (!file) {
        return tl::unexpected(file.error());
    }
    std::vector<std::string> ids;
    for (const Stored* one : all) {
        ids.push_back(one->source.report.experimentId);
    }
    return app::compareStored(*file, ids);
}

Result<figures::FigureDocument> FigureSources::builtOf(const FigureWish& wish,
                                                       const std::vector<const Stored*>& all) const {
    const auto options = optionsOf(wish);
    if (!options) {
        return tl::unexpected(options.error());
    }
    std::vector<figures::Source> sources;
    for (const Stored* one : all) {
        sources.push_back(one->source);
    }
    figures::FigureDocument document;
    if (wish.kind == figures::FigureKind::ComparisonTable) {
        const auto comparison = compared(all);
        if (!comparison) {
            return tl::unexpected(comparison.error());
        }
        for (const ComparisonWarning& warning : comparison->warnings) {
            if (!warning.remark) {
                std::cerr << "pivot: " << warning.sentence << '\n';
            }
        }
        document.data = figures::buildComparisonTable(*comparison, figures::namesOf(sources));
        return document;
    }
    auto data = figures::buildFigure(wish.kind, sources, *options);
    if (!data) {
        return tl::unexpected(data.error());
    }
    document.data = std::move(*data);
    document.spec.query = options->over == figures::SweepOver::Share ? "over share" : "";
    return document;
}

Result<figures::FigureDocument> FigureSources::documentOf(const FigureWish& wish) {
    if (auto fits = optionsOf(wish); !fits) {
        return tl::unexpected(fits.error());
    }
    std::vector<const Stored*> all;
    std::vector<std::string> ids;
    for (const std::string& id : wish.experiments) {
        const auto one = stored(id);
        if (!one) {
            return tl::unexpected(one.error());
        }
        all.push_back(*one);
        ids.push_back((*one)->source.report.experimentId);
    }
    Result<figures::FigureDocument> document = figures::FigureDocument();
    if (wish.kind == figures::FigureKind::Gallery) {
        document = galleryOf(wish, all);
    } else if (wish.kind == figures::FigureKind::Attention) {
        document = attentionOf(wish, all);
    } else {
        document = builtOf(wish, all);
    }
    if (document) {
        document->spec.kind = wish.kind;
        document->spec.style = wish.style;
        document->spec.experiments = std::move(ids);
    }
    return document;
}

}  // namespace pivot::cli

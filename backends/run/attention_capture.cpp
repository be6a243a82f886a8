// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/attention_capture.h"

#include "data/thumbnail.h"
#include "run/class_match.h"
#include "run/prepared_run.h"

#include <algorithm>
#include <span>
#include <utility>

namespace pivot {
namespace {

constexpr std::int64_t kMostBytes = std::int64_t{1536} << 20U;  // of all maps of one image

tl::unexpected<Error> superseded() {
    return fail(ErrorCode::Cancelled, "a newer image was asked for");
}

/// The device and precision that maps can be had from, and in what they differ from what was asked for.
struct Place {
    std::string device;
    Precision precision = Precision::Fp32;
    std::vector<std::string> notes;
};

Result<Place> placeFor(const RunConfig& config, DeviceRegistry& registry) {
    Place place;
    Result<DeviceInfo> device = registry.resolve(config.device.empty() ? "cpu" : config.device);
    if (!device || !device->attentionCapture) {
        const std::string why =
            device ? device->id + " keeps no attention" : config.device + " cannot be used here";
        device = registry.resolve("cpu");
        if (!device) {
            return tl::unexpected(device.error());
        }
        place.notes.push_back(why + ": these maps are from " + device->id + ".");
    }
    place.device = device->id;
    place.precision = config.precision;
    const bool runs = std::ranges::find(device->precisions, config.precision) != device->precisions.end();
    // The scales of int8 are chosen by a run on its calibration images.
    if (!runs || config.precision == Precision::Int8) {
        place.notes.push_back("These maps are in fp32 where the run has " +
                              std::string(toString(config.precision)) + ".");
        place.precision = Precision::Fp32;
    }
    return place;
}

std::int64_t bytesOf(const ModelSpec& spec, const SkipConfig& skip) {
    const std::int64_t map = std::int64_t{spec.tokens()} * spec.tokens();
    const auto active = spec.depth - static_cast<std::int64_t>(skip.skippedCount());
    return active * (spec.heads + 2) * map * static_cast<std::int64_t>(sizeof(float));
}

Result<EffortAttentionPtr> capture(InferenceSession& session, const ImageBatch& batch,
                                   const SkipConfig& skip) {
    const ModelSpec& spec = session.spec();
    auto maps = session.attention(batch, skip);
    if (!maps) {
        return tl::unexpected(maps.error());
    }
    auto made = std::make_shared<EffortAttention>();
    made->skip = skip;
    made->heads = spec.heads;
    made->grid = spec.grid();
    made->prefixTokens = spec.tokens() - spec.grid() * spec.grid();
    const auto depth = static_cast<std::size_t>(spec.depth);
    made->blocks.resize(depth);
    made->meanSteps.resize(depth);
    made->maxSteps.resize(depth);
    auto next = maps->begin();
    for (std::size_t block = 0; block < depth; ++block) {
        if (next == maps->end() || next->name != "attn.block" + std::to_string(block)) {
            continue;
        }
        made->blocks[block] = std::move(next->values);
        ++next;
        const auto step = [&](HeadFusion fusion) {
            return rolloutStep(made->blocks[block], spec.heads, spec.tokens(), spec.skipLam, fusion);
        };
        auto mean = step(HeadFusion::Mean), most = step(HeadFusion::Max);
        if (!mean || !most) {
            return tl::unexpected(mean ? most.error() : mean.error());
        }
        made->meanSteps[block] = std::move(*mean);
        made->maxSteps[block] = std::move(*most);
    }
    return made;
}

/// The image with all that is known of it before a network has seen it.
Result<CapturedAttention> describe(const AttentionRequest& request, const DataSetPtr& data,
                                   std::int64_t index, const ModelSpec& spec, const RawImage& raw) {
    auto seen = resizeAndCrop(raw, preprocessSpecOf(spec));
    if (!seen) {
        return tl::unexpected(seen.error());
    }
    CapturedAttention captured;
    captured.sourceIndex = request.sourceIndex;
    captured.data = data;
    captured.image = std::move(*seen);
    const auto matched = matchClasses(data, spec, request.config.labelMap);
    if (matched) {  // otherwise the label is of other classes than the answer
        captured.label = (*matched)->label(index);
    }
    captured.labels = spec.labels.empty() && matched ? data->classNames() : spec.labels;
    captured.classes = spec.numClasses;
    captured.efforts.resize(request.config.ladder.size());
    captured.answers.resize(request.config.ladder.size());
    return captured;
}

}  // namespace

void openAhead(const RunConfig& config, DeviceRegistry& registry, SessionCache& sessions) {
    const auto place = placeFor(config, registry);
    for (const Effort& effort : config.ladder.efforts) {
        if (!place || !sessions.open(registry, wantedFor(config, effort, place->device, place->precision))) {
            return;
        }
    }
}

Result<void> captureAttention(const AttentionRequest& request, DeviceRegistry& registry,
                              SessionCache& sessions, const CaptureHooks& hooks) {
    if (hooks.superseded()) {
        return superseded();
    }
    const std::vector<Effort>& ladder = request.config.ladder.efforts;
    if (ladder.empty()) {
        return fail(ErrorCode::Usage, "there is no effort to show: set up at least one");
    }
    DataSetPtr data = request.data;
    if (!data) {
        auto opened = openDataSet(request.config.dataset, {.labelMap = request.config.labelMap});
        if (!opened) {
            return tl::unexpected(opened.error());
        }
        data = std::move(*opened);
    }
    const auto index = data->indexOf(request.sourceIndex);
    if (!index) {
        return fail(ErrorCode::NotFound, data->name() + " has no image " +
                                             std::to_string(request.sourceIndex) + ": choose another one");
    }
    const auto raw = data->image(*index);
    if (!raw) {
        return tl::unexpected(raw.error());
    }
    auto place = placeFor(request.config, registry);
    if (!place) {
        return tl::unexpected(place.error());
    }
    std::vector<SessionCache::SessionPtr> opened;
    std::int64_t bytes = 0;
    for (const Effort& effort : ladder) {
        if (hooks.superseded()) {
            return superseded();
        }
        auto session =
            sessions.open(registry, wantedFor(request.config, effort, place->device, place->precision));
        if (!session) {
            return tl::unexpected(session.error());
        }
        bytes += bytesOf((*session)->spec(), effort.skip);
        opened.push_back(std::move(*session));
    }
    if (bytes > kMostBytes) {
        return fail(ErrorCode::Unsupported,
                    "the attention maps of this model would take " + std::to_string(bytes >> 20U) +
                        " MiB for one image, and at most " + std::to_string(kMostBytes >> 20U) +
                        " MiB are kept: choose fewer efforts or a smaller model");
    }
    const ModelSpec& spec = opened.front()->spec();
    auto captured = describe(request, data, *index, spec, *raw);
    if (!captured) {
        return tl::unexpected(captured.error());
    }
    captured->numerics = opened.front()->numerics();
    captured->notes = std::move(place->notes);
    const PreprocessSpec input = preprocessSpecOf(spec);
    std::vector<float> pixels(static_cast<std::size_t>(input.channels) *
                              static_cast<std::size_t>(input.size) * static_cast<std::size_t>(input.size));
    if (auto done = preprocess(*raw, input, pixels); !done) {
        return done;
    }
    const ImageBatch batch{1, pixels};
    const auto deliver = [&] { hooks.deliver(*captured); };
    for (std::size_t k = 0; k < ladder.size(); ++k) {
        if (hooks.superseded()) {
            return superseded();
        }
        auto attention = capture(*opened[k], batch, ladder[k].skip);
        if (!attention) {
            return tl::unexpected(attention.error());
        }
        captured->efforts[k] = std::move(*attention);
        deliver();
    }
    for (std::size_t k = 0; k < ladder.size(); ++k) {
        if (hooks.superseded()) {
            return superseded();
        }
        const auto logits = opened[k]->run(batch, ladder[k].skip);
        if (!logits) {
            return tl::unexpected(logits.error());
        }
        if (auto scores = scoreLogits(logits->logits)) {
            captured->answers[k] = *scores;
        } else {
            captured->notes.push_back(scores.error().message);
        }
    }
    deliver();
    return {};
}

}  // namespace pivot

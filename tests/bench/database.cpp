// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/uuid.h"
#include "db/experiment_reader.h"
#include "db/experiment_store.h"
#include "db/sample_runs.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

// How many rows of visits a second are stored through the real writer, how long a list of 10,000 experiments
// takes, and how long opening a large file and its first pages take. Everything lies in a folder of its own
// that is removed. pivot-db-bench [--visits MILLIONS] [--large MILLIONS] [--experiments N] [--folder FOLDER]

using namespace pivot;
using Clock = std::chrono::steady_clock;

namespace {

struct Arguments {
    double visitMillions = 6, largeMillions = 50;
    int experiments = 10'000;
    std::filesystem::path folder = std::filesystem::temp_directory_path();
};

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] void giveUp(const std::string& why) {
    std::fprintf(stderr, "pivot-db-bench: %s\n", why.c_str());
    std::exit(1);
}

template <class T>
T orGiveUp(Result<T> result) {
    if (!result) {
        giveUp(result.error().message);
    }
    return std::move(*result);
}

/// A profile of two efforts hands over batches of 32 images, as fast as the store takes them.
std::string ingest(const std::filesystem::path& file, std::int64_t images, bool print) {
    RunRecord record = samples::record(images);
    record.config.mode = RunMode::Profile;
    ExperimentStore::Options options;
    auto store = orGiveUp(ExperimentStore::create(file, options));
    if (auto begun = store->begin(record); !begun) {
        giveUp(begun.error().message);
    }
    std::vector<ImageResult> batch;
    for (int i = 0; i < 32; ++i) {
        ImageResult image = samples::image(3 * 97 * (i + 1));  // of both efforts, and none that failed
        image.outcome.label = i % 10;
        batch.push_back(std::move(image));
    }
    double waited = 0, longest = 0;
    std::vector<double> waits;
    const auto start = Clock::now();
    for (std::int64_t index = 0; index < images;) {
        batch.resize(static_cast<std::size_t>(std::min<std::int64_t>(32, images - index)));
        for (ImageResult& image : batch) {
            image.outcome.imageIndex = index;
            image.outcome.imageKey = std::to_string(index);
            for (Visit& visit : image.visits) {
                visit.entropyNats = 1e-7 * static_cast<double>((index * 7919) % 10'000'019);
                visit.delayNs = 1'000'000 + index % 4096;
            }
            ++index;
        }
        const auto before = Clock::now();
        if (auto added = store->add(batch); !added) {
            giveUp(added.error().message);
        }
        const double wait = secondsSince(before);
        waited += wait;
        longest = std::max(longest, wait);
    }
    const double handed = secondsSince(start);
    if (auto done = store->finish(RunStatus::Complete, samples::report(record)); !done) {
        giveUp(done.error().message);
    }
    const double seconds = secondsSince(start);
    if (print) {
        std::printf(
            "ingest, two efforts, indexes on: %lld images, %lld visits in %.2f s: %.0f visit rows/s (%.0f "
            "rows/s "
            "with the outcomes), %.0f bytes an image\n",
            static_cast<long long>(images), static_cast<long long>(2 * images), seconds,
            2.0 * static_cast<double>(images) / seconds, 3.0 * static_cast<double>(images) / seconds,
            static_cast<double>(std::filesystem::file_size(file)) / static_cast<double>(images));
        std::printf("  handing over took %.2f s, %.2f s of it in add(); the longest wait was %.1f ms\n",
                    handed, waited, 1e3 * longest);
    }
    return record.experimentId;
}

void paced(const std::filesystem::path& file, std::int64_t images, double imagesPerSecond) {
    const RunRecord record = samples::record(images);
    auto store = orGiveUp(ExperimentStore::create(file));
    if (auto begun = store->begin(record); !begun) {
        giveUp(begun.error().message);
    }
    std::vector<double> waits;
    const auto start = Clock::now();
    for (std::int64_t index = 0; index < images; index += 32) {
        while (secondsSince(start) < static_cast<double>(index) / imagesPerSecond) {
        }
        const std::vector<ImageResult> batch = samples::images(index, std::min(index + 32, images));
        const auto before = Clock::now();
        if (auto added = store->add(batch); !added) {
            giveUp(added.error().message);
        }
        waits.push_back(1e3 * secondsSince(before));
    }
    if (auto done = store->finish(RunStatus::Complete, samples::report(record)); !done) {
        giveUp(done.error().message);
    }
    std::sort(waits.begin(), waits.end());
    std::printf("a run of %.0f images/s: add() p50 %.3f ms, p99 %.3f ms, longest %.3f ms\n", imagesPerSecond,
                waits[waits.size() / 2], waits[waits.size() * 99 / 100], waits.back());
}

template <class Action>
double milliseconds(const Action& action) {
    const auto start = Clock::now();
    action();
    return 1e3 * secondsSince(start);
}

void lists(const std::filesystem::path& file, int experiments) {
    for (int i = 0; i < experiments; ++i) {
        RunRecord record = samples::record(3);
        record.environment["cpu_flags"] = std::string(2000, 'x');  // as long as they are
        auto store = orGiveUp(ExperimentStore::create(file));
        RunReport report = samples::report(record);
        report.accuracy = 0.5 + 1e-5 * ((i * 7919) % 40'000);
        report.edpJs = 1e-9 * ((i * 104'729) % 65'537 + 1);
        if (!store->begin(record) || !store->add(samples::images(0, 3)) ||
            !store->finish(RunStatus::Complete, report)) {
            giveUp("an experiment could not be stored");
        }
    }
    auto reader = orGiveUp(ExperimentReader::open(file));
    for (const ExperimentOrder order :
         {ExperimentOrder::Created, ExperimentOrder::Accuracy, ExperimentOrder::Edp, ExperimentOrder::Name,
          ExperimentOrder::Device}) {
        ExperimentQuery query;
        query.order = order;
        const double first = milliseconds([&] { orGiveUp(reader.list(query)); });
        query.limit = static_cast<std::size_t>(experiments);
        const double all = milliseconds([&] { orGiveUp(reader.list(query)); });
        std::printf("%d experiments by %-9s first 200 in %6.2f ms, all in %6.2f ms\n", experiments,
                    std::string(toString(order)).c_str(), first, all);
    }
    ExperimentQuery query;
    query.text = "nothing of the kind";
    std::printf("a search through all of them: %.2f ms\n",
                milliseconds([&] { orGiveUp(reader.list(query)); }));
}

void large(const std::filesystem::path& file, double millions) {
    const auto space = std::filesystem::space(file.parent_path());
    const double wanted = millions * 1e6 * 130;
    if (static_cast<double>(space.available) < 2 * wanted) {
        millions = static_cast<double>(space.available) / 260e6;
        std::printf("the disk has room for %.1f million visits only\n", millions);
    }
    const std::string id = ingest(file, static_cast<std::int64_t>(millions * 1e6 / 2), true);
    std::optional<ExperimentReader> reader;
    const double open = milliseconds([&] { reader.emplace(orGiveUp(ExperimentReader::open(file))); });
    const double list = milliseconds([&] { orGiveUp(reader->list()); });
    const double first = milliseconds([&] { orGiveUp(reader->results(id, -1, 500)); });
    const auto middle = static_cast<std::int64_t>(millions * 1e6 / 4);
    const double page = milliseconds([&] { orGiveUp(reader->results(id, middle, 500)); });
    std::printf(
        "%.0f million visits, %.1f GiB: opened in %.1f ms, listed in %.1f ms, first 500 images in %.1f ms, "
        "500 "
        "from the middle in %.1f ms\n",
        millions, static_cast<double>(std::filesystem::file_size(file)) / (1 << 30), open, list, first, page);
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string option = argv[i];
        if (option == "--visits") {
            arguments.visitMillions = std::atof(argv[i + 1]);
        } else if (option == "--large") {
            arguments.largeMillions = std::atof(argv[i + 1]);
        } else if (option == "--experiments") {
            arguments.experiments = std::atoi(argv[i + 1]);
        } else if (option == "--folder") {
            arguments.folder = argv[i + 1];
        } else {
            giveUp("there is no " + option);
        }
    }
    const std::filesystem::path folder = arguments.folder / ("pivot-db-bench-" + newUuid().substr(0, 8));
    std::filesystem::create_directories(folder);
    if (arguments.visitMillions > 0) {
        ingest(folder / "ingest.db", static_cast<std::int64_t>(arguments.visitMillions * 1e6 / 2), true);
        paced(folder / "paced.db", 40'000, 5000);
    }
    if (arguments.experiments > 0) {
        lists(folder / "list.db", arguments.experiments);
    }
    if (arguments.largeMillions > 0) {
        large(folder / "large.db", arguments.largeMillions);
    }
    std::filesystem::remove_all(folder);
    return 0;
}

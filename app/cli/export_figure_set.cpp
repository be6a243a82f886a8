// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/export_figure.h"
#include "core/json_fields.h"
#include "widgets/figures/figure_metadata.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace pivot::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostBytes = 4U << 20U, kMostFigures = 500;
constexpr int kMostDepth = 8;

constexpr std::array<std::string_view, 5> kFileKeys{"schema_version", "database", "style", "figures",
                                                    "comment"};
constexpr std::array<std::string_view, 6> kStyleKeys{"width", "height_in", "font_pt",
                                                     "dpi",   "grey",      "anonymous"};
constexpr std::array<std::string_view, 17> kFigureKeys{
    "figure", "experiments", "again",   "images", "maps", "token",     "over",    "output",    "formats",
    "width",  "height_in",   "font_pt", "dpi",    "grey", "anonymous", "comment", "experiment"};

/// One entry of the file.
struct Entry {
    std::string figure, again, output;
    std::vector<std::string> experiments, formats;
    FigureExport style;  ///< of the entry, over that of the file
};

struct FigureSet {
    std::string database;
    std::vector<Entry> entries;
};

void readStyle(const json::Reader& reader, FigureExport& style) {
    reader.read("width", style.width);
    reader.read("height_in", style.heightIn);
    reader.read("font_pt", style.fontPt);
    reader.read("dpi", style.dpi);
    reader.read("grey", style.grey);
    reader.read("anonymous", style.anonymous);
}

std::vector<std::string> textsOf(const json::Reader& reader, const char* key) {
    std::vector<std::string> texts;
    if (const nlohmann::json* list = reader.find(key)) {
        if (!list->is_array()) {
            json::refuse(std::string("\"") + key + "\" is no list.");
        }
        for (const nlohmann::json& text : *list) {
            if (!text.is_string()) {
                json::refuse(std::string("\"") + key + "\" holds something that is no text.");
            }
            texts.push_back(text.get<std::string>());
        }
    }
    return texts;
}

Entry entryOf(const nlohmann::json& json, const FigureExport& common, std::size_t number) {
    const std::string what = "figure " + std::to_string(number);
    const json::Reader reader(json, what);
    reader.allowOnly(kFigureKeys);
    Entry entry;
    entry.style = common;
    reader.read("figure", entry.figure);
    reader.read("again", entry.again);
    reader.read("output", entry.output);
    reader.read("images", entry.style.images);
    reader.read("maps", entry.style.maps);
    reader.read("token", entry.style.token);
    reader.read("over", entry.style.over);
    entry.experiments = textsOf(reader, "experiments");
    if (std::string one; reader.find("experiment")) {
        reader.read("experiment", one);
        entry.experiments.push_back(one);
    }
    entry.formats = textsOf(reader, "formats");
    readStyle(reader, entry.style);
    if (entry.figure.empty() == entry.again.empty()) {
        json::refuse(what + " needs \"figure\", the name of one, or \"again\", a file.");
    }
    if (entry.output.empty()) {
        json::refuse(what + " does not say its \"output\".");
    }
    return entry;
}

Result<FigureSet> readSet(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text(kMostBytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, in.gcount())));
    if (text.empty() || in.bad()) {
        return fail(ErrorCode::Io,
                    "the list of figures " + file.string() + " cannot be read; check its name");
    }
    if (text.size() > kMostBytes) {
        return fail(ErrorCode::BadFile, file.string() + " is larger than 4 MiB: it is no list of figures");
    }
    try {
        const nlohmann::json json =
            nlohmann::json::parse(text, [](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) {
                if (depth > kMostDepth) {
                    json::refuse("it is nested deeper than a list of figures.");
                }
                return true;
            });
        const json::Reader reader(json, "the list of figures");
        reader.allowOnly(kFileKeys);
        int version = 1;
        reader.read("schema_version", version);
        if (version != 1) {
            return fail(ErrorCode::Unsupported, file.string() + " is of version " + std::to_string(version) +
                                                    "; this program reads lists of version 1");
        }
        FigureSet set;
        reader.read("database", set.database);
        FigureExport common;
        if (const nlohmann::json* style = reader.find("style")) {
            const json::Reader fields(*style, "\"style\"");
            fields.allowOnly(kStyleKeys);
            readStyle(fields, common);
        }
        const nlohmann::json* list = reader.find("figures");
        if (!list || !list->is_array() || list->empty() || list->size() > kMostFigures) {
            return fail(ErrorCode::BadFile, file.string() + " lists no figures, or more than 500 of them");
        }
        for (const nlohmann::json& one : *list) {
            set.entries.push_back(entryOf(one, common, set.entries.size() + 1));
        }
        return set;
    } catch (const nlohmann::json::parse_error& e) {
        return fail(ErrorCode::BadFile,
                    file.string() + " is no JSON from byte " + std::to_string(e.byte) + " on");
    } catch (const nlohmann::json::exception& e) {
        const std::string what = e.what();
        const auto end = what.find("] ");
        return fail(ErrorCode::BadFile,
                    file.string() + ": " + (end == std::string::npos ? what : what.substr(end + 2)));
    }
}

Result<figures::FigureDocument> documentOf(const Entry& entry, FigureSources& sources,
                                           const fs::path& folder) {
    if (!entry.again.empty()) {
        auto document = figures::readFigureFile(folder / entry.again);
        if (document) {
            if (const auto styled = applyStyle(document->spec.style, entry.style); !styled) {
                return tl::unexpected(styled.error());
            }
        }
        return document;
    }
    const auto kind = figures::parseFigureKind(entry.figure);
    if (!kind) {
        return tl::unexpected(kind.error());
    }
    FigureWish wish{
        *kind, entry.experiments, entry.style.images, entry.style.maps, entry.style.token, entry.style.over,
        {}};
    if (const auto styled = applyStyle(wish.style, entry.style); !styled) {
        return tl::unexpected(styled.error());
    }
    return sources.documentOf(wish);
}

}  // namespace

Result<void> exportFigureSet(const fs::path& file, const std::string& database) {
    const auto set = readSet(file);
    if (!set) {
        return tl::unexpected(set.error());
    }
    // Paths of the file are those of its folder, wherever the command is given.
    const fs::path folder = file.parent_path();
    const std::string named = set->database.empty() ? std::string() : (folder / set->database).string();
    FigureSources sources(database.empty() ? named : database);
    std::vector<DrawnFile> all;
    std::set<fs::path> taken;
    for (std::size_t i = 0; i < set->entries.size(); ++i) {
        const Entry& entry = set->entries[i];
        const auto inEntry = [&](Error error) {
            error.message = "figure " + std::to_string(i + 1) + " (" + entry.output + "): " + error.message;
            return tl::unexpected<Error>(std::move(error));
        };
        const auto document = documentOf(entry, sources, folder);
        if (!document) {
            return inEntry(document.error());
        }
        const std::vector<std::string> formats =
            entry.formats.empty() ? std::vector<std::string>{""} : entry.formats;
        for (const std::string& format : formats) {
            const fs::path output = folder / (format.empty() ? entry.output : entry.output + "." + format);
            if (!taken.insert(output.lexically_normal()).second) {
                return inEntry(
                    {ErrorCode::Usage, output.string() + " is written twice: give it another name"});
            }
            auto drawn = drawFigure(*document, format, output);
            if (!drawn) {
                return inEntry(drawn.error());
            }
            std::move(drawn->begin(), drawn->end(), std::back_inserter(all));
        }
    }
    // A paper's figures have a folder of their own, which need not be there yet.
    for (const DrawnFile& one : all) {
        std::error_code failed;
        fs::create_directories(one.file.parent_path(), failed);  // where it fails, the writing says so
    }
    return writeDrawn(all);
}

}  // namespace pivot::cli

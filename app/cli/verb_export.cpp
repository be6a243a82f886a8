// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/database_option.h"
#include "app/cli/export_figure.h"
#include "app/cli/export_model.h"
#include "app/cli/json_text.h"
#include "app/cli/output_file.h"
#include "app/cli/verbs.h"
#include "db/experiment_reader.h"

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

namespace pivot::cli {

namespace {

struct ExportArguments {
    std::vector<std::string> experiments;
    std::string format, output, database;  ///< no format: csv, or of a figure what its file's name says
    ModelExport model;                     ///< for onnx
    FigureExport figure;
};

/// Experiments and models are exported by one verb, and what belongs to the other is no slip to pass over.
Result<void> check(const ExportArguments& a) {
    const ModelExport& m = a.model;
    const bool ofModel = !m.model.empty() || !m.config.empty() || !m.act.empty() || !m.skip.empty();
    if (a.figure.isAsked()) {
        return ofModel || a.format == "onnx" ? fail(ErrorCode::Usage,
                                                    "--figure, --again and --all draw stored experiments: a "
                                                    "model is written without them")
                                             : Result<void>();
    }
    if (a.figure.hasStyle()) {
        return fail(
            ErrorCode::Usage,
            "--width, --dpi, --grey and their like go with --figure, --again or --all: say what to draw");
    }
    if (a.output.empty()) {
        return fail(ErrorCode::Usage, "say which file to write with --output");
    }
    if (a.format != "onnx") {
        if (a.format != "csv" && a.format != "json") {
            return fail(ErrorCode::Usage, a.format + " is a format of figures: say which with --figure");
        }
        if (ofModel) {
            return fail(ErrorCode::Usage, "--model, --config, --act and --skip go with --format onnx; " +
                                              a.format +
                                              " is for stored experiments: name them with --experiment");
        }
        if (a.experiments.empty()) {
            return fail(ErrorCode::Usage,
                        "say which experiments to write with --experiment ID; pivot db "
                        "list has their ids");
        }
        return {};
    }
    if (!a.experiments.empty() || !a.database.empty()) {
        return fail(ErrorCode::Usage,
                    "--experiment and --db go with --format csv or json; onnx is for a model: name it with "
                    "--model");
    }
    if (m.model.empty()) {
        return fail(ErrorCode::Usage, "say which model to write with --model");
    }
    return {};
}

std::string number(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.17g", value);
    return text;
}

/// A field as RFC 4180 wants it.
std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        return text;
    }
    std::string out = "\"";
    for (const char c : text) {
        out += c == '"' ? "\"\"" : std::string(1, c);
    }
    return out + '"';
}

/// One row an image and effort visited, so that every figure can be drawn again from the file.
Result<void> writeCsv(std::ostream& out, ExperimentReader& reader, const std::string& id) {
    return reader.forEachResult(id, [&](const StoredResult& stored) {
        const Outcome& o = stored.result.outcome;
        const std::string image =
            id + ',' + quoted(o.imageKey) + ',' + (o.label ? std::to_string(*o.label) : "") + ',' +
            std::to_string(o.exitEffort) + ',' + std::to_string(o.predicted) + ',' +
            (o.right ? (*o.right ? "1" : "0") : "") + ',' + number(static_cast<double>(o.delayNs) * 1e-6) +
            ',' + (o.energyJ ? number(*o.energyJ) : "") + ',' + quoted(o.error);
        if (stored.result.visits.empty()) {
            out << image << ",,,,\n";
        }
        for (const Visit& v : stored.result.visits) {
            out << image << ',' << v.effort << ',' << number(v.entropyNats) << ',' << v.topIds.front() << ','
                << number(static_cast<double>(v.delayNs) * 1e-6) << '\n';
        }
        return out.good();
    });
}

Result<void> exportExperiments(const ExportArguments& a) {
    const auto database = databaseFile(a.database);
    if (!database) {
        return tl::unexpected(database.error());
    }
    auto reader = ExperimentReader::open(*database);
    if (!reader) {
        return tl::unexpected(reader.error());
    }
    std::vector<ExperimentDetail> details;  // all ids are looked up before anything is written
    for (const std::string& prefix : a.experiments) {
        auto detail = reader->show(prefix);
        if (!detail) {
            return tl::unexpected(detail.error());
        }
        details.push_back(std::move(*detail));
    }
    if (auto free = checkNoSource(a.output, {*database}); !free) {
        return free;
    }
    auto file = OutputFile::open(a.output);
    if (!file) {
        return tl::unexpected(file.error());
    }
    std::ostream& out = (*file)->stream();
    nlohmann::json all = nlohmann::json::array();
    if (a.format == "csv") {
        out << "experiment_id,image,label,exit_effort,predicted,right,delay_ms,energy_j,error,effort,entropy_"
               "nats,"
               "effort_predicted,effort_delay_ms\n";
    }
    for (const ExperimentDetail& detail : details) {
        if (a.format == "csv") {
            if (auto written = writeCsv(out, *reader, detail.summary.experimentId); !written) {
                return written;
            }
            continue;
        }
        nlohmann::json one{
            {"summary", detail.summary}, {"config", detail.record.config}, {"report", nullptr}};
        if (detail.report) {
            one["report"] = *detail.report;
        }
        all.push_back(std::move(one));
    }
    if (a.format == "json") {
        out << jsonText({{"schema_version", 1}, {"experiments", all}});
    }
    return (*file)->commit();
}

}  // namespace

VerbEntry addExport(CLI::App& app) {
    CLI::App* verb = app.add_subcommand(
        "export",
        "Write stored experiments as CSV (one row a visit) or JSON, as figures and tables for a paper, or a "
        "model as ONNX for other programs");
    auto a = std::make_shared<ExportArguments>();
    verb->add_option("--experiment", a->experiments, "csv, json, figures: ids or unique prefixes");
    verb->add_option(
            "--format", a->format,
            "csv (default), json or onnx; of a figure pdf, svg, png, pgf, csv, json, tex or md (default: "
            "what its file's name says)")
        ->check(CLI::IsMember({"csv", "json", "onnx", "pdf", "svg", "png", "pgf", "tex", "md"}));
    verb->add_option("--model", a->model.model, "onnx: timm folder, .safetensors or .pth");
    verb->add_option("--config", a->model.config, "onnx: config.json that describes the model");
    verb->add_option("--act", a->model.act, "onnx: MLP activation where it is ambiguous")
        ->check(CLI::IsMember({"gelu", "relu"}));
    verb->add_option("--skip", a->model.skip,
                     "onnx: attentions that the file leaves out: none (the default), all, 1,3,5");
    verb->add_option("--output", a->output, "File to write");
    verb->add_option("--db", a->database,
                     "csv, json, figures: database file (default: the platform's data folder)");
    addFigureOptions(*verb, a->figure);
    verb->footer(
        "An ONNX file is float32 of opset 17: \"pixels\" [batch,channels,side,side], already normalised, to "
        "\"logits\" [batch,classes]; its metadata has the skip set, the mean, the std and the class names.\n"
        "PDF, SVG and PNG figures carry their data: --again draws them without the database.\n"
        "A list for --all: {\"style\": {\"width\": \"ieee1\"}, \"figures\": [{\"figure\": "
        "\"entropy-histogram\", "
        "\"experiments\": [\"ID\"], \"output\": \"fig1\", \"formats\": [\"pdf\", \"svg\"]}]}; paths are "
        "those of "
        "its folder, and a figure may say width, height_in, font_pt, dpi, grey, anonymous, images, maps, "
        "token, over or "
        "again.");
    return {verb, [a] {
                if (a->format.empty() && !a->figure.isAsked()) {
                    a->format = "csv";
                }
                auto done = check(*a);
                if (done && a->figure.isAsked()) {
                    done = exportFigure(a->figure, a->experiments, a->format, a->output, a->database);
                } else if (done && a->format == "onnx") {
                    a->model.output = a->output;
                    a->model.skip = a->model.skip.empty() ? "none" : a->model.skip;
                    done = exportModel(a->model);
                } else if (done) {
                    done = exportExperiments(*a);
                }
                return done ? static_cast<int>(kSuccess) : report(done.error());
            }};
}

}  // namespace pivot::cli

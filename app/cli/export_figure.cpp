// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/export_figure.h"

#include "app/cli/database_option.h"
#include "app/cli/output_file.h"
#include "widgets/figures/figure_metadata.h"
#include "widgets/figures/figure_writer.h"

#include <QGuiApplication>
#include <fstream>
#include <iterator>
#include <memory>
#include <system_error>

namespace pivot::cli {

namespace fs = std::filesystem;

namespace {

/// Fonts want an application of Qt. It opens no display, and lives as long as one verb does.
class Fonts {
public:
    Fonts() {
        if (!QCoreApplication::instance()) {
            qputenv("QT_QPA_PLATFORM", "offscreen");
            // Of machines without a display, and of nothing that a person could mend.
            qInstallMessageHandler([](QtMsgType, const QMessageLogContext&, const QString&) {});
            m_application = std::make_unique<QGuiApplication>(m_count, m_arguments);
        }
    }

private:
    char m_name[6] = "pivot";
    char* m_arguments[2] = {m_name, nullptr};
    int m_count = 1;
    std::unique_ptr<QGuiApplication> m_application;
};

bool holdsAlready(const DrawnFile& drawn) {
    std::error_code error;
    if (!fs::is_regular_file(drawn.file, error) || fs::file_size(drawn.file, error) != drawn.bytes.size()) {
        return false;
    }
    std::ifstream old(drawn.file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(old), {}) == drawn.bytes;
}

Result<void> exportAgain(const FigureExport& figure, const std::string& format, const std::string& output) {
    auto document = figures::readFigureFile(figure.again);
    if (!document) {
        return tl::unexpected(document.error());
    }
    if (const auto styled = applyStyle(document->spec.style, figure); !styled) {
        return styled;
    }
    return writeFigureFile(*document, format, output);
}

Result<void> check(const FigureExport& f, const std::vector<std::string>& experiments,
                   const std::string& output) {
    if ((f.figure.empty() ? 0 : 1) + (f.again.empty() ? 0 : 1) + (f.all.empty() ? 0 : 1) != 1) {
        return fail(ErrorCode::Usage,
                    "--figure, --again and --all each ask for something else: give one of them");
    }
    if (!f.all.empty() && (f.hasStyle() || !experiments.empty() || !output.empty())) {
        return fail(ErrorCode::Usage,
                    "with --all the file says what is drawn, how and where: only --db goes with it");
    }
    if (!f.again.empty() && (!experiments.empty() || !f.images.empty() || !f.maps.empty() ||
                             !f.token.empty() || !f.over.empty())) {
        return fail(
            ErrorCode::Usage,
            "--again draws what the file holds: --experiment, --images, --maps, --token and --over go "
            "with --figure");
    }
    if (f.all.empty() && output.empty()) {
        return fail(ErrorCode::Usage, "say where to write the figure with --output");
    }
    if (!f.figure.empty() && experiments.empty()) {
        return fail(ErrorCode::Usage, "say which experiments " + f.figure +
                                          " is to show with --experiment ID; pivot db list has their ids");
    }
    return {};
}

}  // namespace

void addFigureOptions(CLI::App& verb, FigureExport& f) {
    std::string names;
    for (const figures::FigureKind kind : figures::figureKinds()) {
        if (kind != figures::FigureKind::Plot) {
            names += (names.empty() ? "" : ", ") + std::string(figures::toString(kind));
        }
    }
    const std::string group = "Figures";
    verb.add_option("--figure", f.figure, "Draw this of the experiments: " + names)->group(group);
    verb.add_option("--again", f.again,
                    "Draw a figure of this program again: its PDF, SVG, PNG or JSON has the data")
        ->group(group);
    verb.add_option("--all", f.all, "Draw every figure that a JSON file lists (see below)")->group(group);
    verb.add_option("--width", f.width,
                    "ieee1 (default), ieee2, acm1, acm2, neurips, or inches such as 4.2in")
        ->group(group);
    verb.add_option("--height-in", f.heightIn, "Height in inches (default: what suits the figure)")
        ->group(group);
    verb.add_option("--font-pt", f.fontPt, "Size of text in pt (default: what suits the width)")
        ->group(group);
    verb.add_option("--dpi", f.dpi, "png: dots an inch (default 300)")->group(group);
    verb.add_flag("--grey", f.grey, "No colour at all")->group(group);
    verb.add_flag("--anonymous", f.anonymous,
                  "Leave out what tells whose it is: ids, names of runs, this program")
        ->group(group);
    verb.add_option(
            "--images", f.images,
            "gallery, attention: \"hardest 24\", \"easiest 24\", \"wrong 24\", \"flipped 24\" (the efforts "
            "disagree), or 5,17,108; a gallery of two experiments has what changed between them: \"flipped "
            "24\", \"gained 24\", \"lost 24\"")
        ->group(group);
    verb.add_option(
            "--maps", f.maps,
            "attention: all (default of one image), heads, mean, largest or rollout (default of several)")
        ->group(group);
    verb.add_option("--token", f.token,
                    "attention: whose it is, class (default) or the ROW,COLUMN of a patch, counted from 0")
        ->group(group);
    verb.add_option("--over", f.over, "threshold-sweep: threshold (default) or share")->group(group);
}

Result<void> applyStyle(figures::FigureStyle& style, const FigureExport& said) {
    if (!said.width.empty()) {
        if (auto set = figures::setWidth(style, said.width); !set) {
            return set;
        }
    }
    style.heightIn = said.heightIn != 0 ? said.heightIn : style.heightIn;
    style.fontPt = said.fontPt != 0 ? said.fontPt : style.fontPt;
    style.dpi = said.dpi != 0 ? said.dpi : style.dpi;
    style.grey = style.grey || said.grey;
    style.anonymous = style.anonymous || said.anonymous;
    return figures::check(style);
}

Result<std::vector<DrawnFile>> drawFigure(const figures::FigureDocument& document, const std::string& format,
                                          const fs::path& output) {
    const Result<figures::FigureFormat> chosen =
        format.empty() ? figures::formatOfFile(output) : figures::parseFigureFormat(format);
    if (!chosen) {
        return tl::unexpected(chosen.error());
    }
    const auto written = figures::writeFigure(document, *chosen, output.stem().string());
    if (!written) {
        return tl::unexpected(written.error());
    }
    std::vector<DrawnFile> files;
    for (const figures::SideFile& side : written->beside) {
        files.push_back(
            {output.parent_path() / (output.stem().string() + side.suffix), side.bytes.toStdString()});
    }
    files.push_back({output, written->bytes.toStdString()});  // last: it names the others
    return files;
}

Result<void> writeDrawn(const std::vector<DrawnFile>& files) {
    for (const DrawnFile& drawn : files) {
        if (holdsAlready(drawn)) {  // so that what is made of it is not made again
            continue;
        }
        auto file = OutputFile::open(drawn.file);
        if (!file) {
            return tl::unexpected(file.error());
        }
        (*file)->stream().write(drawn.bytes.data(), static_cast<std::streamsize>(drawn.bytes.size()));
        if (auto done = (*file)->commit(); !done) {
            return done;
        }
    }
    return {};
}

Result<void> writeFigureFile(const figures::FigureDocument& document, const std::string& format,
                             const fs::path& output) {
    const auto drawn = drawFigure(document, format, output);
    return drawn ? writeDrawn(*drawn) : tl::unexpected(drawn.error());
}

Result<void> exportFigure(const FigureExport& figure, const std::vector<std::string>& experiments,
                          const std::string& format, const std::string& output, const std::string& database) {
    if (auto fits = check(figure, experiments, output); !fits) {
        return fits;
    }
    const Fonts fonts;
    if (!figure.all.empty()) {
        return format.empty() ? exportFigureSet(figure.all, database)
                              : fail(ErrorCode::Usage, "with --all the file says the formats");
    }
    if (!figure.again.empty()) {
        return exportAgain(figure, format, output);
    }
    const auto source = databaseFile(database);
    if (!source) {
        return tl::unexpected(source.error());
    }
    if (auto free = checkNoSource(output, {*source}); !free) {
        return free;
    }
    const auto kind = figures::parseFigureKind(figure.figure);
    if (!kind) {
        return tl::unexpected(kind.error());
    }
    FigureWish wish{*kind, experiments, figure.images, figure.maps, figure.token, figure.over, {}};
    if (auto styled = applyStyle(wish.style, figure); !styled) {
        return styled;
    }
    const auto document = FigureSources(database).documentOf(wish);
    return document ? writeFigureFile(*document, format, output) : tl::unexpected(document.error());
}

}  // namespace pivot::cli

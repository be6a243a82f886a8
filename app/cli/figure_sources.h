// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/figure_attention.h"
#include "core/result.h"
#include "data/dataset.h"
#include "db/experiment_reader.h"
#include "widgets/figures/figure_builders.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pivot::cli {

/// A figure of stored experiments, as a command or one entry of a set asks for it.
struct FigureWish {
    figures::FigureKind kind = figures::FigureKind::Plot;
    std::vector<std::string> experiments;  ///< ids or unique prefixes
    std::string images;                    ///< gallery, attention: `hardest 24`, `5,17`; empty: what suits it
    std::string maps;                      ///< attention: `rollout`; empty: what suits the images
    std::string token;                     ///< attention: `class` or `ROW,COLUMN`; empty: the class token
    std::string over;                      ///< of threshold-sweep: `threshold` or `share`; empty: threshold
    figures::FigureStyle style;
};

/// Makes figures of what a database stores; an experiment that several of them show is read once.
class FigureSources {
public:
    explicit FigureSources(std::string database) : m_database(std::move(database)) {}
    /// Errors say which experiment is not there, has not finished, or lacks what the figure shows.
    [[nodiscard]] Result<figures::FigureDocument> documentOf(const FigureWish& wish);

private:
    struct Stored {
        figures::Source source;
        RunConfig config;
        DataSetPtr data;        ///< null where it cannot be opened
        std::string dataError;  ///< why
    };
    [[nodiscard]] Result<const Stored*> stored(const std::string& id);
    /// The data, and what was chosen for the metadata: `hardest 24`.
    [[nodiscard]] Result<figures::FigureDocument> galleryOf(const FigureWish& wish,
                                                            const std::vector<const Stored*>& all);
    [[nodiscard]] Result<figures::FigureDocument> attentionOf(const FigureWish& wish,
                                                              const std::vector<const Stored*>& all);

    [[nodiscard]] Result<figures::FigureDocument> builtOf(const FigureWish& wish,
                                                          const std::vector<const Stored*>& all) const;
    [[nodiscard]] Result<Comparison> compared(const std::vector<const Stored*>& all) const;

    std::string m_database;
    std::unique_ptr<ExperimentReader> m_reader;
    std::unique_ptr<FigureAttention> m_attention;  ///< once maps are asked for: it opens devices
    std::map<std::string, Stored> m_stored;        ///< by whole id
};

}  // namespace pivot::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/interrupt.h"
#include "core/result.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

namespace pivot::cli {

/// Usage where writing `output` would replace one of `sources`, or a file in one that is a folder: what a
/// verb reads is not lost by a name that was typed once too often. Empty paths are no sources.
[[nodiscard]] Result<void> checkNoSource(const std::filesystem::path& output,
                                         const std::vector<std::filesystem::path>& sources);

/// A file that a verb writes: under another name beside it first, so that a failure, a full disk or an
/// interrupt leaves the old file as it was. What is no regular file (a pipe, /dev/stdout) is written
/// directly.
class OutputFile {
public:
    /// Io where the file cannot be written.
    [[nodiscard]] static Result<std::unique_ptr<OutputFile>> open(const std::filesystem::path& file);
    /// Without commit(): what was written is gone again.
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    [[nodiscard]] std::ostream& stream() { return m_stream; }
    /// Puts what was written in the place of the old file. Io where it could not all be written.
    [[nodiscard]] Result<void> commit();

private:
    OutputFile(std::filesystem::path asGiven, std::filesystem::path target, std::filesystem::path written);

    std::filesystem::path m_asGiven, m_target, m_written;  ///< the last two are one where it is no file
    RemovedOnInterrupt m_removed;
    std::ofstream m_stream;
    bool m_committed = false;
};

}  // namespace pivot::cli

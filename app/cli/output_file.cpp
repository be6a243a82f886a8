// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output_file.h"

#include <system_error>
#include <utility>

namespace pivot::cli {

namespace fs = std::filesystem;

Result<void> checkNoSource(const fs::path& output, const std::vector<fs::path>& sources) {
    std::error_code error;
    if (!fs::is_regular_file(output, error)) {
        return {};  // nothing is there, or nothing that could be replaced
    }
    const fs::path folder = fs::weakly_canonical(output, error).parent_path();
    for (const fs::path& source : sources) {
        std::error_code unknown;  // one that is not there says so where it is read
        if (!source.empty() &&
            (fs::equivalent(output, source, unknown) ||
             (fs::is_directory(source, unknown) && fs::equivalent(folder, source, unknown)))) {
            return fail(ErrorCode::Usage, output.string() + " belongs to what is read here (" +
                                              source.string() + "): choose another --output");
        }
    }
    return {};
}

OutputFile::OutputFile(fs::path asGiven, fs::path target, fs::path written)
    : m_asGiven(std::move(asGiven)),
      m_target(std::move(target)),
      m_written(std::move(written)),
      m_removed(m_target),
      m_stream(m_written, std::ios::binary | std::ios::trunc) {}

Result<std::unique_ptr<OutputFile>> OutputFile::open(const fs::path& file) {
    std::error_code ignored;
    // A link stays a link: what it points at is replaced.
    fs::path target = fs::is_symlink(file, ignored) ? fs::weakly_canonical(file, ignored) : file;
    if (target.empty()) {
        target = file;
    }
    const bool direct = fs::exists(target, ignored) && !fs::is_regular_file(target, ignored);
    std::unique_ptr<OutputFile> out(new OutputFile(file, target, direct ? target : temporaryBeside(target)));
    if (!out->m_stream) {
        return fail(ErrorCode::Io,
                    "the file " + file.string() + " cannot be written; check the folder and its permissions");
    }
    return out;
}

OutputFile::~OutputFile() {
    if (!m_committed && m_written != m_target) {
        m_stream.close();
        std::error_code ignored;
        fs::remove(m_written, ignored);
    }
}

Result<void> OutputFile::commit() {
    m_stream.close();
    if (!m_stream) {
        return fail(ErrorCode::Io, "writing " + m_asGiven.string() + " failed; is the disk full?");
    }
    if (m_written != m_target) {
        std::error_code error;
        fs::rename(m_written, m_target, error);
        if (error) {
            return fail(ErrorCode::Io,
                        "the file " + m_asGiven.string() + " cannot be replaced: " + error.message());
        }
    }
    m_committed = true;
    return {};
}

}  // namespace pivot::cli

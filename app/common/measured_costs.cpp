// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/measured_costs.h"

#include "vit/sha256.h"

#include <fstream>
#include <span>
#include <system_error>

namespace pivot::app {

namespace {

Result<std::string> readWhole(const std::filesystem::path& file) {
    const std::string name = "'" + file.string() + "'";
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
        return fail(ErrorCode::NotFound, name + " is not there: check the path.");
    }
    if (!std::filesystem::is_regular_file(file, error)) {
        return fail(ErrorCode::BadFile, name + " is no regular file: name a CSV file.");
    }
    std::ifstream in(file, std::ios::binary);
    std::string text(kMostCostBytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad() || (!in && !in.eof())) {
        return fail(ErrorCode::Io, name + " cannot be read: check its permissions.");
    }
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;  // one byte too many is refused by whoever parses it
}

}  // namespace

Result<CostImport> importCostFile(const std::filesystem::path& database, std::string_view id,
                                  const std::filesystem::path& csv, const std::string& instrument) {
    const auto text = readWhole(csv);
    if (!text) {
        return tl::unexpected(text.error());
    }
    const CostSource source{csv.filename().string(), sha256Hex(std::as_bytes(std::span(*text))), instrument};
    return importMeasuredCosts(database, id, *text, source);
}

}  // namespace pivot::app

// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/text_lines.h"

#include <charconv>
#include <fstream>

namespace pivot {
namespace {

constexpr std::uintmax_t kMaxFileBytes = std::uintmax_t{256} << 20U;
constexpr std::size_t kMaxLineBytes = 4096;
constexpr int kMaxClasses = 1'000'000;

}  // namespace

std::optional<int> parseClassIndex(std::string_view text) {
    int value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || code != std::errc{} || end != text.data() + text.size() || value < 0 ||
        value >= kMaxClasses) {
        return std::nullopt;
    }
    return value;
}

Result<std::vector<TextLine>> readTextLines(const std::filesystem::path& file) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored)) {
        return fail(ErrorCode::NotFound, "There is no file " + file.string() + ".");
    }
    if (std::filesystem::file_size(file, ignored) > kMaxFileBytes) {
        return fail(ErrorCode::BadFile,
                    file.string() + " is larger than the 256 MiB that a list of labels can have.");
    }
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        return fail(ErrorCode::Io, "Cannot read " + file.string() + "; check its permissions.");
    }
    std::vector<TextLine> lines;
    std::string text;
    for (int number = 1; std::getline(stream, text); ++number) {
        if (text.size() > kMaxLineBytes || text.find('\0') != std::string::npos) {
            return fail(ErrorCode::BadFile,
                        file.string() + " is not a text file (line " + std::to_string(number) + ").");
        }
        std::string_view line = text;
        if (number == 1 && line.starts_with("\xEF\xBB\xBF")) {
            line.remove_prefix(3);
        }
        if (line = trimmed(line); !line.empty()) {
            lines.push_back({number, std::string(line)});
        }
    }
    if (stream.bad()) {
        return fail(ErrorCode::Io, "Reading " + file.string() + " failed.");
    }
    if (lines.empty()) {
        return fail(ErrorCode::BadFile, file.string() + " is empty.");
    }
    return lines;
}

}  // namespace pivot

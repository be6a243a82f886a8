// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/csv_text.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace pivot {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Bytes of the UTF-8 character that begins with `lead`; 0 when none does.
std::size_t lengthOf(unsigned char lead) {
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead < 0xE0) {
        return 2;
    }
    return lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

/// Whether it is text: UTF-8 without control characters but tabs and line breaks.
bool isText(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const std::size_t length = lengthOf(lead);
        if (length == 0 || at + length > text.size() ||
            (lead < 0x20 && lead != '\t' && lead != '\n' && lead != '\r')) {
            return false;
        }
        for (std::size_t i = 1; i < length; ++i) {
            if ((static_cast<unsigned char>(text[at + i]) & 0xC0U) != 0x80U) {
                return false;
            }
        }
        at += length;
    }
    return true;
}

class Parser {
public:
    Parser(std::string_view text, const std::string& name, const CsvLimits& limits)
        : m_text(text), m_name(name), m_limits(limits) {}

    Result<std::vector<CsvRow>> run() {
        std::vector<CsvRow> rows;
        while (m_at < m_text.size()) {
            auto row = readRow();
            if (!row) {
                return tl::unexpected<Error>(row.error());
            }
            if (row->fields.size() == 1 && row->fields.front().empty()) {
                continue;
            }
            if (rows.size() == m_limits.rows) {
                return refuse("has more than " + std::to_string(m_limits.rows) + " lines");
            }
            rows.push_back(std::move(*row));
        }
        return rows;
    }

private:
    [[nodiscard]] tl::unexpected<Error> refuse(const std::string& what) const {
        return fail(ErrorCode::BadFile, "'" + m_name + "' " + what + " (line " + std::to_string(m_line) +
                                            "): write it as comma-separated values, one row a line.");
    }

    [[nodiscard]] bool atLineEnd() const {
        return m_at >= m_text.size() || m_text[m_at] == '\n' ||
               (m_text[m_at] == '\r' && m_at + 1 < m_text.size() && m_text[m_at + 1] == '\n');
    }

    Result<CsvRow> readRow() {
        CsvRow row;
        row.line = m_line;
        for (;;) {
            if (row.fields.size() == m_limits.columns) {
                return refuse("has more than " + std::to_string(m_limits.columns) + " columns");
            }
            auto field = m_at < m_text.size() && m_text[m_at] == '"' ? readQuoted() : readPlain();
            if (!field) {
                return tl::unexpected<Error>(field.error());
            }
            if (field->size() > m_limits.fieldBytes) {
                return refuse("has a field of more than " + std::to_string(m_limits.fieldBytes) + " bytes");
            }
            row.fields.push_back(std::move(*field));
            if (m_at < m_text.size() && m_text[m_at] == ',') {
                ++m_at;
                continue;
            }
            if (!atLineEnd()) {
                return refuse("has something between a closing quotation mark and the next comma");
            }
            if (m_at < m_text.size()) {
                m_at += m_text[m_at] == '\r' ? 2 : 1;
            }
            ++m_line;
            return row;
        }
    }

    Result<std::string> readPlain() {
        const std::size_t from = m_at;
        while (!atLineEnd() && m_text[m_at] != ',') {
            if (m_text[m_at] == '"') {
                return refuse("has a quotation mark in the middle of a field");
            }
            ++m_at;
        }
        return std::string(m_text.substr(from, m_at - from));
    }

    Result<std::string> readQuoted() {
        std::string field;
        for (++m_at; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] == '"') {
                if (m_at + 1 >= m_text.size() || m_text[m_at + 1] != '"') {
                    ++m_at;
                    return field;
                }
                ++m_at;
            } else if (m_text[m_at] == '\n') {
                ++m_line;
            }
            field += m_text[m_at];
        }
        return refuse("has a quotation mark that is never closed");
    }

    std::string_view m_text;
    const std::string& m_name;
    const CsvLimits& m_limits;
    std::size_t m_at = 0;
    int m_line = 1;
};

}  // namespace

Result<std::vector<CsvRow>> parseCsv(std::string_view text, const std::string& name,
                                     const CsvLimits& limits) {
    if (text.size() > limits.bytes) {
        return fail(ErrorCode::BadFile, "'" + name + "' is larger than " +
                                            std::to_string(limits.bytes >> 20U) +
                                            " MiB: import the summary of a measurement and not its samples.");
    }
    if (text.starts_with(kByteOrderMark)) {
        text.remove_prefix(kByteOrderMark.size());
    }
    if (!isText(text)) {
        return fail(ErrorCode::BadFile, "'" + name + "' is no UTF-8 text: save it as CSV (UTF-8).");
    }
    return Parser(text, name, limits).run();
}

}  // namespace pivot

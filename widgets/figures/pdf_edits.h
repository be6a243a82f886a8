// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <optional>

namespace pivot::figures {

/// A PDF as Qt writes it (one cross-reference table, nothing encrypted), in which texts of other lengths are
/// put in place of what stands there; the table of offsets follows.
class PdfEdits {
public:
    /// Absent where the bytes have no such table.
    [[nodiscard]] static std::optional<PdfEdits> of(QByteArray bytes);
    /// The first place after `from` at which `text` begins, outside of any stream; -1 for none.
    [[nodiscard]] qsizetype find(QByteArrayView text, qsizetype from = 0) const;
    [[nodiscard]] const QByteArray& bytes() const { return m_bytes; }
    void replace(qsizetype at, qsizetype length, const QByteArray& text);

private:
    QByteArray m_bytes;
    qsizetype m_entries = 0, m_count = 0;  ///< of the table: where it begins, how many
    qsizetype m_table = 0;                 ///< the word `xref`
};

}  // namespace pivot::figures

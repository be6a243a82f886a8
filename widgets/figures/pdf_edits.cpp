// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/pdf_edits.h"

#include <QList>
#include <utility>

namespace pivot::figures {
namespace {

constexpr qsizetype kEntry = 20;  // `0000000123 00000 n \n`

}  // namespace

std::optional<PdfEdits> PdfEdits::of(QByteArray bytes) {
    PdfEdits edits;
    edits.m_table = bytes.lastIndexOf("\nxref\n") + 1;
    const qsizetype head = edits.m_table + 5;
    const qsizetype end = bytes.indexOf('\n', head);
    if (edits.m_table <= 0 || end < 0) {
        return std::nullopt;
    }
    const QList<QByteArray> numbers = bytes.mid(head, end - head).split(' ');
    bool isNumber = false;
    edits.m_count = numbers.size() == 2 && numbers[0] == "0" ? numbers[1].trimmed().toLongLong(&isNumber) : 0;
    edits.m_entries = end + 1;
    if (!isNumber || edits.m_count < 1 || edits.m_entries + edits.m_count * kEntry > bytes.size()) {
        return std::nullopt;
    }
    edits.m_bytes = std::move(bytes);
    return edits;
}

qsizetype PdfEdits::find(QByteArrayView text, qsizetype from) const {
    qsizetype at = from;
    while (true) {
        const qsizetype found = m_bytes.indexOf(text, at);
        const qsizetype stream = m_bytes.indexOf("\nstream\n", at);
        if (found < 0 || stream < 0 || found < stream) {
            return found;
        }
        at = m_bytes.indexOf("\nendstream", stream);
        if (at < 0) {
            return -1;
        }
    }
}

void PdfEdits::replace(qsizetype at, qsizetype length, const QByteArray& text) {
    const qsizetype more = text.size() - length;
    for (qsizetype i = 0; i < m_count; ++i) {
        const qsizetype entry = m_entries + i * kEntry;
        const qsizetype offset = m_bytes.mid(entry, 10).toLongLong();
        if (m_bytes[entry + 17] == 'n' && offset > at) {
            m_bytes.replace(entry, 10, QByteArray::number(offset + more).rightJustified(10, '0'));
        }
    }
    const qsizetype start = m_bytes.lastIndexOf("startxref\n") + 10;
    const qsizetype startEnd = m_bytes.indexOf('\n', start);
    m_bytes.replace(start, startEnd - start, QByteArray::number(m_table + more));
    m_bytes.replace(at, length, text);
    m_table += more;
    m_entries += more;
}

}  // namespace pivot::figures

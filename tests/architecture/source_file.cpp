// SPDX-License-Identifier: GPL-3.0-or-later
#include "source_file.h"

#include <QDirIterator>
#include <QFile>
#include <algorithm>

namespace pivot::architecture {

QString toText(const std::vector<Violation>& violations) {
    QString text;
    for (const Violation& v : violations)
        text += QString("\n%1:%2: %3").arg(v.file).arg(v.line).arg(v.what);
    return text;
}

std::vector<SourceFile> readSources(const QString& root, const QStringList& folders) {
    std::vector<SourceFile> files;
    const QDir top(root);
    for (const QString& folder : folders) {
        QDirIterator it(top.filePath(folder), {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            if (!file.open(QIODevice::ReadOnly))
                continue;
            SourceFile source;
            source.path = top.relativeFilePath(file.fileName());
            source.text = QString::fromUtf8(file.readAll());
            source.withoutComments = blanked(source.text, false);
            source.codeOnly = blanked(source.text, true);
            files.push_back(std::move(source));
        }
    }
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

namespace {

/// The end (one past the closing quote) of the literal that begins with the quote at `start`. A raw string
/// ends at its own delimiter; any other ends at the line's end at the latest, so that a stray apostrophe
/// costs one line only.
qsizetype literalEnd(const QString& text, qsizetype start) {
    const QChar quote = text[start];
    if (quote == '"' && start > 0 && text[start - 1] == 'R') {
        const qsizetype open = text.indexOf('(', start);
        if (open < 0)
            return text.size();
        const QString close = ')' + text.mid(start + 1, open - start - 1) + '"';
        const qsizetype end = text.indexOf(close, open);
        return end < 0 ? text.size() : end + close.size();
    }
    for (qsizetype i = start + 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == quote)
            return i + 1;
        else if (text[i] == '\n')
            return i;
    }
    return text.size();
}

/// The quote in 10'000 and 0xff'ff is none.
bool isDigitSeparator(const QString& text, qsizetype at) {
    return text[at] == '\'' && at > 0 && text[at - 1].isLetterOrNumber() && at + 1 < text.size() &&
           text[at + 1].isLetterOrNumber() && text[at - 1] != 'L' && text[at - 1] != 'u';
}

}  // namespace

QString blanked(const QString& text, bool literalsToo) {
    QString out = text;
    const auto blank = [&](qsizetype from, qsizetype to) {
        for (qsizetype i = from; i < to; ++i)
            if (out[i] != '\n')
                out[i] = ' ';
    };
    for (qsizetype i = 0; i < text.size();) {
        qsizetype end = i + 1;
        if (QStringView(text).mid(i, 2) == u"//") {
            end = text.indexOf('\n', i);
            end = end < 0 ? text.size() : end;
            blank(i, end);
        } else if (QStringView(text).mid(i, 2) == u"/*") {
            end = text.indexOf("*/", i + 2);
            end = end < 0 ? text.size() : end + 2;
            blank(i, end);
        } else if (text[i] == '"' || (text[i] == '\'' && !isDigitSeparator(text, i))) {
            end = literalEnd(text, i);
            if (literalsToo)
                blank(i + 1, end - 1);
        }
        i = end;
    }
    return out;
}

int lineOf(const QString& text, qsizetype position) {
    return int(QStringView(text).left(position).count('\n')) + 1;
}

}  // namespace pivot::architecture

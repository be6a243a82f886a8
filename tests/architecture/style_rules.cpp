// SPDX-License-Identifier: GPL-3.0-or-later
#include "style_rules.h"

#include <QFileInfo>
#include <QRegularExpression>

namespace pivot::architecture {

namespace {

constexpr auto kLicence = "// SPDX-License-Identifier: GPL-3.0-or-later";

struct Pattern {
    QRegularExpression regex;
    QString what;
};

/// What must not stand in code, outside of comments and literals.
const std::vector<Pattern>& codePatterns() {
    static const std::vector<Pattern> all{
        {QRegularExpression(R"(\b(public|protected|private)\s+slots\s*:)"),
         "write Q_SLOTS: LibTorch uses slots as a name"},
        {QRegularExpression(R"(^\s*signals\s*:)", QRegularExpression::MultilineOption), "write Q_SIGNALS"},
        {QRegularExpression(R"((^|[;{}()])\s*emit\s+[A-Za-z_])", QRegularExpression::MultilineOption),
         "write Q_EMIT"},
        // SLOT() alone is how QDBusConnection connects.
        {QRegularExpression(R"(\bSIGNAL\s*\()"),
         "connect with pointers to members, which the compiler checks"},
        {QRegularExpression(R"(\bconnect\s*\([^,;()]+(?:\(\))?[^,;()]*,\s*&?[A-Za-z_0-9:<>]+\s*,\s*\[)"),
         "connect with four arguments, so that the lambda dies with its context"},
    };
    return all;
}

/// A text that people read and no translator would see: a literal, without tr(), where a widget shows it.
const QRegularExpression& untranslated() {
    static const QRegularExpression regex(
        R"(\b(setText|setFullText|setToolTip|setWindowTitle|setAccessibleName|setAccessibleDescription|setWhatsThis|)"
        R"(setPlaceholderText|setTitle|setTitleText|setNote|setFootnote|setEmptyText|addAction|addMessage|showMessage|)"
        R"(showProblem|QLabel|QPushButton|QDockWidget|makeLabel|makeSection|makeQuietButton)\s*\(\s*)"
        R"((?:(?:QStringLiteral|QLatin1String|QString)\s*\(\s*)?"[^"]*[A-Za-z]{2})");
    return regex;
}

/// Marks of unfinished work; pieced together, since this file is checked too.
const QRegularExpression& unfinished() {
    static const QRegularExpression regex(
        "\\b(TO"
        "DO|FIX"
        "ME|X"
        "XX)\\b");
    return regex;
}

}  // namespace

std::vector<Violation> checkStyle(const QString& root) {
    std::vector<Violation> violations;
    static const QRegularExpression fileName("^[a-z][a-z0-9_]*\\.(h|cpp)$");
    for (const SourceFile& source : readSources(root, {"app", "widgets", "backends", "db", "tests"})) {
        const auto report = [&](int line, const QString& what) {
            violations.push_back({source.path, line, what});
        };
        if (source.text.section('\n', 0, 0) != QLatin1String(kLicence))
            report(1, QString("the first line has to be \"%1\"").arg(QLatin1String(kLicence)));
        if (source.isHeader() && source.text.section('\n', 1, 1) != u"#pragma once")
            report(2, "a header's second line has to be #pragma once");
        if (!fileName.match(QFileInfo(source.path).fileName()).hasMatch())
            report(0, "files are named lowercase_with_underscores");
        if (const int lines = int(source.text.count('\n')); lines > kMaxLines)
            report(lines, QString("%1 lines; what is over %2 wants a second room").arg(lines).arg(kMaxLines));
        for (const Pattern& pattern : codePatterns()) {
            auto matches = pattern.regex.globalMatch(source.codeOnly);
            while (matches.hasNext()) {
                const auto match = matches.next();
                // The match may begin with the line break before it.
                report(lineOf(source.codeOnly, match.capturedEnd() - 1), pattern.what);
            }
        }
        if (source.path.startsWith("widgets/") || source.path.startsWith("app/gui/")) {
            auto texts = untranslated().globalMatch(source.withoutComments);
            while (texts.hasNext())
                report(lineOf(source.withoutComments, texts.next().capturedStart()),
                       "a text that is shown goes through tr()");
        }
        auto marks = unfinished().globalMatch(source.text);
        while (marks.hasNext())
            report(lineOf(source.text, marks.next().capturedStart()), "finish it, or leave the mark out");
    }
    return violations;
}

}  // namespace pivot::architecture

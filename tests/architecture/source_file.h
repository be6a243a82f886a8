// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <vector>

namespace pivot::architecture {

/// Something that should not be, at a place that an editor can jump to.
struct Violation {
    QString file;  ///< below the repository's root
    int line = 0;  ///< 1-based; 0 where the whole file (or target) is meant
    QString what;
    bool operator==(const Violation&) const = default;
};
[[nodiscard]] QString toText(const std::vector<Violation>& violations);

/// A C++ file of the tree, read once.
struct SourceFile {
    QString path;  ///< below the root, with forward slashes
    QString text;
    QString withoutComments;  ///< the same lines with every comment blanked
    QString codeOnly;         ///< the same lines with comments and the insides of literals blanked
    [[nodiscard]] bool isHeader() const { return path.endsWith(".h"); }
};

/// The `.h` and `.cpp` files below these folders of `root`, sorted by path. A folder that is absent has none.
[[nodiscard]] std::vector<SourceFile> readSources(const QString& root, const QStringList& folders);

/// Blanks comments, and with `literalsToo` what string and character literals hold; keeps every newline.
[[nodiscard]] QString blanked(const QString& text, bool literalsToo);

/// The 1-based line of a position in a text.
[[nodiscard]] int lineOf(const QString& text, qsizetype position);

}  // namespace pivot::architecture

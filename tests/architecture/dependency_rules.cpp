// SPDX-License-Identifier: GPL-3.0-or-later
#include "dependency_rules.h"

#include "layers.h"

#include <QDir>
#include <QFileInfo>
#include <QHash>
#include <algorithm>

namespace pivot::architecture {

namespace {

bool isLayer(const QString& name) {
    return std::any_of(layers().begin(), layers().end(), [&](const Layer& l) { return l.name == name; });
}

/// The layer that an include names, or empty: `core/result.h`, `backends/core/result.h` and `db/store.h` name
/// one; a file beside the including one does not.
QString layerOfInclude(const QString& root, const QString& includer, const QString& include) {
    if (QFileInfo::exists(QDir(root).filePath(QFileInfo(includer).path() + '/' + include)))
        return {};
    const QString top = include.section('/', 0, 0);
    const bool inside = top == u"backends" || include.startsWith("widgets/figures/");
    const QString name = inside ? include.section('/', 1, 1) : top;
    return include.contains('/') && isLayer(name) ? name : QString();
}

void checkFile(const QString& root, const SourceFile& source, std::vector<Violation>& violations) {
    const QString from = layerOfPath(source.path);
    if (!isLayer(from)) {
        violations.push_back({source.path, 0, "lies in no folder that the design has"});
        return;
    }
    static const QRegularExpression includeLine(R"(^[ \t]*#[ \t]*include[ \t]*["<]([^">\n]+)[">])",
                                                QRegularExpression::MultilineOption);
    auto matches = includeLine.globalMatch(source.withoutComments);
    while (matches.hasNext()) {
        const auto match = matches.next();
        const QString include = match.captured(1);
        const int line = lineOf(source.withoutComments, match.capturedStart(1));
        const auto report = [&](const QString& what) { violations.push_back({source.path, line, what}); };
        if (include.split('/').contains(".."))
            report(QString("includes %1: write the path from the include root, so that it can be checked")
                       .arg(include));
        const QString to = layerOfInclude(root, source.path, include);
        if (!to.isEmpty() && !mayUse(from, to))
            report(QString("%1 must not use %2, but includes %3").arg(from, to, include));
        for (const ExternalRule& rule : externalRules())
            if (rule.includes.match(include).hasMatch() && !allows(rule, source.path))
                report(QString("%1 has no place here, but <%2> is included").arg(rule.what, include));
    }
}

/// `$<LINK_ONLY:pivot_core>` and its like, unwrapped.
QString plainLink(QString link) {
    static const QRegularExpression wrapped(R"(^\$<(?:LINK_ONLY|BUILD_INTERFACE):(.*)>$)");
    for (auto m = wrapped.match(link); m.hasMatch(); m = wrapped.match(link))
        link = m.captured(1);
    return link;
}

}  // namespace

std::vector<Violation> checkIncludes(const QString& root) {
    std::vector<Violation> violations;
    for (const SourceFile& source : readSources(root, {"app", "widgets", "backends", "db"}))
        checkFile(root, source, violations);
    return violations;
}

std::vector<Violation> checkLinks(const QString& links) {
    std::vector<Violation> violations;
    std::vector<QStringList> rows;
    QHash<QString, QString> folderOfTarget;
    for (const QString& line : links.split('\n', Qt::SkipEmptyParts)) {
        QStringList columns = line.split('\t');
        if (columns.size() != 3) {
            violations.push_back({line, 0, "is no line of target, folder and link"});
            continue;
        }
        folderOfTarget[columns[0]] = columns[1];
        rows.push_back(std::move(columns));
    }
    for (const QStringList& row : rows) {
        const QString &target = row[0], &folder = row[1], link = plainLink(row[2]);
        const QString from = layerOfPath(folder);
        const auto report = [&](const QString& what) {
            violations.push_back({folder + "/CMakeLists.txt", 0, QString("%1 %2").arg(target, what)});
        };
        if (!isLayer(from)) {
            report("lies in no folder that the design has");
        } else if (folderOfTarget.contains(link)) {
            const QString to = layerOfPath(folderOfTarget[link]);
            if (!mayUse(from, to))
                report(QString("links %1, but %2 must not use %3").arg(link, from, to));
        } else if (link.startsWith("pivot_") && link != u"pivot_options" && link != u"pivot_light_options") {
            report(QString("links %1, which no folder of the house makes").arg(link));
        } else {
            for (const ExternalRule& rule : externalRules())
                if (rule.links.match(link).hasMatch() && !allows(rule, folder))
                    report(QString("links %1, but %2 has no place here").arg(link, rule.what));
        }
    }
    return violations;
}

}  // namespace pivot::architecture

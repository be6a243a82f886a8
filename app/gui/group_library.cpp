// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/group_library.h"

#include "db/experiment_reader.h"
#include "pivot/agreement.h"

#include <algorithm>
#include <optional>

namespace pivot {

std::vector<GroupMember> withAgreement(const std::filesystem::path& database,
                                       std::vector<GroupMember> members) {
    Result<ExperimentReader> reader = ExperimentReader::open(database);
    if (!reader) {
        return members;
    }
    std::optional<std::vector<ImageResult>> first;
    for (GroupMember& member : members) {
        if (member.report.experimentId.empty()) {
            continue;
        }
        Result<std::vector<ImageResult>> results = reader->allResults(member.report.experimentId);
        if (!results) {
            continue;
        }
        if (first) {
            member.agreement = agreementOf(*first, *results);
        } else {
            first = std::move(*results);
        }
    }
    return members;
}

std::vector<GroupMember> readGroupOf(const std::filesystem::path& database, const std::string& groupId) {
    std::vector<GroupMember> members;
    Result<ExperimentReader> reader = ExperimentReader::open(database);
    if (!reader || groupId.empty()) {
        return members;
    }
    ExperimentQuery query;
    query.groupId = groupId;
    const Result<ExperimentPage> page = reader->list(query);
    if (!page || page->experiments.size() < 2) {
        return members;
    }
    for (const ExperimentSummary& summary : page->experiments) {
        GroupMember member;
        if (const Result<RunReport> report = reader->report(summary.experimentId)) {
            member.report = *report;
        } else {
            member.report.device = summary.device;
            member.sentence = QString::fromStdString(std::string(toString(summary.status)));
        }
        members.push_back(std::move(member));
    }
    std::ranges::reverse(members);  // the list has the newest first
    return withAgreement(database, std::move(members));
}

}  // namespace pivot

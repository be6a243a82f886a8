// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/confusion.h"

namespace pivot {

Confusion confusionOf(const ImageTable& table, const ImageRows& rows) {
    Confusion made;
    made.classes = table.answers->classes;
    made.efforts = table.efforts();
    const auto classes = static_cast<std::size_t>(made.classes);
    const auto columns = static_cast<std::size_t>(made.efforts) + 1;
    made.counts.resize(classes * classes);
    made.exits.resize(classes * columns);
    made.ofClass.resize(classes);
    made.rightOf.resize(classes);
    const ImageRoutes& routes = *table.routes;
    for (const std::uint32_t row : rows) {
        const int label = table.answers->label[row], predicted = routes.predicted[row];
        if (label < 0 || label >= made.classes || routes.verdict[row] == Verdict::Failed) {
            continue;
        }
        const auto of = static_cast<std::size_t>(label);
        ++made.labelled;
        ++made.ofClass[of];
        if (routes.verdict[row] == Verdict::Right) {
            ++made.right;
            ++made.rightOf[of];
        }
        if (predicted >= 0 && predicted < made.classes) {
            ++made.counts[of * classes + static_cast<std::size_t>(predicted)];
        }
        const auto exit =
            routes.exit[row] == Outcome::kNoExit ? columns - 1 : static_cast<std::size_t>(routes.exit[row]);
        ++made.exits[of * columns + exit];
    }
    return made;
}

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/score_text.h"

#include <QCoreApplication>

namespace pivot {

namespace {

QString say(const char* text) {
    return QCoreApplication::translate("ScoreText", text);
}

}  // namespace

QString scoreName(ScoreKind score) {
    switch (score) {
        case ScoreKind::Entropy:
            return say("Entropy");
        case ScoreKind::Margin:
            return say("Margin");
        case ScoreKind::MaxProbability:
            return say("Max probability");
    }
    return {};
}

QString scoreUnit(ScoreKind score) {
    switch (score) {
        case ScoreKind::Entropy:
            return say("normalized entropy");
        case ScoreKind::Margin:
            return say("margin");
        case ScoreKind::MaxProbability:
            return say("max probability");
    }
    return {};
}

}  // namespace pivot

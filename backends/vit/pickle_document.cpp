// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/quote.h"
#include "vit/unpickler.h"

namespace pivot::pickle {

std::optional<NodeId> Document::find(NodeId dict, std::string_view key) const {
    const Node& node = at(dict);
    if (node.kind != Kind::Dict) {
        return std::nullopt;
    }
    for (std::size_t i = node.items.size(); i >= 2; i -= 2) {
        const Node& candidate = at(node.items[i - 2]);
        if (candidate.kind == Kind::Text && candidate.text == key) {
            return node.items[i - 1];
        }
    }
    return std::nullopt;
}

std::string Document::describe(NodeId id) const {
    const Node& node = at(id);
    switch (node.kind) {
        case Kind::None:
            return "None";
        case Kind::Bool:
        case Kind::Int:
        case Kind::Float:
            return "a number";
        case Kind::Text:
        case Kind::Bytes:
            return "a text";
        case Kind::Tuple:
            return "a tuple";
        case Kind::List:
            return "a list";
        case Kind::Dict:
            return "a dict";
        case Kind::Storage:
            return "a bare storage";
        case Kind::Tensor:
            return "a tensor";
        case Kind::Global:
        case Kind::Opaque:
            break;
    }
    if (node.text.empty()) {
        return "an unknown object";
    }
    const std::string name = std::string(node.module) + "." + std::string(node.text);
    return (node.kind == Kind::Global ? "the name " : "an object of ") + inQuotes(name, 120);
}

}  // namespace pivot::pickle

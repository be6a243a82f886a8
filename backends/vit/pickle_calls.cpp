// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/pickle_calls.h"

#include <array>
#include <utility>

namespace pivot::pickle {

namespace {

constexpr std::size_t kMaxRank = 8;

std::optional<Dtype> dtypeOfStorageClass(const Node& node) {
    static constexpr std::array<std::pair<std::string_view, Dtype>, 10> kClasses{
        {{"DoubleStorage", Dtype::F64},
         {"FloatStorage", Dtype::F32},
         {"HalfStorage", Dtype::F16},
         {"BFloat16Storage", Dtype::Bf16},
         {"LongStorage", Dtype::I64},
         {"IntStorage", Dtype::I32},
         {"ShortStorage", Dtype::I16},
         {"CharStorage", Dtype::I8},
         {"ByteStorage", Dtype::U8},
         {"BoolStorage", Dtype::Bool}}};
    if (node.kind == Kind::Global && node.module == "torch") {
        for (const auto& [name, dtype] : kClasses) {
            if (name == node.text) {
                return dtype;
            }
        }
    }
    return std::nullopt;
}

Node opaque(const Node& named) {
    Node node;
    node.kind = Kind::Opaque;
    if (named.kind == Kind::Global || named.kind == Kind::Opaque) {
        node.module = named.module;
        node.text = named.text;
    }
    return node;
}

bool isFunction(const Node& node, std::string_view module, std::string_view name) {
    return node.kind == Kind::Global && node.module == module && node.text == name;
}

std::optional<std::vector<std::int64_t>> integers(const Document& document, const Node& list) {
    if ((list.kind != Kind::Tuple && list.kind != Kind::List) || list.items.size() > kMaxRank) {
        return std::nullopt;
    }
    std::vector<std::int64_t> values;
    for (const NodeId id : list.items) {
        if (document.at(id).kind != Kind::Int) {
            return std::nullopt;
        }
        values.push_back(document.at(id).integer);
    }
    return values;
}

/// _rebuild_tensor_v2(storage, offset, shape, stride, ...): what follows says nothing about the data.
Node rebuildTensor(Document& document, const Node& function, const std::vector<NodeId>& arguments) {
    if (arguments.size() < 4) {
        return opaque(function);
    }
    const Node& storage = document.at(arguments[0]);
    const Node& offset = document.at(arguments[1]);
    auto shape = integers(document, document.at(arguments[2]));
    auto stride = integers(document, document.at(arguments[3]));
    if (storage.kind != Kind::Storage || offset.kind != Kind::Int || !shape || !stride) {
        return opaque(function);
    }
    Node node;
    node.kind = Kind::Tensor;
    node.integer = static_cast<std::int64_t>(document.tensors.size());
    document.tensors.push_back(
        {static_cast<std::size_t>(storage.integer), offset.integer, std::move(*shape), std::move(*stride)});
    return node;
}

/// OrderedDict() or, as Python 2 wrote it, OrderedDict([[key, value], ...]).
Node orderedDict(const Document& document, const Node& function, const std::vector<NodeId>& arguments) {
    Node node;
    node.kind = Kind::Dict;
    if (arguments.empty()) {
        return node;
    }
    for (const NodeId id : document.at(arguments[0]).items) {
        const Node& pair = document.at(id);
        if ((pair.kind != Kind::Tuple && pair.kind != Kind::List) || pair.items.size() != 2) {
            return opaque(function);
        }
        node.items.insert(node.items.end(), pair.items.begin(), pair.items.end());
    }
    return node;
}

}  // namespace

Node applyCall(Document& document, NodeId functionId, NodeId argumentsId) {
    const Node& function = document.at(functionId);  // no node is added below, so that references hold
    const Node& arguments = document.at(argumentsId);
    if (function.kind != Kind::Global || arguments.kind != Kind::Tuple) {
        return opaque(function);
    }
    if (isFunction(function, "collections", "OrderedDict")) {
        return orderedDict(document, function, arguments.items);
    }
    if (isFunction(function, "torch._utils", "_rebuild_tensor_v2") ||
        isFunction(function, "torch._utils", "_rebuild_tensor")) {
        return rebuildTensor(document, function, arguments.items);
    }
    const bool parameter = isFunction(function, "torch._utils", "_rebuild_parameter") ||
                           isFunction(function, "torch._utils", "_rebuild_parameter_with_state");
    if (parameter && !arguments.items.empty() && document.at(arguments.items[0]).kind == Kind::Tensor) {
        return document.at(arguments.items[0]);
    }
    if (isFunction(function, "torch", "Size") && arguments.items.size() == 1 &&
        document.at(arguments.items[0]).kind == Kind::Tuple) {
        return document.at(arguments.items[0]);
    }
    return opaque(function);
}

Node applyPersistentId(Document& document, NodeId id) {
    const Node& tuple = document.at(id);
    if (tuple.kind != Kind::Tuple || tuple.items.size() != 5) {
        return opaque(tuple);
    }
    const Node& type = document.at(tuple.items[0]);
    const Node& key = document.at(tuple.items[2]);
    const Node& count = document.at(tuple.items[4]);
    const auto dtype = dtypeOfStorageClass(document.at(tuple.items[1]));
    if (type.kind != Kind::Text || type.text != "storage" || key.kind != Kind::Text ||
        count.kind != Kind::Int || !dtype) {
        return opaque(document.at(tuple.items[1]));
    }
    Node node;
    node.kind = Kind::Storage;
    node.integer = static_cast<std::int64_t>(document.storages.size());
    document.storages.push_back({*dtype, key.text, count.integer});
    return node;
}

}  // namespace pivot::pickle

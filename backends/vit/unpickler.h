// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "vit/tensor_view.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// A reader of Python pickles that builds data and never runs anything: a class or function is only a name
/// here.
namespace pivot::pickle {

using NodeId = std::uint32_t;

enum class Kind : std::uint8_t {
    None,
    Bool,     ///< integer
    Int,      ///< integer
    Float,    ///< real
    Text,     ///< text (also Python 2's byte strings)
    Bytes,    ///< text
    Tuple,    ///< items
    List,     ///< items; sets too
    Dict,     ///< items: key, value, key, value, ...; OrderedDict too
    Global,   ///< module, text: the name of a class or function
    Storage,  ///< integer: index in Document::storages
    Tensor,   ///< integer: index in Document::tensors
    Opaque    ///< whatever an unknown class or function would have made; module, text: its name
};

/// One object. Children are indices, so that neither nesting nor cycles can exhaust the stack or leak.
struct Node {
    Kind kind = Kind::None;
    std::int64_t integer = 0;
    double real = 0.0;
    std::string_view module, text;  ///< into the pickle's bytes
    std::vector<NodeId> items;
};

/// A storage that the pickle names: `count` elements in the archive's entry `key`.
struct StorageRef {
    Dtype dtype = Dtype::F32;
    std::string_view key;
    std::int64_t count = 0;
};

/// A strided tensor over a storage, all in elements. Not yet checked against the storage.
struct TensorRef {
    std::size_t storage = 0;
    std::int64_t offset = 0;
    std::vector<std::int64_t> shape, stride;
};

/// All objects of one pickle. Views point into the bytes that it was read from.
struct Document {
    std::vector<Node> nodes;
    std::vector<StorageRef> storages;
    std::vector<TensorRef> tensors;
    NodeId root = 0;

    [[nodiscard]] const Node& at(NodeId id) const { return nodes[id]; }
    /// The value of a text key in a dict (the last one wins, as in Python).
    [[nodiscard]] std::optional<NodeId> find(NodeId dict, std::string_view key) const;
    /// What a node is, for sentences: `an object of torch.nn.Module`, `a number`.
    [[nodiscard]] std::string describe(NodeId id) const;
};

/// Reads protocols 0 to 5 as torch.save writes them. Known are the plain types, OrderedDict, torch.Size,
/// storages and the functions that rebuild tensors and parameters; any other global is a name, and calling it
/// gives an Opaque node. BadFile says at which byte it cannot go on, without the file's name; there are
/// limits on objects and lengths.
[[nodiscard]] Result<Document> read(std::span<const std::byte> bytes);

}  // namespace pivot::pickle

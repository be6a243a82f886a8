// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "vit/model.h"

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace pivot {

/// A value of a graph: an input, a tensor of the checkpoint, a constant, or what a node gives.
using OnnxValue = std::string;

struct OnnxAttribute {
    const char* name;
    std::variant<std::int64_t, float, std::vector<std::int64_t>> value;
};

/// Adds nodes and tensors to a graph, in the order in which they run. Keeps the first error, so that building
/// a network stays a list; error() is to be asked at its end.
class GraphBuilder {
public:
    /// Both outlive the builder.
    GraphBuilder(const Model& model, onnx::GraphProto& graph) : m_model(model), m_graph(graph) {}

    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

    /// A tensor of the checkpoint under its own name and in its own layout, as float32; added once.
    OnnxValue weight(const std::string& name);
    /// A float32 scalar; added once a name.
    OnnxValue scalar(const std::string& name, float value);
    /// A one-dimensional int64 tensor, or a scalar of its one value; added once a name.
    OnnxValue integers(const std::string& name, const std::vector<std::int64_t>& values);
    OnnxValue integer(const std::string& name, std::int64_t value);

    /// A node of the standard operators whose one value has the node's name.
    OnnxValue node(const char* op, const std::string& name, const std::vector<OnnxValue>& inputs,
                   std::initializer_list<OnnxAttribute> attributes = {});
    /// The same with `outputs` values, NAME.0 and so on.
    std::vector<OnnxValue> nodes(const char* op, const std::string& name,
                                 const std::vector<OnnxValue>& inputs, int outputs,
                                 std::initializer_list<OnnxAttribute> attributes = {});

    /// An input of [batch, sides...] float32, with a batch that is open.
    OnnxValue input(const std::string& name, const std::vector<std::int64_t>& sides);
    /// Makes `value`, which the last node gives, the output `name` [batch, sides...].
    void output(const OnnxValue& value, const std::string& name, const std::vector<std::int64_t>& sides);

private:
    onnx::TensorProto* newTensor(const std::string& name, int type, const std::vector<std::int64_t>& shape);

    const Model& m_model;
    onnx::GraphProto& m_graph;
    std::set<std::string> m_tensors;
    std::optional<Error> m_error;
};

}  // namespace pivot

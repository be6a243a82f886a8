// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/graph_builder.h"

#include <bit>

namespace pivot {

namespace {

static_assert(std::endian::native == std::endian::little, "ONNX keeps raw data in little-endian order");

void describe(onnx::ValueInfoProto& info, const std::string& name, const std::vector<std::int64_t>& sides) {
    info.set_name(name);
    auto* tensor = info.mutable_type()->mutable_tensor_type();
    tensor->set_elem_type(onnx::TensorProto_DataType_FLOAT);
    tensor->mutable_shape()->add_dim()->set_dim_param("batch");
    for (const std::int64_t side : sides) {
        tensor->mutable_shape()->add_dim()->set_dim_value(side);
    }
}

void set(onnx::AttributeProto& made, const OnnxAttribute& attribute) {
    made.set_name(attribute.name);
    if (const auto* whole = std::get_if<std::int64_t>(&attribute.value)) {
        made.set_type(onnx::AttributeProto_AttributeType_INT);
        made.set_i(*whole);
    } else if (const auto* real = std::get_if<float>(&attribute.value)) {
        made.set_type(onnx::AttributeProto_AttributeType_FLOAT);
        made.set_f(*real);
    } else {
        made.set_type(onnx::AttributeProto_AttributeType_INTS);
        for (const std::int64_t value : std::get<std::vector<std::int64_t>>(attribute.value)) {
            made.add_ints(value);
        }
    }
}

}  // namespace

onnx::TensorProto* GraphBuilder::newTensor(const std::string& name, int type,
                                           const std::vector<std::int64_t>& shape) {
    if (!m_tensors.insert(name).second) {
        return nullptr;
    }
    auto* tensor = m_graph.add_initializer();
    tensor->set_name(name);
    tensor->set_data_type(type);
    for (const std::int64_t side : shape) {
        tensor->add_dims(side);
    }
    return tensor;
}

OnnxValue GraphBuilder::weight(const std::string& name) {
    const auto found = m_model.weights.find(name);
    if (found == m_model.weights.end()) {
        if (!m_error) {
            m_error = Error{ErrorCode::ShapeMismatch,
                            m_model.name + " has no tensor " + name +
                                ": choose a checkpoint of the model that its config describes"};
        }
        return name;
    }
    if (auto* tensor = newTensor(name, onnx::TensorProto_DataType_FLOAT, found->second.shape)) {
        auto values = found->second.toFloat(name);
        if (values) {
            tensor->set_raw_data(values->data(), values->size() * sizeof(float));
        } else if (!m_error) {
            m_error = values.error();
        }
    }
    return name;
}

OnnxValue GraphBuilder::scalar(const std::string& name, float value) {
    if (auto* tensor = newTensor(name, onnx::TensorProto_DataType_FLOAT, {})) {
        tensor->set_raw_data(&value, sizeof value);
    }
    return name;
}

OnnxValue GraphBuilder::integers(const std::string& name, const std::vector<std::int64_t>& values) {
    const auto count = static_cast<std::int64_t>(values.size());
    if (auto* tensor = newTensor(name, onnx::TensorProto_DataType_INT64, {count})) {
        tensor->set_raw_data(values.data(), values.size() * sizeof(std::int64_t));
    }
    return name;
}

OnnxValue GraphBuilder::integer(const std::string& name, std::int64_t value) {
    if (auto* tensor = newTensor(name, onnx::TensorProto_DataType_INT64, {})) {
        tensor->set_raw_data(&value, sizeof value);
    }
    return name;
}

OnnxValue GraphBuilder::node(const char* op, const std::string& name, const std::vector<OnnxValue>& inputs,
                             std::initializer_list<OnnxAttribute> attributes) {
    nodes(op, name, inputs, 1, attributes);
    m_graph.mutable_node(m_graph.node_size() - 1)->set_output(0, name);
    return name;
}

std::vector<OnnxValue> GraphBuilder::nodes(const char* op, const std::string& name,
                                           const std::vector<OnnxValue>& inputs, int outputs,
                                           std::initializer_list<OnnxAttribute> attributes) {
    auto* made = m_graph.add_node();
    made->set_op_type(op);
    made->set_name(name);
    for (const OnnxValue& value : inputs) {
        made->add_input(value);
    }
    std::vector<OnnxValue> values;
    for (int i = 0; i < outputs; ++i) {
        values.push_back(name + '.' + std::to_string(i));
        made->add_output(values.back());
    }
    for (const OnnxAttribute& attribute : attributes) {
        set(*made->add_attribute(), attribute);
    }
    return values;
}

OnnxValue GraphBuilder::input(const std::string& name, const std::vector<std::int64_t>& sides) {
    describe(*m_graph.add_input(), name, sides);
    return name;
}

void GraphBuilder::output(const OnnxValue& value, const std::string& name,
                          const std::vector<std::int64_t>& sides) {
    auto* last = m_graph.mutable_node(m_graph.node_size() - 1);
    if (last->output(0) != value && !m_error) {
        m_error = Error{ErrorCode::Internal, "the output " + name + " is not what the last node gives"};
    }
    last->set_output(0, name);
    describe(*m_graph.add_output(), name, sides);
}

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/primitive_call.h"

#include <stdexcept>

namespace pivot {

PrimitiveCall::PrimitiveCall(dnnl::primitive primitive,
                             const std::vector<std::pair<int, dnnl::memory::desc>>& arguments,
                             const dnnl::engine& engine)
    : m_primitive(std::move(primitive)) {
    for (const auto& [argument, layout] : arguments) {
        m_memories.emplace_back(layout, engine, static_cast<void*>(DNNL_MEMORY_NONE));
        m_arguments.push_back({argument, m_memories.back().get()});
    }
}

void PrimitiveCall::set(int argument, const void* data) {
    for (std::size_t i = 0; i < m_arguments.size(); ++i) {
        if (m_arguments[i].arg == argument) {
            // oneDNN takes non-const pointers for inputs too; it only reads them.
            m_memories[i].set_data_handle(const_cast<void*>(data));
            return;
        }
    }
    throw std::logic_error("a primitive was given an argument that it does not have");
}

void PrimitiveCall::execute(const dnnl::stream& stream) const {
    dnnl::error::wrap_c_api(dnnl_primitive_execute(m_primitive.get(), stream.get(),
                                                   static_cast<int>(m_arguments.size()), m_arguments.data()),
                            "could not execute a primitive");
}

dnnl::primitive_attr callAttributes(const dnnl::post_ops& after) {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    attributes.set_post_ops(after);
    return attributes;
}

dnnl::memory::desc denseLayout(const dnnl::memory::dims& dims, dnnl::memory::data_type type) {
    dnnl::memory::dims strides(dims.size());
    dnnl::memory::dim stride = 1;
    for (std::size_t i = dims.size(); i-- > 0;) {
        strides[i] = stride;
        stride *= dims[i];
    }
    return {dims, type, strides};
}

}  // namespace pivot

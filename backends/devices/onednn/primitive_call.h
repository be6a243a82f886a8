// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <oneapi/dnnl/dnnl.hpp>
#include <utility>
#include <vector>

namespace pivot {

/// A primitive with memory objects of its own: pointers are set and it is executed, without any allocation.
/// Used by one thread at a time; the primitive behind it may be shared.
class PrimitiveCall {
public:
    PrimitiveCall() = default;
    /// `arguments`: DNNL_ARG_... and layout of each; their memory is set later. A scratchpad in user mode is
    /// among them where the primitive wants one.
    PrimitiveCall(dnnl::primitive primitive, const std::vector<std::pair<int, dnnl::memory::desc>>& arguments,
                  const dnnl::engine& engine);

    /// The memory of an argument that was named at construction.
    void set(int argument, const void* data);
    /// Throws dnnl::error.
    void execute(const dnnl::stream& stream) const;

private:
    dnnl::primitive m_primitive;
    std::vector<dnnl::memory> m_memories;
    std::vector<dnnl_exec_arg_t> m_arguments;
};

/// The attributes that every primitive here has: a scratchpad that the caller gives, and what happens after.
[[nodiscard]] dnnl::primitive_attr callAttributes(const dnnl::post_ops& after = {});

/// A dense row-major layout.
[[nodiscard]] dnnl::memory::desc denseLayout(const dnnl::memory::dims& dims, dnnl::memory::data_type type);

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

namespace pivot {

/// What the inputs of the matrix products are stored in; U8 is a code (ValueCode). Residuals, norms, softmax
/// and logits are always float32.
enum class Element { F32, Bf16, U8 };

/// The upper half of a float32, rounded to nearest even.
struct Bf16 {
    std::uint16_t bits = 0;
};

[[nodiscard]] constexpr std::size_t bytesOf(Element element) {
    return element == Element::F32 ? sizeof(float) : element == Element::Bf16 ? sizeof(Bf16) : 1;
}

/// Memory for activations. Allocated once, never grown, so that a steady state allocates nothing. It starts a
/// page, beyond which no cache fetches ahead: what one thread reads in order does not pull at what another
/// writes just behind it.
class Buffer {
public:
    Buffer() = default;
    explicit Buffer(std::size_t bytes)
        : m_data(static_cast<std::byte*>(::operator new (bytes, std::align_val_t{kAlignment}))) {}

    template <class T = void>
    [[nodiscard]] T* as() const {
        return reinterpret_cast<T*>(m_data.get());
    }
    [[nodiscard]] void* at(std::size_t byte) const { return m_data.get() + byte; }

private:
    static constexpr std::size_t kAlignment = 4096;
    struct Delete {
        void operator()(std::byte* data) const { ::operator delete (data, std::align_val_t{kAlignment}); }
    };
    std::unique_ptr<std::byte, Delete> m_data;
};

}  // namespace pivot

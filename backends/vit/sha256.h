// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace pivot {

/// SHA-256 of what is added, piece by piece.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void add(std::span<const std::byte> bytes);
    void add(std::string_view text);
    /// 64 lower-case hexadecimal digits. Nothing can be added after it.
    [[nodiscard]] std::string hexDigest();

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};

/// In one go.
[[nodiscard]] std::string sha256Hex(std::span<const std::byte> bytes);

}  // namespace pivot

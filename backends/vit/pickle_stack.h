// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "vit/unpickler.h"

#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pivot::pickle {

/// Why a pickle cannot be read further. Thrown and caught within the unpickler only.
struct Broken {
    std::string what;
};

/// Takes values off the front of the bytes; Broken where they end too soon.
class Cursor {
public:
    explicit Cursor(std::span<const std::byte> bytes)
        : m_text(reinterpret_cast<const char*>(bytes.data()), bytes.size()) {}

    [[nodiscard]] std::size_t position() const { return m_position; }
    std::string_view take(std::uint64_t length);
    /// Up to the next line feed, which is skipped.
    std::string_view line();
    template <class T>
    T number() {
        T value{};
        std::memcpy(&value, take(sizeof(T)).data(), sizeof(T));
        return value;
    }

private:
    std::string_view m_text;
    std::size_t m_position = 0;
};

/// The stack, the marks and the memo of the pickle machine, over the objects made so far. Broken where an
/// operation takes what is not there, or where there is more than a checkpoint ever has.
class Stack {
public:
    void push(Node node) { pushId(add(std::move(node))); }
    void push(Kind kind);
    void pushId(NodeId id);
    void pushInteger(std::int64_t value, Kind kind = Kind::Int);
    void pushReal(double value);
    void pushText(Kind kind, std::string_view text);
    void pushGlobal(std::string_view module, std::string_view name);
    void pushTuple(std::vector<NodeId> items, Kind kind = Kind::Tuple);

    NodeId pop();
    NodeId top();
    std::vector<NodeId> popTo(std::size_t count);

    void mark();
    /// What was pushed since the last mark, which goes too.
    std::vector<NodeId> popMark();
    /// POP: one object, or a mark with nothing on it.
    void popObjectOrMark();

    /// Adds to a list or dict; an opaque object swallows what it is given.
    void extend(NodeId container, Kind kind, const std::vector<NodeId>& items);

    void remember(std::uint64_t index);
    void rememberNext() { remember(m_memo.size()); }
    void recall(std::uint64_t index);

    [[nodiscard]] Document& document() { return m_document; }

private:
    NodeId add(Node node);
    void countItems(std::size_t more);
    [[nodiscard]] std::size_t floor() const { return m_marks.empty() ? 0 : m_marks.back(); }

    Document m_document;
    std::vector<NodeId> m_stack;
    std::vector<std::size_t> m_marks;  ///< heights of the stack
    std::unordered_map<std::uint64_t, NodeId> m_memo;
    std::size_t m_items = 0;
};

}  // namespace pivot::pickle

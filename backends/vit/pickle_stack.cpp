// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/pickle_stack.h"

namespace pivot::pickle {

namespace {

// A checkpoint of 10,000 tensors with its optimizer needs a tenth of these.
constexpr std::size_t kMaxNodes = 2'000'000;
constexpr std::size_t kMaxStack = 1'000'000;
constexpr std::size_t kMaxItems = 16'000'000;  // in all containers together: calls may copy some

[[noreturn]] void refuseSize() {
    throw Broken{"it has more objects than any checkpoint"};
}
[[noreturn]] void refuseDepth() {
    throw Broken{"its stack is deeper than any checkpoint needs"};
}
[[noreturn]] void refuseUnderflow() {
    throw Broken{"it takes more from its stack than there is"};
}

}  // namespace

std::string_view Cursor::take(std::uint64_t length) {
    if (length > m_text.size() - m_position) {
        throw Broken{"it ends in the middle of a value"};
    }
    const std::string_view piece = m_text.substr(m_position, length);
    m_position += length;
    return piece;
}

std::string_view Cursor::line() {
    const std::size_t end = m_text.find('\n', m_position);
    if (end == std::string_view::npos) {
        throw Broken{"it ends in the middle of a line"};
    }
    const std::string_view piece = take(end - m_position);
    ++m_position;
    return piece;
}

void Stack::countItems(std::size_t more) {
    m_items += more;
    if (m_items > kMaxItems) {
        refuseSize();
    }
}

NodeId Stack::add(Node node) {
    countItems(node.items.size());
    if (m_document.nodes.size() == kMaxNodes) {
        refuseSize();
    }
    m_document.nodes.push_back(std::move(node));
    return static_cast<NodeId>(m_document.nodes.size() - 1);
}

void Stack::pushId(NodeId id) {
    if (m_stack.size() == kMaxStack) {
        refuseDepth();
    }
    m_stack.push_back(id);
}

void Stack::push(Kind kind) {
    Node node;
    node.kind = kind;
    push(std::move(node));
}

void Stack::pushInteger(std::int64_t value, Kind kind) {
    Node node;
    node.kind = kind;
    node.integer = value;
    push(std::move(node));
}

void Stack::pushReal(double value) {
    Node node;
    node.kind = Kind::Float;
    node.real = value;
    push(std::move(node));
}

void Stack::pushText(Kind kind, std::string_view text) {
    Node node;
    node.kind = kind;
    node.text = text;
    push(std::move(node));
}

void Stack::pushGlobal(std::string_view module, std::string_view name) {
    Node node;
    node.kind = Kind::Global;
    node.module = module;
    node.text = name;
    push(std::move(node));
}

void Stack::pushTuple(std::vector<NodeId> items, Kind kind) {
    Node node;
    node.kind = kind;
    node.items = std::move(items);
    push(std::move(node));
}

NodeId Stack::pop() {
    const NodeId id = top();
    m_stack.pop_back();
    return id;
}

NodeId Stack::top() {
    if (m_stack.size() <= floor()) {
        refuseUnderflow();
    }
    return m_stack.back();
}

std::vector<NodeId> Stack::popTo(std::size_t count) {
    if (m_stack.size() - floor() < count) {
        refuseUnderflow();
    }
    std::vector<NodeId> items(m_stack.end() - static_cast<std::ptrdiff_t>(count), m_stack.end());
    m_stack.resize(m_stack.size() - count);
    return items;
}

void Stack::mark() {
    if (m_marks.size() == kMaxStack) {
        refuseDepth();
    }
    m_marks.push_back(m_stack.size());
}

std::vector<NodeId> Stack::popMark() {
    if (m_marks.empty()) {
        throw Broken{"it uses a mark that was not set"};
    }
    auto items = popTo(m_stack.size() - m_marks.back());
    m_marks.pop_back();
    return items;
}

void Stack::popObjectOrMark() {
    if (!m_marks.empty() && m_stack.size() == m_marks.back()) {
        m_marks.pop_back();
    } else {
        (void)pop();
    }
}

void Stack::extend(NodeId container, Kind kind, const std::vector<NodeId>& items) {
    Node& node = m_document.nodes[container];
    if (kind == Kind::Dict && items.size() % 2 != 0) {
        throw Broken{"a dict has a key without a value"};
    }
    if (node.kind == kind) {
        countItems(items.size());
        node.items.insert(node.items.end(), items.begin(), items.end());
    } else if (node.kind != Kind::Opaque) {
        throw Broken{"it adds items to " + m_document.describe(container)};
    }
}

void Stack::remember(std::uint64_t index) {
    if (m_memo.size() == kMaxNodes) {
        refuseSize();
    }
    m_memo[index] = top();
}

void Stack::recall(std::uint64_t index) {
    const auto it = m_memo.find(index);
    if (it == m_memo.end()) {
        throw Broken{"it recalls an object that it never remembered"};
    }
    pushId(it->second);
}

}  // namespace pivot::pickle

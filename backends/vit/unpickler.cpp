// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/unpickler.h"

#include "vit/pickle_calls.h"

#include <bit>
#include <charconv>
#include <cstring>
#include <unordered_map>

namespace pivot::pickle {

namespace {

constexpr std::size_t kMaxNodes = 4'000'000;
constexpr std::size_t kMaxStack = 1'000'000;
constexpr std::size_t kMaxItems = 16'000'000;  // in all containers together: a tuple of calls may be copied

/// Thrown inside this file only.
struct Broken {
    std::string what;
};

class Machine {
public:
    explicit Machine(std::span<const std::byte> bytes)
        : m_text(reinterpret_cast<const char*>(bytes.data()), bytes.size()) {}

    Document run();
    [[nodiscard]] std::size_t position() const { return m_position; }

private:
    bool step();
    bool stepNumber(unsigned char opcode);
    bool stepText(unsigned char opcode);
    bool stepContainer(unsigned char opcode);
    bool stepMemo(unsigned char opcode);
    bool stepObject(unsigned char opcode);

    std::string_view take(std::uint64_t length) {
        if (length > m_text.size() - m_position) {
            throw Broken{"it ends in the middle of a value"};
        }
        const std::string_view piece = m_text.substr(m_position, length);
        m_position += length;
        return piece;
    }
    template <class T>
    T number() {
        T value{};
        std::memcpy(&value, take(sizeof(T)).data(), sizeof(T));
        return value;
    }
    std::string_view line() {
        const std::size_t end = m_text.find('\n', m_position);
        if (end == std::string_view::npos) {
            throw Broken{"it ends in the middle of a line"};
        }
        const std::string_view piece = take(end - m_position);
        ++m_position;
        return piece;
    }
    NodeId add(Node node) {
        m_items += node.items.size();
        if (m_document.nodes.size() == kMaxNodes || m_items > kMaxItems) {
            throw Broken{"it has more objects than any checkpoint"};
        }
        m_document.nodes.push_back(std::move(node));
        return static_cast<NodeId>(m_document.nodes.size() - 1);
    }
    void pushId(NodeId id) {
        if (m_stack.size() == kMaxStack) {
            throw Broken{"its stack is deeper than any checkpoint needs"};
        }
        m_stack.push_back(id);
    }
    void push(Node node) { pushId(add(std::move(node))); }
    void push(Kind kind) {
        Node node;
        node.kind = kind;
        push(std::move(node));
    }
    void pushInteger(std::int64_t value, Kind kind = Kind::Int) {
        Node node;
        node.kind = kind;
        node.integer = value;
        push(std::move(node));
    }
    void pushReal(double value) {
        Node node;
        node.kind = Kind::Float;
        node.real = value;
        push(std::move(node));
    }
    void pushText(Kind kind, std::string_view text) {
        Node node;
        node.kind = kind;
        node.text = text;
        push(std::move(node));
    }
    void pushGlobal(std::string_view module, std::string_view name) {
        Node node;
        node.kind = Kind::Global;
        node.module = module;
        node.text = name;
        push(std::move(node));
    }
    void pushTuple(std::vector<NodeId> items, Kind kind = Kind::Tuple) {
        Node node;
        node.kind = kind;
        node.items = std::move(items);
        push(std::move(node));
    }
    [[nodiscard]] std::size_t floor() const { return m_marks.empty() ? 0 : m_marks.back(); }
    NodeId pop() {
        if (m_stack.size() <= floor()) {
            throw Broken{"it takes more from its stack than there is"};
        }
        const NodeId id = m_stack.back();
        m_stack.pop_back();
        return id;
    }
    NodeId top() {
        const NodeId id = pop();
        m_stack.push_back(id);
        return id;
    }
    std::vector<NodeId> popTo(std::size_t count) {
        if (m_stack.size() - floor() < count) {
            throw Broken{"it takes more from its stack than there is"};
        }
        std::vector<NodeId> items(m_stack.end() - static_cast<std::ptrdiff_t>(count), m_stack.end());
        m_stack.resize(m_stack.size() - count);
        return items;
    }
    std::vector<NodeId> popMark() {
        if (m_marks.empty()) {
            throw Broken{"it uses a mark that was not set"};
        }
        auto items = popTo(m_stack.size() - m_marks.back());
        m_marks.pop_back();
        return items;
    }
    /// Adds to a list or dict; an opaque object swallows what it is given.
    void extend(NodeId container, Kind kind, const std::vector<NodeId>& items) {
        Node& node = m_document.nodes[container];
        if (kind == Kind::Dict && items.size() % 2 != 0) {
            throw Broken{"a dict has a key without a value"};
        }
        if (node.kind == kind) {
            m_items += items.size();
            if (m_items > kMaxItems) {
                throw Broken{"it has more objects than any checkpoint"};
            }
            node.items.insert(node.items.end(), items.begin(), items.end());
        } else if (node.kind != Kind::Opaque) {
            throw Broken{"it adds items to " + m_document.describe(container)};
        }
    }
    void call(NodeId function, NodeId arguments) { push(applyCall(m_document, function, arguments)); }
    void longInteger(std::string_view digits);
    void decimal(std::string_view text);
    void remember(std::uint64_t index) {
        if (m_memo.size() == kMaxNodes) {
            throw Broken{"it has more objects than any checkpoint"};
        }
        m_memo[index] = top();
    }
    void recall(std::uint64_t index) {
        const auto it = m_memo.find(index);
        if (it == m_memo.end()) {
            throw Broken{"it recalls an object that it never remembered"};
        }
        pushId(it->second);
    }
    std::uint64_t lineNumber() {
        const std::string_view text = line();
        std::uint64_t value = 0;
        if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) {
            throw Broken{"it has a memo index that is no number"};
        }
        return value;
    }

    std::string_view m_text;
    std::size_t m_position = 0;
    Document m_document;
    std::vector<NodeId> m_stack;
    std::vector<std::size_t> m_marks;  ///< heights of the stack
    std::unordered_map<std::uint64_t, NodeId> m_memo;
    std::size_t m_items = 0;
};

/// Two's complement, little-endian; what does not fit 64 bits is of no use to a tensor and stays opaque.
void Machine::longInteger(std::string_view digits) {
    if (digits.size() > sizeof(std::int64_t)) {
        return push(Kind::Opaque);
    }
    const bool negative = !digits.empty() && (static_cast<unsigned char>(digits.back()) & 0x80U) != 0;
    std::uint64_t value = negative ? ~std::uint64_t{0} : 0;
    if (!digits.empty()) {
        std::memcpy(&value, digits.data(), digits.size());
    }
    pushInteger(static_cast<std::int64_t>(value));
}

void Machine::decimal(std::string_view text) {
    if (text == "00" || text == "01") {  // protocol 0's booleans
        return pushInteger(text == "01" ? 1 : 0, Kind::Bool);
    }
    if (text.ends_with('L')) {
        text.remove_suffix(1);
    }
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::result_out_of_range) {
        return push(Kind::Opaque);
    }
    if (error != std::errc() || end != text.data() + text.size()) {
        throw Broken{"it has an integer that is none"};
    }
    pushInteger(value);
}

bool Machine::stepNumber(unsigned char opcode) {
    switch (opcode) {
        case 'N':
            push(Kind::None);
            return true;
        case 0x88:
            pushInteger(1, Kind::Bool);
            return true;
        case 0x89:
            pushInteger(0, Kind::Bool);
            return true;
        case 'J':
            pushInteger(number<std::int32_t>());
            return true;
        case 'K':
            pushInteger(number<std::uint8_t>());
            return true;
        case 'M':
            pushInteger(number<std::uint16_t>());
            return true;
        case 0x8a:
            longInteger(take(number<std::uint8_t>()));
            return true;
        case 0x8b:
            longInteger(take(number<std::uint32_t>()));
            return true;
        case 'I':
        case 'L':
            decimal(line());
            return true;
        case 'F': {
            const std::string_view text = line();
            double value = 0.0;
            if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) {
                throw Broken{"it has a number that is none"};
            }
            pushReal(value);
            return true;
        }
        case 'G': {  // the one big-endian value of the format
            const auto bits = number<std::uint64_t>();
            pushReal(std::bit_cast<double>(__builtin_bswap64(bits)));
            return true;
        }
        default:
            return false;
    }
}

bool Machine::stepText(unsigned char opcode) {
    switch (opcode) {
        case 'X':
            pushText(Kind::Text, take(number<std::uint32_t>()));
            return true;
        case 0x8c:
            pushText(Kind::Text, take(number<std::uint8_t>()));
            return true;
        case 0x8d:
            pushText(Kind::Text, take(number<std::uint64_t>()));
            return true;
        case 'T':
            pushText(Kind::Text, take(number<std::uint32_t>()));
            return true;
        case 'U':
            pushText(Kind::Text, take(number<std::uint8_t>()));
            return true;
        case 'B':
            pushText(Kind::Bytes, take(number<std::uint32_t>()));
            return true;
        case 'C':
            pushText(Kind::Bytes, take(number<std::uint8_t>()));
            return true;
        case 0x8e:
        case 0x96:
            pushText(Kind::Bytes, take(number<std::uint64_t>()));
            return true;
        case 'V':
            pushText(Kind::Text, line());
            return true;
        case 'S': {
            std::string_view text = line();
            if (text.size() >= 2 && text.front() == text.back()) {
                text = text.substr(1, text.size() - 2);
            }
            pushText(Kind::Text, text);
            return true;
        }
        default:
            return false;
    }
}

bool Machine::stepContainer(unsigned char opcode) {
    switch (opcode) {
        case '(':
            if (m_marks.size() == kMaxStack) {
                throw Broken{"its stack is deeper than any checkpoint needs"};
            }
            m_marks.push_back(m_stack.size());
            return true;
        case '0':
            if (m_stack.size() == floor() && !m_marks.empty()) {
                m_marks.pop_back();
            } else {
                (void)pop();
            }
            return true;
        case '1':
            (void)popMark();
            return true;
        case '2':
            pushId(top());
            return true;
        case ')':
            push(Kind::Tuple);
            return true;
        case ']':
        case 0x8f:
            push(Kind::List);
            return true;
        case '}':
            push(Kind::Dict);
            return true;
        case 't':
        case 0x91:
            pushTuple(popMark());
            return true;
        case 0x85:
            pushTuple(popTo(1));
            return true;
        case 0x86:
            pushTuple(popTo(2));
            return true;
        case 0x87:
            pushTuple(popTo(3));
            return true;
        case 'l':
            pushTuple(popMark(), Kind::List);
            return true;
        case 'd': {
            const auto items = popMark();
            push(Kind::Dict);
            extend(top(), Kind::Dict, items);
            return true;
        }
        case 'a': {
            const auto items = popTo(1);
            extend(top(), Kind::List, items);
            return true;
        }
        case 'e':
        case 0x90: {
            const auto items = popMark();
            extend(top(), Kind::List, items);
            return true;
        }
        case 's': {
            const auto items = popTo(2);
            extend(top(), Kind::Dict, items);
            return true;
        }
        case 'u': {
            const auto items = popMark();
            extend(top(), Kind::Dict, items);
            return true;
        }
        default:
            return false;
    }
}

bool Machine::stepMemo(unsigned char opcode) {
    switch (opcode) {
        case 'g':
            recall(lineNumber());
            return true;
        case 'h':
            recall(number<std::uint8_t>());
            return true;
        case 'j':
            recall(number<std::uint32_t>());
            return true;
        case 'p':
            remember(lineNumber());
            return true;
        case 'q':
            remember(number<std::uint8_t>());
            return true;
        case 'r':
            remember(number<std::uint32_t>());
            return true;
        case 0x94:
            remember(m_memo.size());
            return true;
        default:
            return false;
    }
}

bool Machine::stepObject(unsigned char opcode) {
    switch (opcode) {
        case 'c': {
            const std::string_view module = line();
            pushGlobal(module, line());
            return true;
        }
        case 0x93: {
            const Node& name = m_document.at(pop());
            const Node& module = m_document.at(pop());
            if (name.kind != Kind::Text || module.kind != Kind::Text) {
                throw Broken{"it names a class by something that is no text"};
            }
            pushGlobal(module.text, name.text);
            return true;
        }
        case 'R':
        case 0x81: {  // REDUCE calls a function, NEWOBJ a class: the same to us
            const NodeId arguments = pop();
            const NodeId function = pop();
            call(function, arguments);
            return true;
        }
        case 0x92: {
            (void)pop();  // keyword arguments
            const NodeId arguments = pop();
            const NodeId function = pop();
            call(function, arguments);
            return true;
        }
        case 'i': {
            const std::string_view module = line();
            const std::string_view name = line();
            auto arguments = popMark();
            pushGlobal(module, name);
            const NodeId function = pop();
            pushTuple(std::move(arguments));
            call(function, pop());
            return true;
        }
        case 'o': {
            auto arguments = popMark();
            if (arguments.empty()) {
                throw Broken{"it makes an object of no class"};
            }
            const NodeId function = arguments.front();
            arguments.erase(arguments.begin());
            pushTuple(std::move(arguments));
            call(function, pop());
            return true;
        }
        case 'b':  // BUILD sets attributes, which no tensor and no dict of ours has
            (void)pop();
            (void)top();
            return true;
        case 'P':
            (void)line();
            push(Kind::Opaque);
            return true;
        case 'Q': {
            const NodeId id = pop();
            push(applyPersistentId(m_document, id));
            return true;
        }
        default:
            return false;
    }
}

bool Machine::step() {
    const auto opcode = number<std::uint8_t>();
    switch (opcode) {
        case '.':
            m_document.root = pop();
            return false;
        case 0x80:
            if (const auto protocol = number<std::uint8_t>(); protocol > 5) {
                throw Broken{"its pickle protocol " + std::to_string(protocol) + " is not known"};
            }
            return true;
        case 0x95:
            (void)number<std::uint64_t>();
            return true;  // FRAME: only a hint for buffered reading
        default:
            break;
    }
    if (stepNumber(opcode) || stepText(opcode) || stepContainer(opcode) || stepMemo(opcode) ||
        stepObject(opcode)) {
        return true;
    }
    throw Broken{"its opcode " + std::to_string(opcode) + " is not one that checkpoints have"};
}

Document Machine::run() {
    while (step()) {
    }
    return std::move(m_document);
}

}  // namespace

Result<Document> read(std::span<const std::byte> bytes) {
    Machine machine(bytes);
    try {
        return machine.run();
    } catch (const Broken& broken) {
        return fail(ErrorCode::BadFile, "its pickle cannot be read at byte " +
                                            std::to_string(machine.position()) + ": " + broken.what);
    }
}

}  // namespace pivot::pickle

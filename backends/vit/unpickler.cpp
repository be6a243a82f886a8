// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/unpickler.h"

#include "vit/pickle_calls.h"
#include "vit/pickle_stack.h"

#include <bit>
#include <charconv>
#include <cstring>

namespace pivot::pickle {

namespace {

class Machine : private Cursor, private Stack {
public:
    explicit Machine(std::span<const std::byte> bytes) : Cursor(bytes) {}

    Document run();
    using Cursor::position;

private:
    bool step();
    bool stepNumber(unsigned char opcode);
    bool stepText(unsigned char opcode);
    bool stepContainer(unsigned char opcode);
    bool stepMemo(unsigned char opcode);
    bool stepObject(unsigned char opcode);

    void call(NodeId function, NodeId arguments) { push(applyCall(document(), function, arguments)); }
    void longInteger(std::string_view digits);
    void decimal(std::string_view text);
    std::uint64_t lineNumber() {
        const std::string_view text = line();
        std::uint64_t value = 0;
        if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) {
            throw Broken{"it has a memo index that is no number"};
        }
        return value;
    }
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
            mark();
            return true;
        case '0':
            popObjectOrMark();
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
            rememberNext();
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
            const Node& name = document().at(pop());
            const Node& module = document().at(pop());
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
            push(applyPersistentId(document(), id));
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
            document().root = pop();
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
    return std::move(document());
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

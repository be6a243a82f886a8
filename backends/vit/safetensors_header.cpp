// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/safetensors_header.h"

#include "vit/quote.h"

#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_set>
#include <utility>

namespace pivot {

namespace {

constexpr std::size_t kMaxTensors = 200'000;
constexpr std::size_t kMaxNameBytes = 1024;
constexpr std::size_t kMaxRank = 8;
constexpr std::size_t kShown = 200;  // bytes of a name that came from the file

std::optional<Dtype> dtypeFromText(std::string_view text) {
    static constexpr std::array kDtypes{Dtype::F64, Dtype::F32, Dtype::F16, Dtype::Bf16, Dtype::I64,
                                        Dtype::I32, Dtype::I16, Dtype::I8,  Dtype::U8,   Dtype::Bool};
    for (const Dtype dtype : kDtypes) {
        if (toString(dtype) == text) {
            return dtype;
        }
    }
    return std::nullopt;
}

/// nlohmann calls this for every token; it keeps its own, fixed-depth state.
class HeaderReader {
public:
    using json = nlohmann::json;

    bool null() { return unexpected("null"); }
    bool boolean(bool) { return unexpected("true or false"); }
    bool number_float(json::number_float_t, const json::string_t&) {
        return unexpected("a fraction or a huge number");
    }
    bool binary(json::binary_t&) { return unexpected("binary data"); }

    bool number_integer(json::number_integer_t value) {
        if (m_state != State::Shape && m_state != State::Offsets) {
            return unexpected("a number");
        }
        return stop("has the negative number " + std::to_string(value) + " in its " + listName());
    }

    bool number_unsigned(json::number_unsigned_t value) {
        if (m_state == State::Shape) {
            if (m_entry.shape.size() == kMaxRank) {
                return stop("has more than " + std::to_string(kMaxRank) + " dimensions");
            }
            if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
                return stop("has the dimension " + std::to_string(value) + ", which is impossible");
            }
            m_entry.shape.push_back(static_cast<std::int64_t>(value));
            return true;
        }
        if (m_state == State::Offsets) {
            if (m_offsets == 2) {
                return stop("has more than two data_offsets");
            }
            (m_offsets++ == 0 ? m_entry.begin : m_entry.end) = value;
            return true;
        }
        return unexpected("a number");
    }

    bool string(json::string_t& text) {
        if (m_state == State::Metadata) {
            return true;
        }
        if (m_state != State::Dtype) {
            return unexpected("a text");
        }
        const auto dtype = dtypeFromText(text);
        if (!dtype) {
            return stop("has the dtype " + inQuotes(text, kShown) +
                        ", which is not known here (F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL)");
        }
        m_entry.dtype = *dtype;
        m_state = State::Tensor;
        return true;
    }

    bool start_object(std::size_t) {
        switch (m_state) {
            case State::Begin:
                m_state = State::Top;
                return true;
            case State::TensorValue:
                m_state = State::Tensor;
                return true;
            case State::MetadataValue:
                m_state = State::Metadata;
                return true;
            default:
                return unexpected("an object");
        }
    }

    bool key(json::string_t& text) {
        if (m_state == State::Top) {
            if (text.size() > kMaxNameBytes) {
                return stop("the header has a name of " + std::to_string(text.size()) + " bytes");
            }
            if (!m_names.insert(text).second) {
                return stop("the header lists " + inQuotes(text, kShown) + " twice");
            }
            if (text == "__metadata__") {
                m_state = State::MetadataValue;
                return true;
            }
            if (m_entries.size() == kMaxTensors) {
                return stop("the header lists more than " + std::to_string(kMaxTensors) + " tensors");
            }
            m_entry = SafetensorsEntry{};
            m_entry.name = text;
            m_offsets = 0;
            m_seen = {};
            m_state = State::TensorValue;
            return true;
        }
        if (m_state == State::Metadata) {
            return m_metadataKeys.insert(text).second ||
                   stop("__metadata__ has the key " + inQuotes(text, kShown) + " twice");
        }
        static constexpr std::array<std::pair<std::string_view, State>, 3> kFields{
            {{"dtype", State::Dtype}, {"shape", State::ShapeValue}, {"data_offsets", State::OffsetsValue}}};
        for (std::size_t i = 0; i < kFields.size(); ++i) {
            if (kFields[i].first == text) {
                m_state = kFields[i].second;
                return !std::exchange(m_seen[i], true) || stop("has the key " + inQuotes(text) + " twice");
            }
        }
        return stop("has the key " + inQuotes(text, kShown) + ", which the format does not know");
    }

    bool end_object() {
        if (m_state == State::Tensor) {
            if (!m_seen[0] || !m_seen[1] || !m_seen[2] || m_offsets != 2) {
                return stop("lacks its dtype, its shape or its two data_offsets");
            }
            m_entries.push_back(std::move(m_entry));
        }
        m_state = m_state == State::Top ? State::End : State::Top;
        return true;
    }

    bool start_array(std::size_t) {
        switch (m_state) {
            case State::ShapeValue:
                m_state = State::Shape;
                return true;
            case State::OffsetsValue:
                m_state = State::Offsets;
                return true;
            default:
                return unexpected("a list");
        }
    }

    bool end_array() {
        m_state = State::Tensor;
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const json::exception&) {
        m_error = "the header is not valid JSON (at byte " + std::to_string(position) + ")";
        return false;
    }

    [[nodiscard]] const std::string& error() const { return m_error; }
    [[nodiscard]] std::vector<SafetensorsEntry> take() { return std::move(m_entries); }

private:
    enum class State {
        Begin,          ///< nothing read
        Top,            ///< in the outermost object
        TensorValue,    ///< behind a tensor's name
        Tensor,         ///< in a tensor's object
        Dtype,          ///< behind "dtype"
        ShapeValue,     ///< behind "shape"
        Shape,          ///< in the list
        OffsetsValue,   ///< behind "data_offsets"
        Offsets,        ///< in the list
        MetadataValue,  ///< behind "__metadata__"
        Metadata,       ///< in its object
        End
    };

    [[nodiscard]] bool inTensor() const {
        return m_state != State::Begin && m_state != State::Top && m_state != State::MetadataValue &&
               m_state != State::Metadata && m_state != State::End;
    }
    [[nodiscard]] std::string listName() const { return m_state == State::Shape ? "shape" : "data_offsets"; }

    bool stop(const std::string& what) {
        m_error = inTensor() ? "tensor " + inQuotes(m_entry.name, kShown) + " " + what : what;
        return false;
    }
    bool unexpected(const char* token) {
        return stop(inTensor() ? std::string("has ") + token + " where the format has none"
                               : std::string("the header has ") + token + " where the format has none");
    }

    State m_state = State::Begin;
    SafetensorsEntry m_entry;
    int m_offsets = 0;
    std::array<bool, 3> m_seen{};
    std::vector<SafetensorsEntry> m_entries;
    std::unordered_set<std::string> m_names, m_metadataKeys;
    std::string m_error;
};

}  // namespace

Result<std::vector<SafetensorsEntry>> parseSafetensorsHeader(std::string_view json) {
    HeaderReader reader;
    if (!nlohmann::json::sax_parse(json.begin(), json.end(), &reader)) {
        return fail(ErrorCode::BadFile,
                    reader.error().empty() ? "the header is not valid JSON" : reader.error());
    }
    return reader.take();
}

Result<std::int64_t> countOfShape(const std::vector<std::int64_t>& shape) {
    if (shape.size() > kMaxRank) {
        return fail(ErrorCode::BadFile, "has more than " + std::to_string(kMaxRank) + " dimensions");
    }
    constexpr std::int64_t kMaxElements = std::int64_t{1} << 62U;
    std::int64_t count = 1;
    for (const std::int64_t size : shape) {
        if (size < 0) {
            return fail(ErrorCode::BadFile, "has a negative dimension");
        }
        if (size != 0 && count > kMaxElements / size) {
            return fail(ErrorCode::BadFile, "has the impossible shape " + shapeText(shape));
        }
        count *= size;
    }
    return count;
}

std::string shapeText(const std::vector<std::int64_t>& shape) {
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i) {
        text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    }
    return text + "]";
}

}  // namespace pivot

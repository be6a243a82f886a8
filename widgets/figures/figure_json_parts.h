// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/json_fields.h"
#include "widgets/figures/figure_data.h"
#include "widgets/figures/grid_raster.h"

#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

// How the parts of a figure are written as JSON and read from files of strangers.
namespace pivot::figures {

// What a file may hold at most: far above any figure that can be read, far below what a machine lacks.
inline constexpr double kLargest = 1e100;  // so that differences and shares of numbers are numbers
inline constexpr std::size_t kMostPoints = 2'000'000, kMostPixels = 64U << 20U, kMostName = 400,
                             kMostNames = 10'000, kMostTiles = 10'000;

template <class Pairs, class Value>
[[nodiscard]] std::string nameIn(const Pairs& pairs, Value value) {
    for (const auto& [one, name] : pairs) {
        if (one == value) {
            return std::string(name);
        }
    }
    return {};
}

/// One object of the file, with the bounds that hold for all of them.
class Fields : public json::Reader {
public:
    Fields(const nlohmann::json& object, const char* what) : Reader(object, what) {}

    void text(const char* key, std::string& target) const {
        read(key, target);
        if (target.size() > kMostName) {
            json::refuse(std::string("\"") + key + "\" is longer than any label.");
        }
    }
    void number(const char* key, double& target) const {
        read(key, target);
        checkSize(key, target);
    }
    void number(const char* key, std::optional<double>& target) const {
        read(key, target);
        checkSize(key, target.value_or(0.0));
    }
    template <class Pairs, class Value>
    void name(const char* key, const Pairs& pairs, Value& target) const {
        std::string given = nameIn(pairs, target);
        read(key, given);
        for (const auto& [value, known] : pairs) {
            if (known == given) {
                target = value;
                return;
            }
        }
        json::refuse(std::string("\"") + key + "\" is nothing that is known here.");
    }
    template <class Number>
    void numbers(const char* key, std::vector<Number>& target, std::size_t most = kMostPoints) const {
        for (const nlohmann::json& value : list(key, most)) {
            if (!(std::is_integral_v<Number> ? value.is_number_integer() : value.is_number())) {
                json::refuse(std::string("\"") + key + "\" holds something that is no number.");
            }
            target.push_back(value.get<Number>());
            checkSize(key, static_cast<double>(target.back()));
        }
    }
    void names(const char* key, std::vector<std::string>& target) const {
        for (const nlohmann::json& value : list(key, kMostNames)) {
            if (!value.is_string() || value.get_ref<const std::string&>().size() > kMostName) {
                json::refuse(std::string("\"") + key + "\" holds something that is no name.");
            }
            target.push_back(value.get<std::string>());
        }
    }
    [[nodiscard]] const nlohmann::json& list(const char* key, std::size_t most) const {
        static const nlohmann::json none = nlohmann::json::array();
        const nlohmann::json* member = find(key);
        if (member && (!member->is_array() || member->size() > most)) {
            json::refuse(std::string("\"") + key + "\" is no list, or one that is too long.");
        }
        return member ? *member : none;
    }

private:
    static void checkSize(const char* key, double value) {
        if (!(std::abs(value) <= kLargest)) {
            json::refuse(std::string("\"") + key + "\" is larger than any number that can be drawn.");
        }
    }
};

[[nodiscard]] nlohmann::json toJson(const Ink& ink);
/// The default where it is absent.
[[nodiscard]] Ink inkOf(const nlohmann::json* json, Ink ink = {});

[[nodiscard]] nlohmann::json toJson(const HeatMap& map);
/// With its pixels, or with where a drawing has them.
[[nodiscard]] nlohmann::json toJson(const ImageGrid& grid, const RasterPlace* place);
[[nodiscard]] nlohmann::json toJson(const Table& table);
// They throw nlohmann's exceptions, as what they are called from expects.
[[nodiscard]] HeatMap heatMapOf(const nlohmann::json& json);
/// Sets `place` where the pixels are in a drawing and have to be fetched from there.
[[nodiscard]] ImageGrid gridOf(const nlohmann::json& json, std::optional<RasterPlace>& place);
[[nodiscard]] Table tableOfJson(const nlohmann::json& json);

}  // namespace pivot::figures

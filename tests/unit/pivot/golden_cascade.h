// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

/// A cascade of tests/data/golden: what each effort said of 64 images, and where the reference let them
/// leave.
struct GoldenCascade {
    nlohmann::json manifest;                                 ///< the case of manifest.json
    std::map<std::string, std::vector<float>> floats;        ///< F32 tensors by name, flat
    std::map<std::string, std::vector<std::int64_t>> whole;  ///< I32 and I64 tensors by name, flat
};

/// Reads the trusted file of this repository: eight bytes of length, a JSON header, the tensors.
inline GoldenCascade readGoldenCascade(const std::string& name) {
    const std::string folder = PIVOT_TEST_DATA "/golden/";
    GoldenCascade cascade;
    const auto manifest = nlohmann::json::parse(std::ifstream(folder + "manifest.json"));
    for (const nlohmann::json& item : manifest.at("cases")) {
        if (item.at("name") == name) {
            cascade.manifest = item;
        }
    }
    std::ifstream file(folder + cascade.manifest.at("golden").get<std::string>(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    std::uint64_t headerSize = 0;
    std::memcpy(&headerSize, bytes.data(), sizeof headerSize);
    const auto header = nlohmann::json::parse(bytes.substr(8, headerSize));
    for (const auto& [key, tensor] : header.items()) {
        if (key == "__metadata__") {
            continue;
        }
        const auto offsets = tensor.at("data_offsets").get<std::vector<std::size_t>>();
        const char* const data = bytes.data() + 8 + headerSize + offsets[0];
        const std::size_t size = offsets[1] - offsets[0];
        const auto dtype = tensor.at("dtype").get<std::string>();
        if (dtype == "F32") {
            std::vector<float>& values = cascade.floats[key];
            values.resize(size / sizeof(float));
            std::memcpy(values.data(), data, size);
        } else if (dtype == "I64") {
            std::vector<std::int64_t>& values = cascade.whole[key];
            values.resize(size / sizeof(std::int64_t));
            std::memcpy(values.data(), data, size);
        } else if (dtype == "I32") {
            std::vector<std::int32_t> values(size / sizeof(std::int32_t));
            std::memcpy(values.data(), data, size);
            cascade.whole[key].assign(values.begin(), values.end());
        } else {
            throw std::runtime_error(key + " has the dtype " + dtype);
        }
    }
    return cascade;
}

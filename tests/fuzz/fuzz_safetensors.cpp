// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/case_file.h"
#include "vit/model.h"
#include "vit/safetensors.h"
#include "vit/safetensors_header.h"

#include <cstdint>
#include <cstdlib>

using namespace pivot;

/// A file of these bytes: either an error, or views that lie in it and have the sizes that their shapes say.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const fuzz::CaseFile file(data, size, "case.safetensors");
    const auto tensors = readSafetensors(file.path());
    if (!tensors) {
        if (tensors.error().message.empty()) {
            std::abort();
        }
        return 0;
    }
    for (const auto& [name, view] : *tensors) {
        const auto count = countOfShape(view.shape);
        if (!count || *count != view.count()) {
            std::abort();
        }
        // Reads every element, so that a sanitizer sees a view that leaves the map.
        (void)view.toFloat(name);
    }
    (void)loadModel(file.path(), {std::nullopt, Activation::Gelu});
    return 0;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/case_file.h"
#include "vit/model.h"
#include "vit/pth.h"
#include "vit/safetensors_header.h"
#include "vit/unpickler.h"

#include <cstdint>
#include <cstdlib>

using namespace pivot;

/// The bytes as a pickle (so that mutations get past the checksums of a zip file) and as a whole file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (const auto document = pickle::read(std::as_bytes(std::span(data, size)))) {
        (void)document->describe(document->root);
        (void)document->find(document->root, "model");
        for (const pickle::Node& node : document->nodes) {
            for (const pickle::NodeId id : node.items) {
                if (id >= document->nodes.size()) {
                    std::abort();
                }
            }
        }
    }
    const fuzz::CaseFile file(data, size, "case.pth");
    if (const auto checkpoint = readPth(file.path())) {
        for (const auto& [name, view] : checkpoint->tensors) {
            const auto count = countOfShape(view.shape);
            if (!count || *count != view.count()) {
                std::abort();
            }
            (void)view.toFloat(name);
        }
    }
    (void)loadModel(file.path(), {std::nullopt, Activation::Gelu});
    return 0;
}

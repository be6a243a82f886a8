// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/onnx_plugin.h"

#include "export/onnx_model.h"

#include <exception>

namespace pivot {

namespace {

class ProtobufOnnxPlugin final : public OnnxPlugin {
public:
    Result<void> write(const Model& model, const OnnxOptions& options, std::ostream& out) override {
        try {
            const auto made = makeOnnxModel(model, options);
            if (!made) {
                return tl::unexpected(made.error());
            }
            if (!made->SerializeToOstream(&out)) {
                return fail(ErrorCode::Io, "writing the ONNX file failed; is the disk full?");
            }
            return {};
        } catch (const std::exception& e) {  // protobuf reports mistakes of its caller by exceptions
            return fail(ErrorCode::Internal, std::string("protobuf failed to write the model: ") + e.what());
        }
    }
};

}  // namespace

}  // namespace pivot

extern "C" __attribute__((visibility("default"))) pivot::OnnxPlugin* pivot_onnx_plugin_1() {
    return new pivot::ProtobufOnnxPlugin;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device_state.h"

#include <memory>
#include <optional>
#include <string>

namespace pivot {

/// What NVIDIA's management library says of a GPU. The library belongs to the driver and is loaded where it
/// is there; where it is not, every figure has that for its reason.
class GpuStateReader {
public:
    explicit GpuStateReader(const std::string& library = "libnvidia-ml.so.1");
    ~GpuStateReader();
    GpuStateReader(const GpuStateReader&) = delete;
    GpuStateReader& operator=(const GpuStateReader&) = delete;

    /// `index`: as the driver counts, which is CUDA's count where CUDA_VISIBLE_DEVICES is not set and
    /// CUDA_DEVICE_ORDER is PCI_BUS_ID or the GPUs are alike.
    [[nodiscard]] DeviceState read(unsigned index);
    /// As the driver writes it, `550.54.15`; absent where the library cannot be used or does not tell.
    [[nodiscard]] std::optional<std::string> driverVersion() const;

private:
    struct Library;
    std::unique_ptr<Library> m_library;
    std::string m_reason;  ///< why the library cannot be used
};

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#include <dlfcn.h>
#include <stdlib.h>
#include <xrt/xrt_device.h>

#if __has_include(<experimental/xrt_system.h>)
#include <experimental/xrt_system.h>
#else
#include <xrt/experimental/xrt_system.h>
#endif

#include "devices/device_plugin.h"
#include "devices/xrt/xrt_prefix.h"

#include <exception>
#include <optional>
#include <system_error>

namespace pivot {

namespace {

constexpr const char* kLater = "running on XRT boards comes with a later version of this program";

/// Calls into XRT; an exception of any kind becomes its text. Its own types are not in public headers.
template <class Call>
std::optional<std::string> failureOf(Call&& call) {
    try {
        call();
        return std::nullopt;
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "an exception of unknown type";
    }
}

/// One query; a board that cannot answer it must not lose the others.
template <xrt::info::device Query>
std::string query(const xrt::device& device) {
    std::string text;
    const auto failure = failureOf([&] { text = device.get_info<Query>(); });
    return failure ? std::string() : text;
}

std::filesystem::path folderOfCoreutil() {
    Dl_info where{};
    if (::dladdr(reinterpret_cast<void*>(&xrt::system::enumerate_devices), &where) == 0 || !where.dli_fname)
        return {};
    std::error_code failed;
    const auto file = std::filesystem::canonical(where.dli_fname, failed);
    return failed ? std::filesystem::path() : file.parent_path();
}

/// XRT throws "XILINX_XRT not set" without it, and looks in the wrong folder where it is Debian's. Set only
/// for this process, and never over what the user set.
std::optional<std::string> prepareEnvironment() {
    if (::getenv("XILINX_XRT"))
        return std::nullopt;
    XrtPlaces places;
    places.libraryFolder = folderOfCoreutil();
    places.cacheFolder = userCacheFolder();
    const auto prefix = findXrtPrefix(places);
    if (!prefix)
        return prefix.error().message;
    ::setenv("XILINX_XRT", prefix->c_str(), 0);
    return std::nullopt;
}

DeviceInfo noBoard(std::string reason) {
    DeviceInfo info;
    info.id = "xrt";
    info.name = "FPGA board through XRT";
    info.reason = std::move(reason);
    return info;
}

/// Whether a kernel driver for boards is there: xocl for PCIe cards, zocl on a Zynq board.
bool hasDriver() {
    std::error_code ignored;
    for (const char* path : {"/sys/bus/pci/drivers/xocl", "/sys/bus/pci/drivers/xrt-user",
                             "/sys/bus/platform/drivers/zocl-drm", "/sys/bus/platform/drivers/zocl"}) {
        if (std::filesystem::exists(path, ignored))
            return true;
    }
    return false;
}

std::string noBoardReason() {
    if (const char* mode = ::getenv("XCL_EMULATION_MODE"))
        return "XRT lists no devices in emulation mode (XCL_EMULATION_MODE=" + std::string(mode) +
               "): unset it to see boards";
    if (!hasDriver())
        return "XRT works and finds no board, and no driver for one is loaded: plug the board in, install "
               "its driver "
               "(xocl for PCIe cards, zocl on a Zynq board) and check with 'xbutil examine'";
    return "XRT works, its driver is loaded and it finds no board: check power, cable and 'xbutil examine'";
}

std::string cannotListReason(const std::string& failure) {
    const std::string what = "XRT cannot list boards (" + failure + "): ";
    if (const char* mode = ::getenv("XCL_EMULATION_MODE"))
        return what + "unset XCL_EMULATION_MODE, which is '" + mode + "'";
    const char* prefix = ::getenv("XILINX_XRT");
    return what + "unset XILINX_XRT (" + (prefix ? prefix : "not set") +
           "), or set it to where XRT is installed";
}

DeviceInfo describe(unsigned int index) {
    DeviceInfo info;
    info.id = "xrt:" + std::to_string(index);  // until the board says where it sits
    info.name = "FPGA board";
    const auto failure = failureOf([&] {
        const xrt::device board(index);
        if (const std::string bdf = query<xrt::info::device::bdf>(board); !bdf.empty())
            info.id = "xrt:" + bdf;
        if (const std::string name = query<xrt::info::device::name>(board); !name.empty())
            info.name = name;
    });
    info.reason = failure ? "XRT cannot open the board (" + *failure +
                                "): check that no other user holds it, and 'xbutil examine'"
                          : std::string(kLater);
    return info;
}

class XrtPlugin final : public DevicePlugin {
public:
    std::vector<DeviceInfo> enumerate() override {
        if (const auto problem = prepareEnvironment())
            return {noBoard(*problem)};
        unsigned int count = 0;
        if (const auto failure = failureOf([&] { count = xrt::system::enumerate_devices(); }))
            return {noBoard(cannotListReason(*failure))};
        if (count == 0)
            return {noBoard(noBoardReason())};
        std::vector<DeviceInfo> boards;
        for (unsigned int index = 0; index < count; ++index)
            boards.push_back(describe(index));
        return boards;
    }

    Result<std::unique_ptr<InferenceSession>> open(std::string_view deviceId, ModelPtr /*model*/,
                                                   const SessionOptions& /*options*/) override {
        return fail(ErrorCode::Unsupported, std::string(deviceId) + " cannot be opened: " + kLater);
    }
};

}  // namespace

}  // namespace pivot

extern "C" __attribute__((visibility("default"))) pivot::DevicePlugin* pivot_device_plugin_4() {
    static pivot::XrtPlugin plugin;
    return &plugin;
}

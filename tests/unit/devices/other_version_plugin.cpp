// SPDX-License-Identifier: GPL-3.0-or-later
// A plug-in of another version of the interface.
extern "C" __attribute__((visibility("default"))) void* pivot_device_plugin_0() {
    return nullptr;
}

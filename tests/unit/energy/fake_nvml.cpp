// SPDX-License-Identifier: GPL-3.0-or-later

// A library that answers as NVIDIA's management library does where there is one GPU.

#include <cstdio>

namespace {

constexpr int kSuccess = 0, kNotFound = 6, kInsufficientSize = 7;
int theGpu = 0;

}  // namespace

extern "C" {

int nvmlInit_v2() {
    return kSuccess;
}
int nvmlShutdown() {
    return kSuccess;
}
const char* nvmlErrorString(int) {
    return "not so";
}
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** device) {
    *device = &theGpu;
    return index == 0 ? kSuccess : kNotFound;
}
int nvmlDeviceGetPowerUsage(void*, unsigned* milliwatts) {
    *milliwatts = 71'500;
    return kSuccess;
}
int nvmlDeviceGetTemperature(void*, int, unsigned* celsius) {
    *celsius = 33;
    return kSuccess;
}
int nvmlDeviceGetUtilizationRates(void*, unsigned* percents) {
    percents[0] = 25;
    percents[1] = 5;
    return kSuccess;
}
int nvmlSystemGetDriverVersion(char* version, unsigned length) {
    const int needed = std::snprintf(version, length, "%s", "550.54.15");
    return needed < static_cast<int>(length) ? kSuccess : kInsufficientSize;
}
}

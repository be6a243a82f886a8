// SPDX-License-Identifier: GPL-3.0-or-later
#include "energy/sysfs.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

namespace pivot {

Result<std::string> readSysfsText(const std::filesystem::path& file) {
    const auto failed = [&](int error) {
        const ErrorCode code = error == ENOENT                     ? ErrorCode::NotFound
                               : error == EACCES || error == EPERM ? ErrorCode::Unavailable
                                                                   : ErrorCode::Io;
        return fail(code, file.string() + " cannot be read: " + std::strerror(error));
    };
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return failed(errno);
    std::array<char, 256> buffer{};
    const ssize_t length = ::read(descriptor, buffer.data(), buffer.size());
    const int error = errno;
    ::close(descriptor);
    if (length < 0)
        return failed(error);
    std::string text(buffer.data(), static_cast<std::size_t>(length));
    text.resize(std::min(text.size(), text.find('\n')));
    return text;
}

Result<std::uint64_t> readSysfsNumber(const std::filesystem::path& file) {
    const auto text = readSysfsText(file);
    if (!text)
        return tl::unexpected(text.error());
    std::uint64_t number = 0;
    const char* end = text->data() + text->size();
    const auto parsed = std::from_chars(text->data(), end, number);
    if (parsed.ec != std::errc{} || parsed.ptr != end)
        return fail(ErrorCode::Io, file.string() + " holds '" + *text + "', which is not a number");
    return number;
}

}  // namespace pivot

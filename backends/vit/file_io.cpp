// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/file_io.h"

#include "vit/quote.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace pivot {

namespace {

class FileDescriptor {
public:
    explicit FileDescriptor(int descriptor) : m_descriptor(descriptor) {}
    ~FileDescriptor() { close(); }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;

    [[nodiscard]] int get() const { return m_descriptor; }
    /// False where the last of the data could not be written (network file systems say so only here).
    bool close() {
        const int descriptor = std::exchange(m_descriptor, -1);
        return descriptor < 0 || ::close(descriptor) == 0;
    }

private:
    int m_descriptor;
};

std::string reason(int code) {
    return std::generic_category().message(code);
}

}  // namespace

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const std::filesystem::path& file) {
    const FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (descriptor.get() < 0) {
        const int code = errno;
        return fail(code == ENOENT || code == ENOTDIR ? ErrorCode::NotFound : ErrorCode::Io,
                    "cannot open " + inQuotes(file.native()) + ": " + reason(code) +
                        "; check the path and its permissions");
    }
    struct stat status {};
    if (::fstat(descriptor.get(), &status) != 0) {
        return fail(ErrorCode::Io, "cannot look at " + inQuotes(file.native()) + ": " + reason(errno));
    }
    if (!S_ISREG(status.st_mode)) {
        return fail(ErrorCode::BadFile,
                    inQuotes(file.native()) + " is not a regular file; name a checkpoint file");
    }
    if (status.st_size == 0) {
        return fail(ErrorCode::BadFile, inQuotes(file.native()) + " is empty; fetch or write it again");
    }
    const auto size = static_cast<std::size_t>(status.st_size);
    void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor.get(), 0);
    if (address == MAP_FAILED) {
        return fail(ErrorCode::Io,
                    "cannot map " + inQuotes(file.native()) + " into memory: " + reason(errno));
    }
    return std::shared_ptr<const MappedFile>(new MappedFile({static_cast<const std::byte*>(address), size}));
}

MappedFile::~MappedFile() {
    ::munmap(const_cast<std::byte*>(m_bytes.data()), m_bytes.size());
}

Result<std::string> readTextFile(const std::filesystem::path& file, std::size_t maxBytes) {
    const auto mapped = MappedFile::open(file);
    if (!mapped) {
        return tl::unexpected(mapped.error());
    }
    const auto bytes = (*mapped)->bytes();
    if (bytes.size() > maxBytes) {
        return fail(ErrorCode::BadFile, inQuotes(file.native()) + " has " + std::to_string(bytes.size()) +
                                            " bytes, more than the " + std::to_string(maxBytes) +
                                            " that such a file may have; check that it is the right file");
    }
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

Result<void> writeFileAtomically(const std::filesystem::path& file,
                                 const std::vector<std::span<const std::byte>>& pieces) {
    // O_EXCL and a number: neither a left-over of a killed process nor another thread is in the way.
    std::string temporary;
    int opened = -1;
    for (int attempt = 0; opened < 0 && attempt < 100; ++attempt) {
        temporary = file.string() + ".part-" + std::to_string(::getpid()) + "-" + std::to_string(attempt);
        opened = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (opened < 0 && errno != EEXIST) {
            break;
        }
    }
    const int openError = errno;
    FileDescriptor descriptor(opened);
    const auto failed = [&](const std::string& what, int code) {
        return fail(ErrorCode::Io, "cannot " + what + " " + inQuotes(file.native()) + ": " + reason(code) +
                                       "; check that the folder exists, may be written to and has space");
    };
    if (descriptor.get() < 0) {
        return failed("create", openError);
    }
    const auto abandon = [&](const std::string& what) {
        const int code = errno;
        ::unlink(temporary.c_str());
        return failed(what, code);
    };
    for (std::span<const std::byte> rest : pieces) {
        while (!rest.empty()) {
            // One call writes at most about 2 GiB on Linux.
            const ssize_t written =
                ::write(descriptor.get(), rest.data(), std::min<std::size_t>(rest.size(), 1U << 30U));
            if (written < 0 && errno == EINTR) {
                continue;
            }
            if (written <= 0) {
                return abandon("write");
            }
            rest = rest.subspan(static_cast<std::size_t>(written));
        }
    }
    if (::fsync(descriptor.get()) != 0 || !descriptor.close()) {
        return abandon("write");
    }
    if (::rename(temporary.c_str(), file.c_str()) != 0) {
        return abandon("replace");
    }
    return {};
}

}  // namespace pivot

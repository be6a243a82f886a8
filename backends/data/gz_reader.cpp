// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/gz_reader.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace pivot {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{8} << 20U;

gzFile asGz(void* handle) {
    return static_cast<gzFile>(handle);
}

}  // namespace

void GzReader::Close::operator()(void* file) const {
    gzclose_r(asGz(file));
}

Result<GzReader> GzReader::open(const std::filesystem::path& file) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        return fail(ErrorCode::NotFound, "There is no file " + file.string() + ".");
    }
    if (!std::filesystem::is_regular_file(file, ignored)) {
        return fail(ErrorCode::NotFound, file.string() + " is not a file.");
    }
    errno = 0;
    void* handle = gzopen(file.c_str(), "rb");
    if (handle == nullptr) {
        return fail(ErrorCode::Io, "Cannot read " + file.string() + ": " +
                                       (errno != 0 ? std::strerror(errno) : "out of memory") + ".");
    }
    gzbuffer(asGz(handle), 1U << 18U);
    return GzReader(file, handle);
}

Result<std::size_t> GzReader::readSome(std::span<std::uint8_t> out) {
    std::size_t done = 0;
    while (done < out.size()) {
        const auto step = static_cast<unsigned>(std::min(out.size() - done, kChunkBytes));
        const int got = gzread(asGz(m_handle.get()), out.data() + done, step);
        if (got < 0) {
            break;  // gzerror says why
        }
        done += static_cast<std::size_t>(got);
        if (static_cast<unsigned>(got) < step) {
            break;
        }
    }
    int code = Z_OK;
    const char* const text = gzerror(asGz(m_handle.get()), &code);
    if (code == Z_ERRNO) {
        return fail(ErrorCode::Io, "Cannot read " + m_file.string() + ": " + std::strerror(errno) + ".");
    }
    if (code == Z_BUF_ERROR) {
        return fail(ErrorCode::BadFile,
                    m_file.string() +
                        " is truncated: its compressed data stops before the end; copy or "
                        "download it again.");
    }
    if (code != Z_OK && code != Z_STREAM_END) {
        return fail(ErrorCode::BadFile, m_file.string() + " is damaged (" +
                                            (text != nullptr ? text : "gzip error") +
                                            "); copy or download it again.");
    }
    return done;
}

Result<void> GzReader::readExactly(std::span<std::uint8_t> out) {
    const auto got = readSome(out);
    if (!got) {
        return tl::unexpected(got.error());
    }
    if (*got < out.size()) {
        return fail(ErrorCode::BadFile, m_file.string() +
                                            " is truncated: " + std::to_string(out.size() - *got) +
                                            " bytes that its header promises are missing.");
    }
    return {};
}

Result<std::vector<std::uint8_t>> GzReader::readBlock(std::uint64_t bytes) {
    std::vector<std::uint8_t> block;
    while (block.size() < bytes) {
        const std::size_t before = block.size();
        const auto step = static_cast<std::size_t>(std::min<std::uint64_t>(bytes - before, kChunkBytes));
        block.resize(before + step);
        const auto got = readSome(std::span(block).subspan(before, step));
        if (!got) {
            return tl::unexpected(got.error());
        }
        if (*got < step) {
            return fail(ErrorCode::BadFile, m_file.string() + " is truncated: its header promises " +
                                                std::to_string(bytes) + " bytes of content and " +
                                                std::to_string(before + *got) + " are there.");
        }
    }
    return block;
}

Result<void> GzReader::expectEnd() {
    std::uint8_t extra = 0;
    const auto got = readSome(std::span(&extra, 1));
    if (!got) {
        return tl::unexpected(got.error());
    }
    if (*got != 0) {
        return fail(ErrorCode::BadFile,
                    m_file.string() + " is longer than its header says; it is damaged or of another format.");
    }
    return {};
}

}  // namespace pivot

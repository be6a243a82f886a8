// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/location.h"

#include <SQLiteCpp/Database.h>
#include <sys/statfs.h>

#include <array>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

namespace pivot {

namespace {

struct NetworkType {
    std::uint64_t magic;
    const char* name;
};

/// statfs(2), linux/magic.h.
constexpr std::array<NetworkType, 13> kNetworkTypes = {{{0x6969, "NFS"},
                                                        {0x517B, "SMB"},
                                                        {0xFF534D42, "CIFS"},
                                                        {0xFE534D42, "SMB2"},
                                                        {0x01021997, "9p"},
                                                        {0x5346414F, "AFS"},
                                                        {0x6B414653, "AFS"},
                                                        {0x73757245, "Coda"},
                                                        {0x00C36400, "Ceph"},
                                                        {0x0BD00BD0, "Lustre"},
                                                        {0x47504653, "GPFS"},
                                                        {0x19830326, "BeeGFS"},
                                                        {0x564C, "NCP"}}};

constexpr std::uint64_t kFuseMagic = 0x65735546;

/// Of the FUSE file systems those that reach over a network; ntfs-3g, AppImages and the like are local.
constexpr std::array<std::string_view, 8> kNetworkFuse = {"sshfs", "rclone",  "glusterfs", "ceph-fuse",
                                                          "s3fs",  "gcsfuse", "davfs",     "gvfsd-fuse"};

/// mountinfo writes blanks and the like as \ooo.
std::string unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto digit = [&](std::size_t at) {
            return at < text.size() && text[at] >= '0' && text[at] <= '7';
        };
        if (text[i] == '\\' && digit(i + 1) && digit(i + 2) && digit(i + 3)) {
            plain +=
                static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
            i += 3;
        } else {
            plain += text[i];
        }
    }
    return plain;
}

bool holds(const std::string& mountPoint, const std::string& file) {
    if (mountPoint == "/") {
        return !file.empty() && file.front() == '/';
    }
    return file.rfind(mountPoint, 0) == 0 &&
           (file.size() == mountPoint.size() || file[mountPoint.size()] == '/');
}

}  // namespace

Result<std::filesystem::path> defaultDatabaseFile(const std::filesystem::path& appDataFolder) {
    std::error_code error;
    std::filesystem::create_directories(appDataFolder, error);
    if (error) {
        return fail(ErrorCode::Io, "The folder '" + appDataFolder.string() +
                                       "' for the database cannot be made (" + error.message() +
                                       "): choose a database file with --db.");
    }
    return appDataFolder / "experiments.db";
}

std::optional<std::string> networkFileSystemName(std::uint64_t statfsType, std::string_view mountType) {
    for (const NetworkType& type : kNetworkTypes) {
        if (type.magic == statfsType) {
            return type.name;
        }
    }
    if (statfsType == kFuseMagic) {
        for (const std::string_view name : kNetworkFuse) {
            if (mountType == "fuse." + std::string(name)) {
                return std::string(name);
            }
        }
    }
    return std::nullopt;
}

std::string mountTypeOf(const std::filesystem::path& file, std::string_view mountInfo) {
    // "36 35 98:0 /root /mount/point options [tags] - type source options"; the deepest, and of those the
    // last, counts.
    std::istringstream lines{std::string(mountInfo)};
    std::string line, best;
    std::size_t bestLength = 0;
    while (std::getline(lines, line)) {
        std::istringstream words(line);
        std::string word, mountPoint, type;
        for (int index = 0; words >> word; ++index) {
            if (index == 4) {
                mountPoint = unescaped(word);
            } else if (index > 5 && word == "-") {
                words >> type;
                break;
            }
        }
        if (!mountPoint.empty() && holds(mountPoint, file.string()) && mountPoint.size() >= bestLength) {
            best = type;
            bestLength = mountPoint.size();
        }
    }
    return best;
}

std::optional<std::string> networkFileSystemWarning(const std::filesystem::path& file) {
    std::error_code error;
    // Symbolic links resolved; what is not there yet is judged by the folder that would hold it.
    std::filesystem::path place = std::filesystem::weakly_canonical(file, error);
    if (error) {
        return std::nullopt;
    }
    struct statfs info {};
    while (statfs(place.c_str(), &info) != 0) {
        if (!place.has_relative_path()) {
            return std::nullopt;
        }
        place = place.parent_path();
    }
    std::ifstream stream("/proc/self/mountinfo");
    const std::string mountInfo(std::istreambuf_iterator<char>(stream), {});
    // f_type is signed on some systems: only its low 32 bits are the magic number.
    const auto type = static_cast<std::uint64_t>(static_cast<std::uint32_t>(info.f_type));
    const auto name = networkFileSystemName(type, mountTypeOf(place, mountInfo));
    if (!name) {
        return std::nullopt;
    }
    return "The database '" + file.string() + "' lies on a network file system (" + *name +
           "): let only one machine use it at a time, or choose a file on a local disk.";
}

std::string sqliteVersion() {
    return SQLite::getLibVersion();
}

}  // namespace pivot

// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/pth_archive.h"

#include "vit/quote.h"

#include <zip.h>

#include <algorithm>
#include <utility>

namespace pivot {

namespace {

constexpr std::uint64_t kMaxPickleBytes = 64U << 20U;
constexpr zip_int64_t kMaxEntries = 1'000'000;
/// PyTorch stores without compression. Somebody else's tool may have compressed the file: up to here that is
/// fine.
constexpr std::uint64_t kMaxInflatedBytes = std::uint64_t{2} << 30U;

struct CloseFile {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

tl::unexpected<Error> bad(const std::string& what) {
    return fail(ErrorCode::BadFile, what);
}

}  // namespace

Result<PthArchive> PthArchive::open(std::shared_ptr<const MappedFile> file) {
    const auto bytes = file->bytes();
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_t* archive = source != nullptr ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
    if (archive == nullptr) {
        if (source != nullptr) {
            zip_source_free(source);
        }
        const std::string why = zip_error_strerror(&error);
        zip_error_fini(&error);
        return bad("its zip folder cannot be read (" + why + "; truncated?)");
    }
    zip_error_fini(&error);
    PthArchive result(std::move(file), archive);
    if (const auto found = result.findFolder(); !found) {
        return tl::unexpected(found.error());
    }
    return result;
}

PthArchive::~PthArchive() {
    if (m_archive != nullptr) {
        zip_discard(m_archive);
    }
}

PthArchive::PthArchive(PthArchive&& other) noexcept
    : m_file(std::move(other.m_file)),
      m_archive(std::exchange(other.m_archive, nullptr)),
      m_folder(std::move(other.m_folder)),
      m_storages(std::move(other.m_storages)),
      m_inflated(other.m_inflated) {}

Result<void> PthArchive::findFolder() {
    const zip_int64_t entries = zip_get_num_entries(m_archive, 0);
    if (entries > kMaxEntries) {
        return bad("it has " + std::to_string(entries) + " entries, more than any checkpoint");
    }
    static constexpr std::string_view kPickle = "data.pkl";
    bool found = false;
    for (zip_int64_t i = 0; i < entries; ++i) {
        const char* raw = zip_get_name(m_archive, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
        const std::string_view name = raw != nullptr ? raw : "";
        if (!name.ends_with(kPickle)) {
            continue;
        }
        const std::string_view folder = name.substr(0, name.size() - kPickle.size());
        if (!folder.empty() && folder.find('/') != folder.size() - 1) {
            continue;  // deeper than one folder, or another file whose name ends like it
        }
        if (found) {
            return bad("it has more than one data.pkl");
        }
        found = true;
        m_folder = folder;
    }
    if (!found) {
        return bad("it is a zip file without the data.pkl of torch.save");
    }
    if (zip_name_locate(m_archive, (m_folder + "constants.pkl").c_str(), ZIP_FL_ENC_RAW) >= 0) {
        return fail(ErrorCode::Unsupported,
                    "it is a TorchScript program, which holds code; save the model's state_dict() "
                    "with torch.save instead");
    }
    if (zip_name_locate(m_archive, (m_folder + "byteorder").c_str(), ZIP_FL_ENC_RAW) >= 0) {
        const auto order = readEntry("byteorder");
        if (!order) {
            return tl::unexpected(order.error());
        }
        const std::string_view text(reinterpret_cast<const char*>((*order)->data()), (*order)->size());
        if (text != "little") {
            return fail(ErrorCode::Unsupported,
                        "its byte order is " + inQuotes(text, 20) +
                            ", and only little-endian files are read; save it again on such a machine");
        }
    }
    return {};
}

Result<PthArchive::Bytes> PthArchive::readEntry(const std::string& name) {
    const std::string full = m_folder + name;
    const zip_int64_t index = zip_name_locate(m_archive, full.c_str(), ZIP_FL_ENC_RAW);
    zip_stat_t status;
    zip_stat_init(&status);
    if (index < 0 || zip_stat_index(m_archive, static_cast<zip_uint64_t>(index), 0, &status) != 0) {
        return bad("it has no entry " + inQuotes(full, 200));
    }
    constexpr zip_uint64_t kNeeded = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
    if ((status.valid & kNeeded) != kNeeded) {
        return bad("its entry " + inQuotes(full, 200) + " has no size");
    }
    // What is stored cannot be longer than the file; what is compressed must stay within a limit of its own.
    const bool stored = status.comp_method == ZIP_CM_STORE;
    if (stored ? status.size > m_file->bytes().size() || status.size != status.comp_size
               : status.size > kMaxInflatedBytes - m_inflated) {
        return bad("its entry " + inQuotes(full, 200) + " claims an impossible size of " +
                   std::to_string(status.size) + " bytes");
    }
    const std::unique_ptr<zip_file_t, CloseFile> file(
        zip_fopen_index(m_archive, static_cast<zip_uint64_t>(index), 0));
    if (!file) {
        return bad("its entry " + inQuotes(full, 200) + " cannot be opened (" + zip_strerror(m_archive) +
                   ")");
    }
    auto bytes = std::make_shared<std::vector<std::byte>>();
    // A compressed entry grows as it delivers: its claim alone allocates nothing.
    constexpr std::uint64_t kStep = 1U << 20U;
    std::uint64_t filled = 0;
    while (filled < status.size) {
        const std::uint64_t step = stored ? status.size : std::min(kStep, status.size - filled);
        bytes->resize(filled + step);
        const zip_int64_t got = zip_fread(file.get(), bytes->data() + filled, step);
        if (got <= 0) {
            return bad("its entry " + inQuotes(full, 200) + " is damaged (" + zip_file_strerror(file.get()) +
                       ")");
        }
        filled += static_cast<std::uint64_t>(got);
    }
    bytes->resize(status.size);
    std::byte beyond{};
    if (zip_fread(file.get(), &beyond, 1) != 0) {  // reading to the end is what compares the checksum
        return bad("its entry " + inQuotes(full, 200) + " is damaged (" + zip_file_strerror(file.get()) +
                   ")");
    }
    m_inflated += stored ? 0 : status.size;
    return Bytes(std::move(bytes));
}

Result<PthArchive::Bytes> PthArchive::readPickle() {
    const zip_int64_t index = zip_name_locate(m_archive, (m_folder + "data.pkl").c_str(), ZIP_FL_ENC_RAW);
    zip_stat_t status;
    zip_stat_init(&status);
    if (index >= 0 && zip_stat_index(m_archive, static_cast<zip_uint64_t>(index), 0, &status) == 0 &&
        (status.valid & ZIP_STAT_SIZE) != 0 && status.size > kMaxPickleBytes) {
        return bad("its data.pkl has " + std::to_string(status.size) + " bytes, more than any checkpoint's");
    }
    return readEntry("data.pkl");
}

Result<PthArchive::Bytes> PthArchive::readStorage(std::string_view key, std::uint64_t leastBytes) {
    auto it = m_storages.find(key);
    if (it == m_storages.end()) {
        auto bytes = readEntry("data/" + std::string(key.substr(0, 1000)));
        if (!bytes) {
            return tl::unexpected(bytes.error());
        }
        it = m_storages.emplace(std::string(key), std::move(*bytes)).first;
    }
    if (it->second->size() < leastBytes) {
        return bad("its storage " + inQuotes(key, 100) + " has " + std::to_string(it->second->size()) +
                   " bytes where " + std::to_string(leastBytes) + " are needed");
    }
    return it->second;
}

}  // namespace pivot

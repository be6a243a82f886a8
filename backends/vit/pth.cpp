// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/pth.h"

#include "vit/pth_archive.h"
#include "vit/quote.h"
#include "vit/safetensors_header.h"
#include "vit/unpickler.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace pivot {

namespace {

using pickle::Document;
using pickle::Kind;
using pickle::NodeId;

constexpr std::string_view kZipMagic("PK\x03\x04", 4);
/// What torch.save wrote first before 1.6: a pickle of the number 0x1950a86a20f9469cfc6c.
constexpr std::string_view kLegacyMagic(
    "\x8a\x0al\xfc\x9c"
    "F\xf9 j\xa8P\x19.",
    13);

std::string_view asText(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool isLegacy(std::span<const std::byte> bytes) {
    const std::string_view text = asText(bytes);
    return text.size() > 15 && text[0] == '\x80' && text.substr(2, kLegacyMagic.size()) == kLegacyMagic;
}

bool hasTensors(const Document& document, NodeId dict) {
    const auto& items = document.at(dict).items;
    for (std::size_t i = 1; i < items.size(); i += 2) {
        if (document.at(items[i]).kind == Kind::Tensor) {
            return true;
        }
    }
    return false;
}

/// Names of the networks that are known here; anything else beside them in a flat file is no weight.
bool isNetworkName(std::string_view name) {
    static constexpr std::array<std::string_view, 7> kBeginnings{
        "blocks.", "patch_embed.", "cls_token", "pos_embed", "norm.", "head.", "aux_head."};
    if (name.starts_with("module.")) {
        name.remove_prefix(7);
    }
    return std::any_of(kBeginnings.begin(), kBeginnings.end(),
                       [name](std::string_view beginning) { return name.starts_with(beginning); });
}

/// The elements that a strided tensor spans, [0, count) of its storage; absent where it does not lie in
/// there.
std::optional<std::int64_t> elementsIn(const pickle::TensorRef& tensor, std::int64_t storageCount) {
    const auto count = countOfShape(tensor.shape);
    if (!count || tensor.stride.size() != tensor.shape.size() || tensor.offset < 0 ||
        tensor.offset > storageCount) {
        return std::nullopt;
    }
    if (*count == 0) {
        return 0;
    }
    std::int64_t last = tensor.offset;
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        const std::int64_t steps = tensor.shape[i] - 1;
        if (tensor.stride[i] < 0 || (steps > 0 && tensor.stride[i] > (storageCount - last) / steps)) {
            return std::nullopt;
        }
        last += steps * tensor.stride[i];
    }
    return last < storageCount ? std::optional(*count) : std::nullopt;
}

bool isContiguous(const pickle::TensorRef& tensor) {
    std::int64_t expected = 1;
    for (std::size_t i = tensor.shape.size(); i-- > 0;) {
        if (tensor.shape[i] != 1 && tensor.stride[i] != expected) {
            return false;
        }
        expected *= tensor.shape[i];
    }
    return true;
}

/// Elements in row-major order, for a transposed or expanded tensor.
std::vector<std::byte> gather(const pickle::TensorRef& tensor, std::int64_t count, std::size_t elementBytes,
                              const std::byte* storage) {
    std::vector<std::byte> result(static_cast<std::size_t>(count) * elementBytes);
    std::vector<std::int64_t> index(tensor.shape.size(), 0);
    std::vector<std::int64_t> stride = tensor.stride;
    for (std::size_t axis = 0; axis < stride.size(); ++axis) {
        stride[axis] = tensor.shape[axis] == 1 ? 0 : stride[axis];  // never walked along, and may be anything
    }
    std::int64_t position = tensor.offset;
    for (std::int64_t i = 0; i < count; ++i) {
        std::memcpy(result.data() + static_cast<std::size_t>(i) * elementBytes,
                    storage + static_cast<std::size_t>(position) * elementBytes, elementBytes);
        for (std::size_t axis = index.size(); axis-- > 0;) {
            position += stride[axis];
            if (++index[axis] < tensor.shape[axis]) {
                break;
            }
            position -= stride[axis] * tensor.shape[axis];
            index[axis] = 0;
        }
    }
    return result;
}

class StateDictReader {
public:
    StateDictReader(const Document& document, PthArchive& archive, std::uint64_t fileBytes)
        : m_document(document), m_archive(archive), m_copyBudget(fileBytes + (256U << 20U)) {}

    /// The dict of tensors, and who wrote it.
    Result<NodeId> choose(Checkpoint& checkpoint) const;
    Result<TensorMap> read(NodeId dict);

private:
    Result<TensorView> view(const std::string& name, const pickle::TensorRef& tensor);

    const Document& m_document;
    PthArchive& m_archive;
    std::uint64_t m_copyBudget;  ///< an expanded tensor is tiny in the file and may be huge in memory
};

Result<NodeId> StateDictReader::choose(Checkpoint& checkpoint) const {
    const NodeId root = m_document.root;
    if (m_document.at(root).kind != Kind::Dict) {
        return fail(ErrorCode::BadFile,
                    "it holds " + m_document.describe(root) +
                        " and not a dict of tensors; save the model's state_dict() with torch.save");
    }
    if (m_document.find(root, "model_ema") || m_document.find(root, "args")) {
        checkpoint.origin = CheckpointOrigin::PivotAuthors;
    } else if (m_document.find(root, "model") && m_document.at(root).items.size() == 2) {
        checkpoint.origin = CheckpointOrigin::OfficialDeit;
    }
    std::string unusable;
    for (const char* key : {"model_ema", "model", "state_dict"}) {
        const auto entry = m_document.find(root, key);
        if (entry && hasTensors(m_document, *entry) && m_document.at(*entry).kind == Kind::Dict) {
            checkpoint.stateDict = key;
            return *entry;
        }
        if (entry && unusable.empty()) {
            unusable = std::string("its entry '") + key + "' is " + m_document.describe(*entry) +
                       " and not a dict of tensors; save the model's state_dict() with torch.save";
        }
    }
    if (hasTensors(m_document, root)) {
        return root;
    }
    return fail(ErrorCode::BadFile, unusable.empty()
                                        ? "it holds a dict without tensors; save the model's state_dict() "
                                          "with torch.save"
                                        : unusable);
}

Result<TensorView> StateDictReader::view(const std::string& name, const pickle::TensorRef& tensor) {
    const pickle::StorageRef& storage = m_document.storages[tensor.storage];
    const std::size_t elementBytes = sizeOf(storage.dtype);
    constexpr std::int64_t kMaxElements = std::int64_t{1} << 48U;
    const auto count = storage.count >= 0 && storage.count <= kMaxElements ? elementsIn(tensor, storage.count)
                                                                           : std::nullopt;
    if (!count) {
        return fail(ErrorCode::BadFile, "the tensor " + inQuotes(name, 200) + " of shape " +
                                            shapeText(tensor.shape) + " does not lie within its storage of " +
                                            std::to_string(storage.count) + " elements");
    }
    const auto bytes =
        m_archive.readStorage(storage.key, static_cast<std::uint64_t>(storage.count) * elementBytes);
    if (!bytes) {
        return fail(bytes.error().code,
                    "the tensor " + inQuotes(name, 200) + " cannot be read: " + bytes.error().message);
    }
    TensorView result;
    result.dtype = storage.dtype;
    result.shape = tensor.shape;
    result.owner = *bytes;
    if (*count == 0) {
        return result;
    }
    if (isContiguous(tensor)) {
        result.bytes = std::span(**bytes).subspan(static_cast<std::size_t>(tensor.offset) * elementBytes,
                                                  static_cast<std::size_t>(*count) * elementBytes);
        return result;
    }
    if (static_cast<std::uint64_t>(*count) > m_copyBudget / elementBytes) {
        return fail(ErrorCode::BadFile, "the tensor " + inQuotes(name, 200) + " of shape " +
                                            shapeText(tensor.shape) + " is far larger than the file");
    }
    m_copyBudget -= static_cast<std::uint64_t>(*count) * elementBytes;
    const auto copy = std::make_shared<const std::vector<std::byte>>(
        gather(tensor, *count, elementBytes, (*bytes)->data()));
    result.bytes = *copy;
    result.owner = copy;
    return result;
}

Result<TensorMap> StateDictReader::read(NodeId dict) {
    TensorMap tensors;
    const auto& items = m_document.at(dict).items;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        const pickle::Node& key = m_document.at(items[i]);
        const pickle::Node& value = m_document.at(items[i + 1]);
        if (key.kind != Kind::Text) {
            continue;
        }
        const std::string name(key.text.substr(0, 1024));
        if (value.kind != Kind::Tensor) {
            if (isNetworkName(name)) {
                return fail(ErrorCode::BadFile, "the entry " + inQuotes(name, 200) +
                                                    " of its state dict is " +
                                                    m_document.describe(items[i + 1]) + " and not a tensor");
            }
            continue;
        }
        auto made = view(name, m_document.tensors[static_cast<std::size_t>(value.integer)]);
        if (!made) {
            return tl::unexpected(made.error());
        }
        tensors.insert_or_assign(name, std::move(*made));
    }
    return tensors;
}

}  // namespace

bool looksLikePth(std::span<const std::byte> bytes) {
    return asText(bytes).starts_with(kZipMagic) || isLegacy(bytes);
}

Result<Checkpoint> readPth(const std::filesystem::path& path) {
    const auto file = MappedFile::open(path);
    if (!file) {
        return tl::unexpected(file.error());
    }
    const auto failed = [&path](const Error& error) {
        return fail(error.code, inQuotes(path.native()) + " is no usable PyTorch file: " + error.message);
    };
    if (isLegacy((*file)->bytes())) {
        return failed({ErrorCode::Unsupported,
                       "it has the format that torch.save wrote before PyTorch 1.6; load it "
                       "there and save it again with torch.save in PyTorch 1.6 or later"});
    }
    auto archive = PthArchive::open(*file);
    if (!archive) {
        return failed(archive.error());
    }
    const auto bytes = archive->readPickle();
    if (!bytes) {
        return failed(bytes.error());
    }
    const auto document = pickle::read(**bytes);
    if (!document) {
        return failed(document.error());
    }
    Checkpoint checkpoint;
    checkpoint.source = path.string();
    StateDictReader reader(*document, *archive, (*file)->bytes().size());
    const auto dict = reader.choose(checkpoint);
    if (!dict) {
        return failed(dict.error());
    }
    auto tensors = reader.read(*dict);
    if (!tensors) {
        return failed(tensors.error());
    }
    checkpoint.tensors = std::move(*tensors);
    return checkpoint;
}

}  // namespace pivot

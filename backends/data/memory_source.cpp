// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/memory_source.h"

#include <QByteArrayView>
#include <QCryptographicHash>

namespace pivot {

MemorySource::MemorySource(Content content) : m_content(std::move(content)) {
    m_imageBytes = static_cast<std::size_t>(m_content.width) * static_cast<std::size_t>(m_content.height) *
                   static_cast<std::size_t>(m_content.channels);
    m_count = m_imageBytes == 0 ? 0 : static_cast<std::int64_t>(m_content.pixels.size() / m_imageBytes);
}

std::string MemorySource::key(std::int64_t index) const {
    return std::to_string(index);
}

std::optional<int> MemorySource::label(std::int64_t index) const {
    if (m_content.labels.empty()) {
        return std::nullopt;
    }
    return m_content.labels[static_cast<std::size_t>(index)];
}

Result<RawImage> MemorySource::image(std::int64_t index) const {
    const auto* const first = m_content.pixels.data() + static_cast<std::size_t>(index) * m_imageBytes;
    return RawImage{m_content.width, m_content.height, m_content.channels, {first, first + m_imageBytes}};
}

void MemorySource::addContent(QCryptographicHash& hash, std::int64_t index) const {
    const auto* const first = m_content.pixels.data() + static_cast<std::size_t>(index) * m_imageBytes;
    const std::string size = std::to_string(m_content.width) + 'x' + std::to_string(m_content.height) + 'x' +
                             std::to_string(m_content.channels) + '\n';
    hash.addData(QByteArrayView(size.data(), static_cast<qsizetype>(size.size())));
    hash.addData(QByteArrayView(reinterpret_cast<const char*>(first), static_cast<qsizetype>(m_imageBytes)));
    if (!m_content.labels.empty()) {
        hash.addData(QByteArrayView(
            reinterpret_cast<const char*>(&m_content.labels[static_cast<std::size_t>(index)]), 1));
    }
}

}  // namespace pivot

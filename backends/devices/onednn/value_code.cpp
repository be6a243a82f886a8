// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/value_code.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define PIVOT_HAS_VBMI 1
#endif

namespace pivot {

namespace {

void applyOneByOne(const ByteTable& table, std::uint8_t* data, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
        data[i] = table[data[i]];
    }
}

#ifdef PIVOT_HAS_VBMI
/// The table is four registers; an instruction looks 64 bytes up in two of them.
[[gnu::target("avx512f,avx512bw,avx512vbmi")]] void applyInRegisters(const ByteTable& table,
                                                                     std::uint8_t* data, std::int64_t count) {
    const __m512i q0 = _mm512_loadu_si512(table.data()), q1 = _mm512_loadu_si512(table.data() + 64);
    const __m512i q2 = _mm512_loadu_si512(table.data() + 128), q3 = _mm512_loadu_si512(table.data() + 192);
    std::int64_t i = 0;
    for (; i + 64 <= count; i += 64) {
        const __m512i codes = _mm512_loadu_si512(data + i);
        const __m512i lower = _mm512_permutex2var_epi8(q0, codes, q1);
        const __m512i upper = _mm512_permutex2var_epi8(q2, codes, q3);
        _mm512_storeu_si512(data + i, _mm512_mask_blend_epi8(_mm512_movepi8_mask(codes), lower, upper));
    }
    applyOneByOne(table, data + i, count - i);
}
#endif

}  // namespace

void applyTable(const ByteTable& table, std::uint8_t* data, std::int64_t count) {
#ifdef PIVOT_HAS_VBMI
    static const bool inRegisters = __builtin_cpu_supports("avx512vbmi") > 0;
    if (inRegisters) {
        applyInRegisters(table, data, count);
        return;
    }
#endif
    applyOneByOne(table, data, count);
}

}  // namespace pivot

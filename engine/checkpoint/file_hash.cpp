// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/file_hash.h"

#include <cstdio>
#include <xxhash.h>

namespace weir {

std::string fileHash(std::string_view bytes) {
    XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
    char text[33];
    std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(hash.high64), static_cast<unsigned long long>(hash.low64));
    return text;
}

} // namespace weir

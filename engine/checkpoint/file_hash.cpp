// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/file_hash.h"

#include <cstdio>
#include <xxhash.h>

namespace weir {

namespace {

std::string digits(XXH128_hash_t hash) {
    char text[33];
    std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(hash.high64), static_cast<unsigned long long>(hash.low64));
    return text;
}

} // namespace

std::string fileHash(std::string_view bytes) { return digits(XXH3_128bits(bytes.data(), bytes.size())); }

struct FileHasher::State {
    XXH3_state_t* hash = XXH3_createState();
    ~State() { XXH3_freeState(hash); }
};

FileHasher::FileHasher() : state_(std::make_unique<State>()) { XXH3_128bits_reset(state_->hash); }
FileHasher::~FileHasher() = default;
void FileHasher::add(std::string_view bytes) { XXH3_128bits_update(state_->hash, bytes.data(), bytes.size()); }
std::string FileHasher::text() const { return digits(XXH3_128bits_digest(state_->hash)); }

} // namespace weir

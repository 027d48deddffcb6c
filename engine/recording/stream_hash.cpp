// SPDX-License-Identifier: Apache-2.0
#include "engine/recording/stream_hash.h"

#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

namespace weir {

struct StreamHash::State {
    XXH3_state_t state;
};

StreamHash::StreamHash() : state_(std::make_unique<State>()) { reset(); }
StreamHash::~StreamHash() = default;
void StreamHash::add(std::string_view bytes) { XXH3_64bits_update(&state_->state, bytes.data(), bytes.size()); }
uint64_t StreamHash::value() const { return XXH3_64bits_digest(&state_->state); }
void StreamHash::reset() { XXH3_64bits_reset(&state_->state); }

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/state/arena.h"

#include <algorithm>

namespace weir {

void Arena::grow() {
    size_t next = capacity_ == 0 ? 4096 : std::min<size_t>(capacity_ * 2, 2 << 20);
    next = std::max(next, Largest);
    if (capacity_ == 0) next = Largest;
    blocks_.emplace_back(new char[next]);
    block_ = blocks_.back().get();
    used_ = 0;
    capacity_ = next;
    bytes_ += next;
}

char* Arena::allocateLarge(size_t bytes) {
    large_.emplace_back(new char[bytes]);
    bytes_ += bytes;
    return large_.back().get();
}

void Arena::releaseLarge(char* piece, size_t bytes) {
    auto found = std::find_if(large_.begin(), large_.end(), [&](const auto& one) { return one.get() == piece; });
    if (found == large_.end()) return;
    std::swap(*found, large_.back());
    large_.pop_back();
    bytes_ -= bytes;
}

void Arena::clear() {
    blocks_.clear();
    large_.clear();
    block_ = nullptr;
    used_ = capacity_ = bytes_ = 0;
    free_.fill(nullptr);
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/state/arena.h"

#include <algorithm>

namespace weir {

void Arena::grow() {
    size_t next = capacity_ == 0 ? Largest : std::min<size_t>(capacity_ * 2, 2 << 20);
    next = std::max(next, Largest);
    if (!held_) held_ = std::make_shared<Blocks>();
    held_->blocks.emplace_back(new char[next]);
    block_ = held_->blocks.back().get();
    at_ = 0;
    capacity_ = next;
    bytes_ += next;
}

char* Arena::allocateLarge(size_t bytes) {
    if (!held_) held_ = std::make_shared<Blocks>();
    held_->large.emplace_back(new char[bytes]);
    bytes_ += bytes;
    used_ += bytes;
    return held_->large.back().get();
}

void Arena::releaseLarge(char* piece, size_t bytes) {
    auto& large = held_->large;
    auto found = std::find_if(large.begin(), large.end(), [&](const auto& one) { return one.get() == piece; });
    if (found == large.end()) return;
    std::swap(*found, large.back());
    large.pop_back();
    bytes_ -= bytes;
    used_ -= bytes;
}

void Arena::clear() {
    held_.reset();
    block_ = nullptr;
    at_ = capacity_ = bytes_ = used_ = 0;
    free_.fill(nullptr);
    frozen_ = false;
    later_.clear();
}

std::shared_ptr<const void> Arena::freeze() {
    frozen_ = true;
    return held_;
}

void Arena::thaw() {
    if (!frozen_) return;
    frozen_ = false;
    for (auto [piece, bytes] : std::exchange(later_, {})) release(piece, bytes);
}

} // namespace weir

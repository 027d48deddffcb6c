// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/time/watermark_board.h"

namespace weir {

WatermarkBoard::Chunk* WatermarkBoard::makeChunk(int number) {
    std::lock_guard lock(mutex_);
    owned_.push_back(std::make_unique<Chunk>());
    chunks_[static_cast<size_t>(number)].store(owned_.back().get(), std::memory_order_release);
    return owned_.back().get();
}

void WatermarkBoard::name(int input, std::string name) { nameAs(input, {std::move(name), -1, 0}); }
void WatermarkBoard::name(int input, int fromVertex, int fromSubtask) { nameAs(input, {{}, fromVertex, fromSubtask}); }

void WatermarkBoard::nameAs(int input, Name name) {
    if (input < 0 || input >= MostInputs) return;
    std::lock_guard lock(mutex_);
    if (names_.size() <= static_cast<size_t>(input)) names_.resize(static_cast<size_t>(input) + 1);
    names_[static_cast<size_t>(input)] = std::move(name);
}

void WatermarkBoard::clear() {
    std::lock_guard lock(mutex_);
    for (auto& chunk : owned_)
        for (Cell& cell : *chunk) {
            cell.watermark.store(INT64_MIN, std::memory_order_relaxed);
            cell.lastRowMillis.store(INT64_MIN, std::memory_order_relaxed);
            cell.state.store(0, std::memory_order_relaxed);
        }
    count_.store(0, std::memory_order_release);
    names_.clear();
}

std::vector<MergeInput> WatermarkBoard::read() const {
    std::vector<MergeInput> out;
    std::lock_guard lock(mutex_);
    const int count = count_.load(std::memory_order_acquire);
    for (int i = 0; i < count; ++i) {
        const Chunk* chunk = chunks_[static_cast<size_t>(i / ChunkCells)].load(std::memory_order_acquire);
        if (!chunk) break;
        const Cell& cell = (*chunk)[static_cast<size_t>(i % ChunkCells)];
        const Name name = static_cast<size_t>(i) < names_.size() ? names_[static_cast<size_t>(i)] : Name{};
        out.push_back({name.text, name.from, name.subtask, cell.watermark.load(std::memory_order_relaxed),
                       cell.lastRowMillis.load(std::memory_order_relaxed), static_cast<TimeState>(cell.state.load(std::memory_order_relaxed))});
    }
    return out;
}

} // namespace weir

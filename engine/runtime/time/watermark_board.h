// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace weir {

/// What an input or split does for the watermark of what it is merged into.
enum class TimeState : uint8_t { Active, Idle, Finished };

/// One input of a merge as it stands.
struct MergeInput {
    std::string name;                        // of a split: "orders-2", "bids.csv"
    int from = -1, fromSubtask = 0;          // of a channel: who gives it; -1: a split
    int64_t watermark = INT64_MIN;           // milliseconds; INT64_MIN none yet, INT64_MAX final
    int64_t lastRowMillis = INT64_MIN;       // splits: wall clock of its last rows; INT64_MIN none yet
    TimeState state = TimeState::Active;
};

/// Shows the inputs of a merge to any thread. The task that merges writes, a relaxed store where something changed; it never waits.
class WatermarkBoard {
public:
    static constexpr int MostInputs = 1024;  // shown; further ones are merged all the same

    /// Task, or before it runs.
    void name(int input, std::string name);
    void name(int input, int fromVertex, int fromSubtask);
    void set(int input, int64_t watermark, TimeState state) {
        if (Cell* cell = cellOf(input)) {
            cell->watermark.store(watermark, std::memory_order_relaxed);
            cell->state.store(static_cast<uint8_t>(state), std::memory_order_relaxed);
        }
    }
    void rowsAt(int input, int64_t wallMillis) {
        if (Cell* cell = cellOf(input)) cell->lastRowMillis.store(wallMillis, std::memory_order_relaxed);
    }
    /// Another attempt begins: nothing is merged yet.
    void clear();
    std::vector<MergeInput> read() const;

private:
    static constexpr int ChunkCells = 64;
    struct Cell {
        std::atomic<int64_t> watermark{INT64_MIN}, lastRowMillis{INT64_MIN};
        std::atomic<uint8_t> state{0};
    };
    using Chunk = std::array<Cell, ChunkCells>;
    Cell* cellOf(int input) {
        if (input < 0 || input >= MostInputs) return nullptr;
        Chunk* chunk = chunks_[static_cast<size_t>(input / ChunkCells)].load(std::memory_order_acquire);
        if (!chunk) chunk = makeChunk(input / ChunkCells);
        if (input >= count_.load(std::memory_order_relaxed)) count_.store(input + 1, std::memory_order_release);
        return &(*chunk)[static_cast<size_t>(input % ChunkCells)];
    }
    Chunk* makeChunk(int number);

    std::array<std::atomic<Chunk*>, MostInputs / ChunkCells> chunks_{};
    std::atomic<int> count_{0};
    mutable std::mutex mutex_;               // guards what follows
    std::vector<std::unique_ptr<Chunk>> owned_;
    struct Name { std::string text; int from = -1, subtask = 0; };
    void nameAs(int input, Name name);
    std::vector<Name> names_;
};

} // namespace weir

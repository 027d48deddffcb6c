// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <vector>

namespace weir {

/// Says "surely not there" of most keys that were never added: a blocked Bloom filter of about 12 bits a key, one cache line a question. Grows by
/// filters of twice the size. Keys cannot be taken out.
class KeyFilter {
public:
    void add(uint64_t hash) {
        if (parts_.empty() || parts_.back().keys >= parts_.back().blocks.size() * KeysInBlock)
            parts_.push_back({std::vector<Block>(parts_.empty() ? 64 : parts_.back().blocks.size() * 2), 0});
        Part& part = parts_.back();
        Block& block = part.blocks[place(hash, part.blocks.size())];
        for (int i = 0; i < Probes; ++i) block[word(hash, i)] |= bit(hash, i);
        ++part.keys;
    }
    bool mayHold(uint64_t hash) const {
        for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) {
            const Block& block = part->blocks[place(hash, part->blocks.size())];
            bool all = true;
            for (int i = 0; i < Probes && all; ++i) all = (block[word(hash, i)] & bit(hash, i)) != 0;
            if (all) return true;
        }
        return false;
    }
    size_t bytes() const {
        size_t bytes = 0;
        for (const Part& part : parts_) bytes += part.blocks.size() * sizeof(Block);
        return bytes;
    }

private:
    using Block = std::array<uint64_t, 8>;
    static constexpr int Probes = 7;
    static constexpr size_t KeysInBlock = 42;
    struct Part {
        std::vector<Block> blocks;
        size_t keys = 0;
    };
    // The hash also chose table slots and key groups: other bits of it are needed here.
    static uint64_t mixed(uint64_t hash) {
        hash ^= hash >> 31;
        hash *= 0x9E3779B97F4A7C15ull;
        return hash ^ hash >> 29;
    }
    static size_t place(uint64_t hash, size_t blocks) { return static_cast<size_t>(mixed(hash) & (blocks - 1)); }
    static size_t word(uint64_t hash, int i) { return mixed(hash + static_cast<uint64_t>(i) * 0xA24BAED4963EE407ull) >> 61; }
    static uint64_t bit(uint64_t hash, int i) { return uint64_t{1} << (mixed(hash + static_cast<uint64_t>(i) * 0xA24BAED4963EE407ull) >> 40 & 63); }
    std::vector<Part> parts_;
};

} // namespace weir

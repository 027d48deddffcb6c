// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace weir {

/// Counter-based random numbers: the value is a function of (seed, stream, counter), so it can be sought and repeated.
/// The mixing function is SplitMix64 (Steele, Lea, Flood 2014). Not thread-safe; copy it.
class Random {
public:
    explicit Random(uint64_t seed, uint64_t stream = 0) : key_(mix(seed ^ mix(stream + 0x9e3779b97f4a7c15ULL))) {}
    uint64_t next() { return at(counter_++); }
    uint64_t at(uint64_t counter) const { return mix(key_ + counter * 0x9e3779b97f4a7c15ULL); }
    uint64_t below(uint64_t bound) { return static_cast<uint64_t>((static_cast<unsigned __int128>(next()) * bound) >> 64); }
    double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }   // [0, 1)
    uint64_t counter() const { return counter_; }
    void seek(uint64_t counter) { counter_ = counter; }
    static uint64_t mix(uint64_t z) {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }

private:
    uint64_t key_;
    uint64_t counter_ = 0;
};

} // namespace weir

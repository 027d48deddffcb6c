// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/connectors/nexmark/nexmark_model.h"

namespace weir::bench {

struct LimitResult {
    int64_t rowsOut = 0;
    uint64_t checksum = 0; // of the final table; 0 where no checksum was asked for
};

enum class Output { Blackhole, Checksum };

/// A query by name, over the first `events` events of the model, on the calling thread.
LimitResult runLimit(std::string_view query, const NexmarkModel& model, int64_t events, Output output);
const std::vector<std::string_view>& limitQueries();

/// The hash of a row: what the checksums are sums of. Cells are given from left to right.
class RowHash {
public:
    RowHash& add(int64_t cell) {
        hash_ = Random::mix(hash_ ^ static_cast<uint64_t>(cell)) + 0x9e3779b97f4a7c15ULL;
        return *this;
    }
    RowHash& add(std::string_view cell) {
        for (char c : cell)
            hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
        return add(static_cast<int64_t>(cell.size()));
    }
    uint64_t value() const { return Random::mix(hash_); }

private:
    uint64_t hash_ = 0;
};

} // namespace weir::bench

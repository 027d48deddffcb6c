// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/clock.h"
#include "engine/base/random.h"
#include "engine/base/result.h"
#include "engine/connectors/table_options.h"
#include "engine/types/vector_builder.h"

#include <memory>
#include <optional>
#include <vector>

namespace weir {

/// Makes the values of one column (or nested part) as functions of the row number, so that they repeat with the seed.
class FieldGenerator {
public:
    /// `name` is that of the options: "fields.NAME.". `wallMillis` is what "now" means for times of the row.
    static Result<std::unique_ptr<FieldGenerator>> make(const TableDefinition& table, const std::string& name, const DataType& type, uint64_t seed, uint64_t stream);

    void append(int64_t row, int64_t wallMillis, VectorBuilder& out) const { appendAt(static_cast<uint64_t>(row), row, wallMillis, out); }
    /// Rows of a sequence; none for random ones.
    std::optional<int64_t> sequenceRows() const { return sequence_ ? std::optional<int64_t>(end_ - start_ + 1) : std::nullopt; }

private:
    FieldGenerator(DataType type, uint64_t seed, uint64_t stream) : type_(std::move(type)), random_(seed, stream) {}
    void appendAt(uint64_t counter, int64_t row, int64_t wallMillis, VectorBuilder& out) const;
    void appendNumber(uint64_t counter, VectorBuilder& out) const;
    void appendText(uint64_t counter, VectorBuilder& out) const;

    DataType type_;
    Random random_;
    bool sequence_ = false;
    int64_t start_ = 0, end_ = 0;
    int64_t least_ = 0, most_ = 0;             // whole numbers
    double leastReal_ = 0, mostReal_ = 0;
    int64_t length_ = 0;
    bool varies_ = false;
    int64_t maxPast_ = 0;
    double nullRate_ = 0;
    std::vector<std::unique_ptr<FieldGenerator>> children_;
};

} // namespace weir

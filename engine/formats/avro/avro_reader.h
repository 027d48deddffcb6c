// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/formats/avro/avro_input.h"
#include "engine/formats/avro/avro_schema.h"
#include "engine/formats/decoder.h"
#include "engine/formats/value_plan.h"

#include <memory>
#include <vector>

namespace weir {

/// Reads records of a writer's schema into the columns of a table. Source: Avro specification, "Schema Resolution"; as there, what does not fit is an error
/// only where a record has it. One owner, one thread.
class AvroReader {
public:
    /// `wanted`: columns of `table`, in the order of the rows' columns.
    AvroReader(AvroSchema writer, const Schema& table, const std::vector<int>& wanted);

    /// Bytes of the next record, -1: it goes on behind `bytes`, -2: it makes no sense.
    int64_t measure(std::string_view bytes) const;
    /// Appends one whole record. Errors: what does not fit; columns are left half done then.
    Status read(std::string_view record, DecodedRows& rows);
    /// Whether a record may have no bytes at all: such records cannot be told apart.
    bool mayBeEmpty() const { return leastBytes(writer_.root(), 0) == 0; }

private:
    enum class Action : uint8_t { Null, Boolean, Int, Long, Float, Double, Text, Record, Array, Map, Union, Refuse };
    struct Plan {
        Action action = Action::Refuse;
        const ValuePlan* target = nullptr;
        std::vector<Plan> children;        // Record: of the fields that are wanted; Union: of the branches; Array, Map: of the element
        std::vector<int> places;           // Record: per field of the writer the child to fill, -1: skip it
        std::vector<int> missing;          // Record: children that the writer does not have
        int node = 0;                      // of the writer
        std::string refusal;
    };
    Plan plan(int node, const ValuePlan& target);
    Plan planRecord(int node, const std::vector<ValuePlan>& fields);
    static Plan refuse(std::string why);
    bool skip(int node, AvroInput& in, int depth) const;
    bool skipBlocks(int node, AvroInput& in, int depth) const;
    int64_t leastBytes(int node, int depth) const;
    bool convert(const Plan& plan, AvroInput& in, VectorBuilder& out);
    bool convertNumber(const Plan& plan, AvroInput& in, VectorBuilder& out);
    bool convertText(const Plan& plan, std::string_view text, VectorBuilder& out);
    bool convertMap(const Plan& plan, AvroInput& in, VectorBuilder& out);
    bool failed(std::string why);

    AvroSchema writer_;
    std::vector<ValuePlan> targets_;
    Plan root_;
    std::string error_, scratch_;
};

} // namespace weir

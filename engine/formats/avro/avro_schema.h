// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/types/data_type.h"

#include <string>
#include <string_view>
#include <vector>

namespace weir {

enum class AvroKind : uint8_t { Null, Boolean, Int, Long, Float, Double, Bytes, String, Fixed, Enum, Record, Array, Map, Union };
std::string_view avroName(AvroKind kind);

/// How a writer laid out its records. Source: the Apache Avro specification 1.11, "Schema Declaration". Plain data.
class AvroSchema {
public:
    struct Node {
        AvroKind kind = AvroKind::Null;
        std::string name;                     // full name of Record, Enum, Fixed
        std::string attributes;               // further JSON members, each with a comma before it
        int64_t size = 0;                     // Fixed
        std::vector<std::string> names;       // Record: of the fields; Enum: symbols
        std::vector<int> children;            // Record: fields; Array, Map: the element; Union: branches
    };

    /// Errors: not a schema, why. Nesting is limited.
    static Result<AvroSchema> parse(std::string_view json);
    /// As Flink lays out rows of a table: NULLs are unions whose first branch is null. `nullableRow`: the record too (files). `legacyTimes`: TIMESTAMP in
    /// milliseconds. Errors: a type or a name that Avro cannot hold.
    static Result<AvroSchema> ofRow(const Schema& schema, bool nullableRow, bool legacyTimes);
    std::string text() const;                 // as JSON
    const Node& node(int index) const { return nodes_[static_cast<size_t>(index)]; }
    int root() const { return root_; }

private:
    friend class AvroSchemaReader;
    friend class AvroSchemaMaker;
    void append(int index, std::string& out) const;
    std::vector<Node> nodes_;
    int root_ = 0;
};

} // namespace weir

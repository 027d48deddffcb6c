// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/formats/json/json_options.h"
#include "engine/formats/value_plan.h"
#include "engine/types/batch.h"

#include <string>
#include <vector>

namespace weir {

/// Rows to JSON objects, byte for byte as Flink's json format writes them.
class JsonRowWriter {
public:
    JsonRowWriter(const JsonOptions& options, const Schema& schema);
    Status writeRow(const Batch& rows, int row, std::string& out) const;

private:
    struct Part {
        ValuePlan plan;
        std::string key;            // "\"name\":"
        std::vector<Part> children;
    };
    static Part makePart(ValuePlan plan);
    Status write(const Vector& column, const Part& part, int row, std::string& out) const;
    Status writeFields(const std::vector<Part>& parts, const std::vector<ColumnRef>& columns, int row, std::string& out) const;
    Status writeMap(const Vector& map, const Part& part, int at, std::string& out) const;

    JsonOptions options_;
    std::vector<Part> parts_;
};

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/formats/value_plan.h"
#include "engine/types/batch.h"

#include <string>
#include <vector>

namespace weir {

/// Writes rows as AvroSchema::ofRow lays them out. One owner.
class AvroWriter {
public:
    AvroWriter(const Schema& schema, bool nullableRow) : fields_(plans(schema)), nullableRow_(nullableRow) {}
    /// Appends one row of the flat or encoded columns.
    void write(const Batch& rows, int row, std::string& out) const;

private:
    static std::vector<ValuePlan> plans(const Schema& schema);
    void writeValue(const Vector& column, const ValuePlan& plan, int row, std::string& out) const;
    void writePresent(const Vector& column, const ValuePlan& plan, int row, std::string& out) const;
    const std::vector<ValuePlan> fields_;
    const bool nullableRow_;
};

void putAvroNumber(int64_t value, std::string& out);
void putAvroText(std::string_view text, std::string& out);

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/savepoint/entry_grammar.h"
#include "engine/connectors/savepoint/savepoint_tables.h"
#include "engine/types/batch.h"
#include "engine/types/vector_builder.h"

#include <memory>

namespace weir {

/// Makes rows of a section's entries. Owned by its reader; not thread-safe.
class EntryTable {
public:
    explicit EntryTable(const SavepointTable& table);
    virtual ~EntryTable() = default;
    virtual void add(const EntryPart& part) = 0;
    int rows() const { return rows_; }
    Batch finish();

protected:
    static void appendTime(VectorBuilder& out, int64_t millis);
    void appendWindow(const EntryPart& part);
    std::vector<VectorBuilder> columns_;
    int windowEnd_, windowStart_;            // columns; -1: there is none
    int rows_ = 0;
};

/// For entries of that form. Throws RunError where a type cannot be read.
std::unique_ptr<EntryTable> makeEntryTable(const SavepointTable& table, const SavepointTable::Part& part, const StateForm& form, const StateShape& shape, const TypeReader& typeOf);

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/nexmark/nexmark_model.h"
#include "engine/types/data_type.h"
#include "engine/types/vector.h"

#include <memory>
#include <span>
#include <string_view>

namespace weir {

/// A column of a person, auction or bid as tables name it.
struct NexmarkField {
    std::string_view name;
    TypeKind type;      // BigInt, Varchar, Timestamp
};
std::span<const NexmarkField> nexmarkFields(NexmarkKind kind);

/// Makes vectors of the model's columns. Owned by a source; not thread-safe.
class NexmarkColumns {
public:
    explicit NexmarkColumns(const NexmarkModel& model);

    /// The field of the events of `kind` with ordinals [first, first + count).
    ColumnRef column(NexmarkKind kind, int field, const DataType& type, int64_t first, int count);
    /// ROW column over the events [first, first + count): NULL where an event is of another kind, unread fields NULL.
    ColumnRef row(NexmarkKind kind, std::span<const int> fields, std::span<const int> wanted, const DataType& type, int64_t first, int count);

private:
    /// Texts of a table of the model, in a heap that outlives it.
    struct TextTable {
        explicit TextTable(const std::vector<std::string_view>& texts);
        BufferRef heap;
        ColumnRef values;
    };
    ColumnRef coded(const TextTable& table, int64_t first, int count, void (NexmarkModel::*fill)(int64_t, int, uint16_t*) const);
    ColumnRef texts(int64_t first, int count, void (NexmarkModel::*fill)(int64_t, int, std::string_view*) const);
    ColumnRef made(int64_t first, int count, int bytes, void (NexmarkModel::*fill)(int64_t, int, char*, std::string_view*) const);
    ColumnRef copied(int count);

    const NexmarkModel& model_;
    TextTable channels_, urls_, names_, cities_, states_;
    std::vector<uint16_t> codes_;
    std::vector<std::string_view> views_;
    std::vector<char> chars_;
    std::vector<int32_t> positions_;
};

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/row_changes.h"

#include <algorithm>
#include <cstring>

namespace weir {

BufferRef kindsBuffer(std::span<const RowKind> kinds) {
    if (std::all_of(kinds.begin(), kinds.end(), [](RowKind kind) { return kind == RowKind::Insert; })) return {};
    BufferRef buffer(kinds.size());
    std::memcpy(buffer.as<RowKind>(), kinds.data(), kinds.size());
    return buffer;
}

std::vector<ColumnRef> columnsOf(const Batch& batch, std::span<const int> numbers) {
    std::vector<ColumnRef> columns;
    columns.reserve(numbers.size());
    for (int number : numbers) columns.push_back(batch.columns[number]);
    return columns;
}

std::vector<DataType> typesOf(const std::vector<DataType>& types, std::span<const int> numbers) {
    std::vector<DataType> chosen;
    for (int number : numbers) chosen.push_back(types[number]);
    return chosen;
}

std::string packedNulls(const std::vector<DataType>& types) {
    std::vector<ColumnRef> columns;
    for (const DataType& type : types) columns.push_back(std::make_shared<Vector>(Vector::nulls(type, 1)));
    Batch one;
    one.rows = 1;
    EncodedRows rows;
    RowCodec(types).encode(columns, one, rows);
    return std::string(rows.row(0));
}

void pushInSlices(Output& out, Batch rows, int maxRows) {
    if (rows.size() <= maxRows + 1) {
        if (!rows.empty()) out.push(std::move(rows));
        return;
    }
    Batch whole = rows.dense();
    for (int first = 0; first < whole.rows;) {
        int count = std::min(maxRows, whole.rows - first);
        if (first + count < whole.rows && whole.kind(first + count - 1) == RowKind::UpdateBefore) ++count;
        out.push(whole.slice(first, count));
        first += count;
    }
}

RowChanges::RowChanges(std::vector<DataType> left, std::vector<DataType> right, bool withNumber)
    : left_(std::move(left)), right_(std::move(right)), withNumber_(withNumber) {
    leftNulls_ = packedNulls(left_.types());
    rightNulls_ = packedNulls(right_.types());
}

Batch RowChanges::take() {
    Batch batch;
    batch.rows = rows();
    bool pairs = !right_.types().empty();
    std::vector<std::string_view> views[2];
    size_t begin = 0;
    for (size_t i = 0; i < ends_.size(); ++i) {
        views[pairs ? i & 1 : 0].emplace_back(bytes_.data() + begin, ends_[i] - begin);
        begin = ends_[i];
    }
    batch.columns = left_.decode(views[0]);
    if (pairs)
        for (ColumnRef& column : right_.decode(views[1])) batch.columns.push_back(std::move(column));
    if (withNumber_) {
        Vector numbers = Vector::flat(PhysicalKind::Int64, batch.rows);
        std::copy(numbers_.begin(), numbers_.end(), numbers.mutableData<int64_t>());
        batch.columns.push_back(std::make_shared<Vector>(std::move(numbers)));
    }
    batch.kinds = kindsBuffer(kinds_);
    kinds_.clear();
    numbers_.clear();
    bytes_.clear();
    ends_.clear();
    return batch;
}

} // namespace weir

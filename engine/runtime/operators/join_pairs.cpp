// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/join_pairs.h"

#include "engine/runtime/operators/row_changes.h"
#include "engine/runtime/operators/same_rows.h"

#include <algorithm>

namespace weir {

namespace {
constexpr size_t PartRows = 32768;
}

Batch JoinPairs::rowsWithKeys(int input, const Batch& rows, std::vector<uint8_t>& nullKey) const {
    if (spec_.nullAware) return rows;
    const std::vector<int>& keys = input == 0 ? spec_.leftKeys : spec_.rightKeys;
    bool any = false;
    nullKey.assign(static_cast<size_t>(rows.rows), 0);
    for (size_t k = 0; k < keys.size(); ++k) {
        const Vector& column = *rows.columns[keys[k]];
        if (!column.mayHaveNulls() || (k < spec_.nullSafe.size() && spec_.nullSafe[k])) continue;
        for (int i = 0; i < rows.size(); ++i)
            if (int row = rows.physicalRow(i); column.isNull(row)) nullKey[row] = 1, any = true;
    }
    if (!any) return rows;
    auto kept = std::make_shared<Selection>();
    for (int i = 0; i < rows.size(); ++i)
        if (int row = rows.physicalRow(i); !nullKey[row]) kept->push_back(static_cast<uint16_t>(row));
    return rows.withSelection(kept);
}

std::vector<ColumnRef> JoinPairs::columns(int input, const Batch& rows, size_t first, size_t count) const {
    std::vector<ColumnRef> mine, others = codecs_[1 - input]->decode({others_.data() + first, count});
    std::span<const int32_t> physical(rows_.data() + first, count);
    for (const ColumnRef& column : rows.columns) mine.push_back(gather(column, physical));
    std::vector<ColumnRef>& left = input == 0 ? mine : others;
    std::vector<ColumnRef>& right = input == 0 ? others : mine;
    left.insert(left.end(), right.begin(), right.end());
    return std::move(left);
}

void JoinPairs::matchPart(const std::vector<ColumnRef>& columns, size_t first, size_t count, const EvaluationContext& context) {
    Batch part;
    part.rows = static_cast<int>(count);
    part.columns = columns;
    if (spec_.nullAware) {
        // NOT IN: equal keys, or a NULL that could be equal.
        for (size_t k = 0; k < spec_.leftKeys.size(); ++k) {
            const Vector& left = *columns[spec_.leftKeys[k]];
            const Vector& right = *columns[spec_.leftTypes.size() + spec_.rightKeys[k]];
            std::vector<uint8_t> same(count, 1);
            compareRows(left, right, part.rows, same);
            for (size_t i = 0; i < count; ++i)
                if (!same[i] && !left.isNull(static_cast<int>(i)) && !right.isNull(static_cast<int>(i))) passed_[first + i] = 0;
        }
    }
    if (!residual_) return;
    ColumnRef condition = residual_->evaluateOne(0, part, context);
    for (size_t i = 0; i < count; ++i)
        if (condition->isNull(static_cast<int>(i)) || !condition->at<int8_t>(static_cast<int>(i))) passed_[first + i] = 0;
}

void JoinPairs::match(int input, const Batch& rows, const EvaluationContext& context) {
    passed_.clear();
    if (!residual_ && !spec_.nullAware) return;
    passed_.assign(size(), 1);
    for (size_t first = 0; first < size(); first += PartRows) {
        size_t count = std::min(PartRows, size() - first);
        matchPart(columns(input, rows, first, count), first, count, context);
    }
}

Batch JoinPairs::matching(int input, const Batch& rows, const EvaluationContext& context) {
    std::vector<Batch> parts;
    passed_.clear();
    bool filters = residual_ || spec_.nullAware;
    if (filters) passed_.assign(size(), 1);
    for (size_t first = 0; first < size(); first += PartRows) {
        size_t count = std::min(PartRows, size() - first);
        Batch part;
        part.rows = static_cast<int>(count);
        part.columns = columns(input, rows, first, count);
        part.oldestNanos = rows.oldestNanos;
        if (rows.kinds) {
            std::vector<RowKind> kinds(count);
            for (size_t i = 0; i < count; ++i) kinds[i] = rows.kind(rows_[first + i]);
            part.kinds = kindsBuffer(kinds);
        }
        if (filters) {
            matchPart(part.columns, first, count, context);
            auto kept = std::make_shared<Selection>();
            for (size_t i = 0; i < count; ++i)
                if (passed_[first + i]) kept->push_back(static_cast<uint16_t>(i));
            if (kept->size() < count) part.selection = std::move(kept);
        }
        parts.push_back(std::move(part));
    }
    if (parts.empty()) return {};
    return parts.size() == 1 ? std::move(parts[0]) : concatenate(parts);
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/operators/operator.h"
#include "engine/types/row_codec.h"

#include <span>
#include <string_view>
#include <vector>

namespace weir {

/// The kinds of a batch as its buffer; null when all are +I.
BufferRef kindsBuffer(std::span<const RowKind> kinds);

/// Columns of a batch by number.
std::vector<ColumnRef> columnsOf(const Batch& batch, std::span<const int> numbers);
std::vector<DataType> typesOf(const std::vector<DataType>& types, std::span<const int> numbers);

/// One packed row of NULLs of these types.
std::string packedNulls(const std::vector<DataType>& types);

/// Pushes in slices of at most `maxRows`, never between a -U and its +U.
void pushInSlices(Output& out, Batch rows, int maxRows);

/// Changes collected as packed rows and handed on as one batch. With a right part a row is left ++ right (joins); with a number a
/// BIGINT column follows (ranks). Bytes are copied: what was added may change or go afterwards.
class RowChanges {
public:
    explicit RowChanges(std::vector<DataType> left, std::vector<DataType> right = {}, bool withNumber = false);
    void add(RowKind kind, std::string_view left) { kinds_.push_back(kind), keep(left); }
    void add(RowKind kind, std::string_view left, std::string_view right) { kinds_.push_back(kind), keep(left), keep(right); }
    void add(RowKind kind, std::string_view left, int64_t number) { kinds_.push_back(kind), keep(left), numbers_.push_back(number); }
    /// left ++ NULLs, NULLs ++ right.
    void addLeftOnly(RowKind kind, std::string_view left) { add(kind, left, rightNulls_); }
    void addRightOnly(RowKind kind, std::string_view right) { add(kind, leftNulls_, right); }
    int rows() const { return static_cast<int>(kinds_.size()); }
    Batch take();
    void flush(Output& out, int maxRows) {
        if (rows() > 0) pushInSlices(out, take(), maxRows);
    }

private:
    void keep(std::string_view bytes) {
        ends_.push_back(bytes_.size() + bytes.size());
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    }
    RowCodec left_, right_;
    bool withNumber_;
    std::string leftNulls_, rightNulls_;
    std::vector<RowKind> kinds_;
    std::vector<int64_t> numbers_;
    std::vector<char> bytes_;
    std::vector<size_t> ends_;
};

} // namespace weir

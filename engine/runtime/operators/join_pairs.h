// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/expressions/evaluator.h"
#include "engine/plan/job/operator_spec.h"
#include "engine/types/row_codec.h"

#include <optional>
#include <string_view>
#include <vector>

namespace weir {

/// Candidate pairs of input rows and kept rows of the other side; the residual condition is evaluated over all of them at once.
/// The bytes of kept rows must stay until clear(). Owned by a join operator.
class JoinPairs {
public:
    JoinPairs(const plan::JoinSpec& spec, const RowCodec& left, const RowCodec& right) : spec_(spec), codecs_{&left, &right} {
        if (spec.residual) residual_.emplace(std::vector<ExpressionRef>{spec.residual});
    }
    void clear() { origins_.clear(), rows_.clear(), entries_.clear(), others_.clear(), passed_.clear(); }
    size_t size() const { return rows_.size(); }
    /// `origin` is the caller's number of the input row.
    void add(int origin, int physicalRow, uint32_t entry, std::string_view other) {
        origins_.push_back(origin);
        rows_.push_back(physicalRow);
        entries_.push_back(entry);
        others_.push_back(other);
    }
    int origin(size_t pair) const { return origins_[pair]; }
    uint32_t entry(size_t pair) const { return entries_[pair]; }
    bool passed(size_t pair) const { return passed_.empty() || passed_[pair]; }

    /// Fills passed(): residual, and the NULL rules of NOT IN. `input` is the side of the input rows.
    void match(int input, const Batch& rows, const EvaluationContext& context);
    /// The matching pairs as left ++ right, with the input's kinds.
    Batch matching(int input, const Batch& rows, const EvaluationContext& context);
    /// The rows whose keys can meet another: none of the keys is NULL, but for IS NOT DISTINCT FROM.
    Batch rowsWithKeys(int input, const Batch& rows, std::vector<uint8_t>& nullKey) const;

private:
    std::vector<ColumnRef> columns(int input, const Batch& rows, size_t first, size_t count) const;
    void matchPart(const std::vector<ColumnRef>& columns, size_t first, size_t count, const EvaluationContext& context);
    const plan::JoinSpec spec_;
    const RowCodec* codecs_[2];
    std::optional<Evaluator> residual_;
    std::vector<int> origins_;
    std::vector<int32_t> rows_;
    std::vector<uint32_t> entries_;
    std::vector<std::string_view> others_;
    std::vector<uint8_t> passed_;
};

} // namespace weir

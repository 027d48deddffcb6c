// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/expressions/expression.h"
#include "engine/types/batch.h"

#include <span>
#include <vector>

namespace weir {

/// Several expressions compiled for evaluation over batches of one shape: shared sub-expressions are computed once a batch,
/// AND/OR/CASE/COALESCE evaluate their parts only on the rows that need them, a deterministic call over one dictionary column
/// runs over the dictionary. One per subtask; not thread-safe. Throws RunError with the failing expression's place.
class Evaluator {
public:
    explicit Evaluator(std::vector<ExpressionRef> expressions);
    ~Evaluator();
    Evaluator(Evaluator&&) noexcept;
    Evaluator& operator=(Evaluator&&) noexcept;
    int size() const;
    /// One column per expression with batch.rows rows; rows outside the batch's selection are meaningless. A plain column is passed on as it is.
    std::vector<ColumnRef> evaluate(const Batch& batch, const EvaluationContext& context);
    /// As above for one expression only.
    ColumnRef evaluateOne(int expression, const Batch& batch, const EvaluationContext& context);

    struct Program;

private:
    friend class Predicate;
    std::unique_ptr<Program> program_;
};

/// A predicate: the rows of the batch (within its selection) for which it is TRUE. Conjuncts narrow the selection one after another.
class Predicate {
public:
    explicit Predicate(const ExpressionRef& condition);
    /// null selection in the result = all rows of the batch pass and the batch had no selection.
    SelectionRef select(const Batch& batch, const EvaluationContext& context);

private:
    Evaluator conjuncts_;
};

/// Evaluates an expression without columns; RunError on failure.
Value evaluateConstant(const ExpressionRef& expression, const EvaluationContext& context);

} // namespace weir

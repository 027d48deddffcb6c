// SPDX-License-Identifier: Apache-2.0
#include "engine/expressions/evaluator.h"

#include "engine/expressions/merge.h"
#include "engine/functions/invoke.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

namespace weir {

namespace {

/// Rows to compute; null selection = all.
struct Rows {
    const uint16_t* selection;
    int count;
    int row(int index) const { return selection ? selection[index] : index; }
};

Rows rowsOf(const std::vector<uint16_t>& rows) { return {rows.data(), static_cast<int>(rows.size())}; }

/// Sorts rows by a boolean column. Any of the targets may be null.
void split(const Vector& condition, Rows rows, std::vector<uint16_t>* whenTrue, std::vector<uint16_t>* whenFalse, std::vector<uint16_t>* whenNull) {
    for (int i = 0; i < rows.count; ++i) {
        int row = rows.row(i);
        auto* target = condition.isNull(row) ? whenNull : condition.at<uint8_t>(row) ? whenTrue : whenFalse;
        if (target) target->push_back(static_cast<uint16_t>(row));
    }
}

/// Of the node alone, without its arguments.
size_t hashOf(const Expression& expression) {
    size_t hash = static_cast<size_t>(expression.kind) * 1000003 + static_cast<size_t>(expression.column);
    hash = hash * 31 + std::hash<std::string>()(expression.function);
    if (expression.isLiteral()) hash = hash * 31 + std::hash<std::string>()(expression.text());
    return hash;
}

} // namespace

/// The expressions as a graph whose equal parts are one node. A node's value is kept for the batch with the scope (set of rows) it was computed in;
/// scopes nest, so it serves that scope and those inside it.
struct Evaluator::Program {
    struct Node {
        ExpressionRef expression;
        std::vector<int> arguments;
        bool shareable = true;
        ColumnRef value;
        int scope = -1;
    };
    std::vector<Node> nodes;
    std::unordered_multimap<size_t, int> known;   // shareable nodes by hash
    std::vector<int> roots;

    const Batch* batch = nullptr;
    const EvaluationContext* context = nullptr;
    std::vector<int> scopes;
    int nextScope = 0;

    int add(const ExpressionRef& expression) {
        // A function that is bound to fewer arguments than were written has taken the rest, literals, into its state.
        size_t read = expression->arguments.size();
        if (expression->kind == ExpressionKind::Call && !expression->bound.arguments.empty()) read = std::min(read, expression->bound.arguments.size());
        std::vector<int> arguments;
        size_t hash = hashOf(*expression);
        for (size_t i = 0; i < read; ++i) {
            arguments.push_back(add(expression->arguments[i]));
            hash = hash * 31 + static_cast<size_t>(arguments.back());
        }
        bool shareable = expression->deterministic();
        if (shareable) {
            auto [first, last] = known.equal_range(hash);
            for (auto i = first; i != last; ++i)
                if (nodes[i->second].arguments == arguments && nodes[i->second].expression->equals(*expression)) return i->second;
        }
        int index = static_cast<int>(nodes.size());
        nodes.push_back({expression, std::move(arguments), shareable, nullptr, -1});
        if (shareable) known.emplace(hash, index);
        return index;
    }

    void begin(const Batch& given, const EvaluationContext& with) {
        batch = &given;
        context = &with;
        for (Node& node : nodes)
            if (!node.expression->isLiteral()) node.value.reset();
        scopes.assign(1, nextScope = 0);
    }

    /// Lets go of the batch's columns.
    void end() {
        for (Node& node : nodes)
            if (!node.expression->isLiteral()) node.value.reset();
    }

    ColumnRef inScope(int index, Rows rows) {
        if (nodes[index].expression->isLiteral() || nodes[index].expression->isColumn()) return evaluate(index, rows);
        scopes.push_back(++nextScope);
        ColumnRef value = evaluate(index, rows);
        scopes.pop_back();
        return value;
    }

    ColumnRef evaluate(int index, Rows rows) {
        Node& node = nodes[index];
        const Expression& expression = *node.expression;
        if (expression.isColumn()) {
            check(expression.column >= 0 && expression.column < static_cast<int>(batch->columns.size()), "the expression's column is in the batch");
            return batch->columns[expression.column];
        }
        if (expression.isLiteral()) {
            if (!node.value) node.value = std::make_shared<Vector>(Vector::constant(expression.type, expression.value, batch->rows));
            if (node.value->rows() != batch->rows) {
                auto resized = std::make_shared<Vector>(*node.value);
                resized->setRows(batch->rows);
                node.value = std::move(resized);
            }
            return node.value;
        }
        if (node.value && node.shareable && std::find(scopes.begin(), scopes.end(), node.scope) != scopes.end()) return node.value;
        ColumnRef value;
        switch (expression.kind) {
        case ExpressionKind::And:
        case ExpressionKind::Or: value = logic(index, rows, expression.kind == ExpressionKind::And); break;
        case ExpressionKind::Case: value = caseOf(index, rows); break;
        case ExpressionKind::Coalesce: value = coalesce(index, rows); break;
        default: value = call(index, rows); break;
        }
        nodes[index].value = value;
        nodes[index].scope = scopes.back();
        return value;
    }

    ColumnRef call(int index, Rows rows) {
        std::vector<ColumnRef> arguments;
        arguments.reserve(nodes[index].arguments.size());
        for (int argument : nodes[index].arguments) arguments.push_back(evaluate(argument, rows));
        const Expression& expression = *nodes[index].expression;
        try {
            if (ColumnRef peeled = overDictionary(expression, arguments, rows)) return peeled;
            return invoke(expression.bound, arguments, batch->rows, rows.selection, rows.count, *context);
        } catch (const RunError& error) {
            if (error.error().place.known() || !expression.place.known()) throw;
            Error placed = error.error();
            placed.place = expression.place;
            throw RunError(std::move(placed));
        }
    }

    /// A call over one dictionary column (and constants) runs over the dictionary when that is shorter than the rows.
    ColumnRef overDictionary(const Expression& expression, std::vector<ColumnRef>& arguments, Rows rows) {
        const BoundScalar& bound = expression.bound;
        if (!bound.deterministic || bound.perRowTime || bound.canFail) return nullptr;
        int at = -1;
        for (size_t i = 0; i < arguments.size(); ++i) {
            if (arguments[i]->isConstant()) continue;
            if (arguments[i]->encoding() != Encoding::Dictionary || at >= 0) return nullptr;
            at = static_cast<int>(i);
        }
        if (at < 0) return nullptr;
        ColumnRef column = arguments[at];
        int entries = column->base()->rows();
        if (entries > rows.count || entries > MaxBatchRows) return nullptr;
        std::vector<ColumnRef> inner = arguments;
        for (ColumnRef& argument : inner)
            if (argument->isConstant() && argument->rows() != entries) {
                auto copy = std::make_shared<Vector>(*argument);
                copy->setRows(entries);
                argument = copy;
            }
        inner[at] = column->base();
        ColumnRef base = flatten(invoke(bound, inner, entries, nullptr, entries, *context));
        return std::make_shared<Vector>(Vector::dictionary(base, column->codesBuffer(), column->rows()));
    }

    ColumnRef logic(int index, Rows rows, bool isAnd) {
        auto result = std::make_shared<Vector>(Vector::flat(PhysicalKind::Bool, batch->rows));
        uint8_t* out = result->mutableData<uint8_t>();
        std::memset(out, isAnd, static_cast<size_t>(batch->rows));
        std::vector<uint16_t> open;   // rows not decided yet
        bool first = true;
        for (size_t i = 0; i < nodes[index].arguments.size(); ++i) {
            Rows active = first ? rows : rowsOf(open);
            if (active.count == 0) break;
            ColumnRef part = first ? evaluate(nodes[index].arguments[i], active) : inScope(nodes[index].arguments[i], active);
            std::vector<uint16_t> next;
            next.reserve(static_cast<size_t>(active.count));
            for (int k = 0; k < active.count; ++k) {
                int row = active.row(k);
                if (part->isNull(row)) {
                    result->setNull(row);
                    next.push_back(static_cast<uint16_t>(row));
                } else if ((part->at<uint8_t>(row) != 0) == isAnd) {
                    next.push_back(static_cast<uint16_t>(row));
                } else {
                    out[row] = !isAnd;
                    if (uint8_t* bits = result->validity() ? result->ensureValidity() : nullptr) bits[row >> 3] |= static_cast<uint8_t>(1u << (row & 7));
                }
            }
            open = std::move(next);
            first = false;
        }
        return result;
    }

    ColumnRef caseOf(int index, Rows rows) {
        std::vector<Branch> branches;
        std::vector<uint16_t> open;
        Rows active = rows;
        size_t count = nodes[index].arguments.size();
        for (size_t i = 0; i + 1 < count && active.count; i += 2) {
            ColumnRef condition = i == 0 ? evaluate(nodes[index].arguments[i], active) : inScope(nodes[index].arguments[i], active);
            Branch branch;
            std::vector<uint16_t> rest;
            split(*condition, active, &branch.rows, &rest, &rest);
            if (!branch.rows.empty()) {
                branch.column = inScope(nodes[index].arguments[i + 1], rowsOf(branch.rows));
                branches.push_back(std::move(branch));
            }
            open = std::move(rest);
            active = rowsOf(open);
        }
        if (active.count) {
            Branch branch;
            for (int i = 0; i < active.count; ++i) branch.rows.push_back(static_cast<uint16_t>(active.row(i)));
            branch.column = inScope(nodes[index].arguments.back(), active);
            branches.push_back(std::move(branch));
        }
        return merge(index, std::move(branches));
    }

    ColumnRef coalesce(int index, Rows rows) {
        std::vector<Branch> branches;
        std::vector<uint16_t> open;
        Rows active = rows;
        bool first = true;
        for (size_t i = 0; i < nodes[index].arguments.size() && active.count; ++i) {
            Branch branch;
            branch.column = first ? evaluate(nodes[index].arguments[i], active) : inScope(nodes[index].arguments[i], active);
            if (first && !branch.column->mayHaveNulls()) return branch.column;
            std::vector<uint16_t> rest;
            for (int k = 0; k < active.count; ++k) {
                int row = active.row(k);
                (branch.column->isNull(row) ? rest : branch.rows).push_back(static_cast<uint16_t>(row));
            }
            if (!branch.rows.empty()) branches.push_back(std::move(branch));
            open = std::move(rest);
            active = rowsOf(open);
            first = false;
        }
        return merge(index, std::move(branches));
    }

    ColumnRef merge(int index, std::vector<Branch> branches) {
        const DataType& type = nodes[index].expression->type;
        // Rows outside the selection are meaningless, so one branch for all that count is the answer itself.
        if (branches.size() == 1 && branches[0].column->kind() == type.physical() && nodes[index].expression->kind == ExpressionKind::Case)
            return branches[0].column;
        return mergeBranches(branches, type, batch->rows);
    }
};

Evaluator::Evaluator(std::vector<ExpressionRef> expressions) : program_(std::make_unique<Program>()) {
    for (const ExpressionRef& expression : expressions) program_->roots.push_back(program_->add(expression));
}

Evaluator::~Evaluator() = default;
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;

int Evaluator::size() const { return static_cast<int>(program_->roots.size()); }

std::vector<ColumnRef> Evaluator::evaluate(const Batch& batch, const EvaluationContext& context) {
    Rows rows{batch.selection ? batch.selection->data() : nullptr, batch.size()};
    program_->begin(batch, context);
    std::vector<ColumnRef> columns;
    columns.reserve(program_->roots.size());
    for (int root : program_->roots) columns.push_back(program_->evaluate(root, rows));
    program_->end();
    return columns;
}

ColumnRef Evaluator::evaluateOne(int expression, const Batch& batch, const EvaluationContext& context) {
    Rows rows{batch.selection ? batch.selection->data() : nullptr, batch.size()};
    program_->begin(batch, context);
    ColumnRef column = program_->evaluate(program_->roots[expression], rows);
    program_->end();
    return column;
}

Predicate::Predicate(const ExpressionRef& condition) : conjuncts_(conjuncts(condition)) {}

SelectionRef Predicate::select(const Batch& batch, const EvaluationContext& context) {
    Evaluator::Program& program = *conjuncts_.program_;
    program.begin(batch, context);
    SelectionRef chosen = batch.selection;
    for (int root : program.roots) {
        Rows rows{chosen ? chosen->data() : nullptr, chosen ? static_cast<int>(chosen->size()) : batch.rows};
        if (rows.count == 0) break;
        program.scopes.push_back(++program.nextScope);
        ColumnRef truth = program.evaluate(root, rows);
        auto next = std::make_shared<Selection>(static_cast<size_t>(rows.count));
        int count = 0;
        uint16_t* out = next->data();
        if (truth->isFlat() && !truth->validity()) {
            const uint8_t* values = truth->data<uint8_t>();
            for (int i = 0; i < rows.count; ++i) {
                int row = rows.row(i);
                out[count] = static_cast<uint16_t>(row);
                count += values[row] != 0;
            }
        } else {
            for (int i = 0; i < rows.count; ++i) {
                int row = rows.row(i);
                out[count] = static_cast<uint16_t>(row);
                count += !truth->isNull(row) && truth->at<uint8_t>(row);
            }
        }
        if (count == rows.count) continue;   // the selection stays as it is, maybe none
        next->resize(static_cast<size_t>(count));
        chosen = std::move(next);
    }
    program.end();
    return chosen;
}

Value evaluateConstant(const ExpressionRef& expression, const EvaluationContext& context) {
    Evaluator evaluator({expression});
    Batch batch;
    batch.rows = 1;
    ColumnRef column = evaluator.evaluateOne(0, batch, context);
    return valueAt(*column, expression->type, 0);
}

} // namespace weir

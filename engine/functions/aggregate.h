// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/kernel.h"
#include "engine/types/vector_builder.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace weir {

/// Rows for one aggregate call: row i (0 <= i < count) of the strip is physical row rows[i] of the arguments and goes to accumulators[i].
/// FILTER and DISTINCT are applied before (such rows are simply not here).
struct AggregateRows {
    std::span<const Vector* const> arguments;   // any encoding but Dictionary
    const uint16_t* rows;                       // null = 0..count-1
    int count;
    std::byte* const* accumulators;             // one per row; several rows may share one
    const RowKind* kinds;                       // by physical row; null = all add
    const uint8_t* applied = nullptr;           // walk() only, by index: 0 = the row leaves its accumulator as it is (FILTER, DISTINCT); null = all
    int row(int index) const { return rows ? rows[index] : index; }
};

/// A bound aggregate function: works on fixed-size accumulators that live in state rows. Immutable, shared by subtasks; every call is over many rows
/// or many accumulators, never virtual per row. Accumulators may own heap memory (clear() frees it); they are relocated by memcpy.
class AggregateFunction {
public:
    virtual ~AggregateFunction() = default;
    virtual uint32_t accumulatorBytes() const = 0;       // multiple of 8; alignment 8 (16 for Int128 is not assumed: use memcpy or packed)
    virtual void initialise(std::byte* accumulator) const = 0;
    virtual void clear(std::byte* accumulator) const { initialise(accumulator); }   // frees what it owns, back to initial
    /// Whether accumulators are all there is: no heap memory, clear() is initialise().
    virtual bool isPlain() const { return true; }
    virtual void update(const AggregateRows&, const EvaluationContext&) const = 0;  // adds, and takes away where kinds say so
    /// Appends the value of each accumulator.
    virtual void emit(std::span<const std::byte* const> accumulators, VectorBuilder& out) const = 0;
    /// Exact changelog: rows in order; before each row appends its accumulator's value to `before`, then applies it, then appends to `after`.
    /// `fresh[i]` says that the row's group starts anew: its accumulator is cleared first. Accumulators are initialised before the call.
    /// The default does it row by row through update() and emit(); hot ones override with one loop.
    virtual void walk(const AggregateRows&, const uint8_t* fresh, VectorBuilder& before, VectorBuilder& after, const EvaluationContext&) const;
    /// target += source (local-global, slices); false when the function cannot merge.
    virtual bool canMerge() const { return true; }
    virtual void merge(std::span<std::byte* const> targets, std::span<const std::byte* const> sources) const = 0;
    /// Whether subtracting a merged slice is possible (COUNT, SUM): running totals of hopping windows.
    virtual bool canUnmerge() const { return false; }
    virtual void unmerge(std::span<std::byte* const>, std::span<const std::byte* const>) const {}
    /// Appends a self-contained form of the accumulator / reads it back (checkpoints, spilling).
    virtual void save(const std::byte* accumulator, std::string& out) const = 0;
    /// The same for many, and where each ends in `out`.
    virtual void save(std::span<const std::byte* const> accumulators, std::string& out, std::vector<uint32_t>& ends) const = 0;
    virtual void load(std::byte* accumulator, std::string_view& in) const = 0;   // `accumulator` is initialised; consumes its part of `in`
};

} // namespace weir

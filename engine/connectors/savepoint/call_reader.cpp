// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/savepoint/call_reader.h"

#include "engine/functions/aggregate.h"
#include "engine/functions/function_info.h"

#include <optional>

namespace weir {

namespace {

/// An accumulator outside of any state.
class LoneAccumulator {
public:
    explicit LoneAccumulator(const AggregateFunction& function) : function_(function), words_(function.accumulatorBytes() / sizeof(uint64_t) + 1) { function.initialise(data()); }
    ~LoneAccumulator() { function_.clear(data()); }
    LoneAccumulator(const LoneAccumulator&) = delete;
    LoneAccumulator& operator=(const LoneAccumulator&) = delete;
    std::byte* data() { return reinterpret_cast<std::byte*>(words_.data()); }

private:
    const AggregateFunction& function_;
    std::vector<uint64_t> words_;
};

std::optional<CallReader> valueReader(const StateCall& call, const StateColumn& column, const TypeReader& typeOf) {
    const FunctionInfo* info = findFunction(call.function, FunctionKind::Aggregate);
    if (!info || !info->bindAggregate) return {};
    BindArguments given;
    for (const std::string& argument : call.arguments) {
        auto type = typeOf(argument);
        if (!type) return {};
        given.types.push_back(*type);
        given.literals.emplace_back();
        given.names.emplace_back();
    }
    auto bound = info->bindAggregate(given);
    if (!bound) return {};
    auto function = call.retracts ? bound->retracting : bound->function;
    // Another type: the bytes are those of another function.
    const std::string type = bound->result.withTimeAttribute(TimeAttribute::None).text();
    if (!function || column.type != type + (call.retracts ? " retracting" : "")) return {};
    std::string name = column.name;
    // Checkpoints know a call without arguments so.
    if (size_t end = name.find(')'); call.arguments.empty() && end != std::string::npos) name.insert(end, 1, '*');
    return CallReader{std::move(name), bound->result.withTimeAttribute(TimeAttribute::None).asNullable(), [function](std::string_view bytes, VectorBuilder& value) {
                          LoneAccumulator accumulator(*function);
                          function->load(accumulator.data(), bytes);
                          const std::byte* const one = accumulator.data();
                          function->emit(std::span(&one, 1), value);
                      }};
}

} // namespace

std::vector<CallReader> callReaders(const StateForm& form, size_t calls, const TypeReader& typeOf) {
    std::vector<CallReader> out;
    for (size_t i = 0; i < calls; ++i) {
        auto known = i < form.shape.calls.size() ? valueReader(form.shape.calls[i], form.value[i], typeOf) : std::nullopt;
        if (known) out.push_back(std::move(*known));
        else out.push_back({form.value[i].name, DataType::bytes(), [](std::string_view bytes, VectorBuilder& value) { value.appendBytes(bytes); }});
    }
    return out;
}

} // namespace weir

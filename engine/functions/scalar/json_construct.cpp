// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/scalar/json_document.h"
#include "engine/functions/scalar/json_parts.h"
#include "engine/functions/scalar/json_writer.h"
#include "engine/functions/scalar/overload.h"

#include <algorithm>

namespace weir {
namespace {

struct PreparedConstructor {
    std::vector<DataType> types;
    std::vector<std::pair<std::string, size_t>> members;   // key and argument, sorted by key; keys are empty for arrays
    std::string forms;
    bool nullsStay = true;
    bool object = true;
};

void construct(KernelCall& call) {
    const auto& state = stateOf<PreparedConstructor>(call);
    StringWriter writer;
    StringRef* out = call.result.mutableData<StringRef>();
    std::string text;
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        text = state.object ? "{" : "[";
        bool first = true;
        for (size_t m = 0; m < state.members.size(); ++m) {
            const auto& [key, argument] = state.members[m];
            const Vector& value = *call.arguments[argument];
            bool null = state.types[argument].kind() == TypeKind::Null || value.isNull(row);
            if (null && !state.nullsStay) continue;
            if (!first) text += ',';
            first = false;
            if (state.object) {
                appendJsonString(text, key);
                text += ':';
            }
            bool raw = state.types[argument].isCharacter() && state.forms[state.object ? (argument - 3) / 2 : argument - 2] == 'J';
            appendJsonValue(text, value, state.types[argument], row, raw);
        }
        text += state.object ? '}' : ']';
        writer.append(text);
        out[row] = writer.finishRow();
    }
    writer.finish(call.result, call.arguments);
}

Result<BoundScalar> bindConstructor(std::string_view function, const BindArguments& arguments, bool object) {
    std::string onNull = textLiteral(arguments, 0).value_or(object ? "NULL" : "ABSENT");
    std::string forms = textLiteral(arguments, 1).value_or("");
    size_t values = arguments.size() < 2 ? 0 : static_cast<size_t>(arguments.size()) - 2;
    if (arguments.size() < 2 || (object && values % 2 != 0)) return wrongArgumentCount(function, static_cast<int>(values), object ? "pairs of key and value" : "values");
    PreparedConstructor prepared;
    prepared.types = arguments.types;
    prepared.forms = forms;
    prepared.forms.resize(object ? values / 2 : values, 'V');
    prepared.nullsStay = onNull == "NULL";
    prepared.object = object;
    for (size_t i = 2; i < arguments.types.size(); ++i) {
        if (!object) {
            prepared.members.emplace_back("", i);
            continue;
        }
        auto key = textLiteral(arguments, static_cast<int>(i));
        if (!key) return wrongArgument(function, arguments, static_cast<int>(i), "a string literal: the name of a member");
        // As in a Java map, a name that comes again replaces the value.
        std::erase_if(prepared.members, [&](const auto& member) { return member.first == *key; });
        prepared.members.emplace_back(*key, ++i);
    }
    if (object) std::sort(prepared.members.begin(), prepared.members.end());
    BoundScalar bound;
    bound.result = DataType::string().notNull();
    bound.arguments = arguments.types;
    bound.kernel = construct;
    bound.nulls = NullRule::Own;
    bound.state = std::make_shared<const PreparedConstructor>(std::move(prepared));
    return bound;
}

Result<BoundScalar> bindObject(const BindArguments& arguments) { return bindConstructor("JSON_OBJECT", arguments, true); }
Result<BoundScalar> bindArray(const BindArguments& arguments) { return bindConstructor("JSON_ARRAY", arguments, false); }

struct PreparedString {
    DataType type;
};

void jsonString(KernelCall& call) {
    const auto& state = stateOf<PreparedString>(call);
    StringWriter writer;
    StringRef* out = call.result.mutableData<StringRef>();
    std::string text;
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        text.clear();
        appendJsonValue(text, *call.arguments[0], state.type, row);
        writer.append(text);
        out[row] = writer.finishRow();
    }
    writer.finish(call.result, call.arguments);
}

Result<BoundScalar> bindString(const BindArguments& arguments) {
    if (arguments.size() != 1) return wrongArgumentCount("JSON_STRING", arguments.size(), "1 argument");
    BoundScalar bound;
    bound.arguments = arguments.types;
    bound.result = DataType::string().asNullable(arguments.types[0].nullable());
    bound.kernel = jsonString;
    bound.state = std::make_shared<const PreparedString>(PreparedString{arguments.types[0]});
    return bound;
}

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"JSON_OBJECT", Scalar, "json", "JSON_OBJECT([[KEY] key VALUE value], ... [NULL | ABSENT ON NULL])", "A JSON object of names and values, sorted by name; NULL values stay as null by default.",
     "JSON_OBJECT('b' VALUE 2, 'a' VALUE 'x') -> '{\"a\":\"x\",\"b\":2}'", bindObject},
    {"JSON_ARRAY", Scalar, "json", "JSON_ARRAY(value, ... [NULL | ABSENT ON NULL])", "A JSON array of the values; NULL values are left out by default.", "JSON_ARRAY(1, 'x') -> '[1,\"x\"]'", bindArray},
    {"JSON_STRING", Scalar, "json", "JSON_STRING(value)", "Any value as JSON.", "JSON_STRING(ARRAY[1, 2]) -> '[1,2]'", bindString},
};

} // namespace

std::span<const FunctionInfo> jsonConstructFunctions() { return functions; }

} // namespace weir

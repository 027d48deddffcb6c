// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/overload.h"

namespace weir {
namespace {

std::string_view letterName(char letter) {
    switch (letter) {
    case 's': return "a string";
    case 'y': return "BYTES";
    case 't': return "a string or BYTES";
    case 'i': return "an INT";
    case 'l': return "a BIGINT";
    case 'n':
    case 'd': return "a number";
    case 'b': return "a BOOLEAN";
    case 'D': return "a DATE";
    default: return "a value";
    }
}

bool accepts(char letter, const DataType& type) {
    if (type.kind() == TypeKind::Null) return true;
    switch (letter) {
    case 's': return type.isCharacter();
    case 'y': return type.isBinary();
    case 't': return type.isCharacter() || type.isBinary();
    case 'i':
    case 'l': return type.isInteger();
    case 'n':
    case 'd': return type.isNumeric();
    case 'b': return type.kind() == TypeKind::Boolean;
    case 'D': return type.kind() == TypeKind::Date;
    default: return true;
    }
}

DataType boundType(char letter, const DataType& type) {
    switch (letter) {
    case 's': return type.isCharacter() ? type : DataType::string();
    case 'y': return type.isBinary() ? type : DataType::bytes();
    case 't': return type.kind() == TypeKind::Null ? DataType::string() : type;
    case 'i': return DataType::integer().asNullable(type.nullable());
    case 'n':
    case 'l': return DataType::bigInt().asNullable(type.nullable());
    case 'd': return DataType::float64().asNullable(type.nullable());
    case 'b': return DataType::boolean().asNullable(type.nullable());
    case 'D': return DataType::date().asNullable(type.nullable());
    default: return type;
    }
}

DataType resultType(char letter, const BoundScalar& bound) {
    switch (letter) {
    case 'y': return DataType::bytes();
    case 'i': return DataType::integer();
    case 'l': return DataType::bigInt();
    case 'd': return DataType::float64();
    case 'b': return DataType::boolean();
    case 'D': return DataType::date();
    case 'S': return DataType::array(DataType::string());
    case '0': return bound.arguments[0];
    case 'v': return DataType::varchar(bound.arguments[0].length());
    default: return DataType::string();
    }
}

/// The letter of argument `index`, or 0 beyond the end.
char letterAt(const char* letters, int index) {
    for (int i = 0; *letters; ++i) {
        if (letters[1] == '*') return *letters;
        if (i == index) return *letters;
        ++letters;
    }
    return 0;
}

bool acceptsCount(const char* letters, int count) {
    int fixed = 0;
    for (; *letters; ++letters) {
        if (letters[1] == '*') return count >= fixed;
        ++fixed;
    }
    return count == fixed;
}

std::string countText(const Overloads& overloads) {
    std::string text;
    for (const Overload& each : overloads.list) {
        if (!each.arguments) break;
        int count = 0;
        bool open = false;
        for (const char* at = each.arguments; *at; ++at) {
            if (*at == '*') {
                open = true;
                --count;
            } else {
                ++count;
            }
        }
        if (!text.empty()) text += " or ";
        text += (open ? "at least " : "") + std::to_string(count);
    }
    return text + (text == "1" ? " argument" : " arguments");
}

} // namespace

Error wrongArgumentCount(std::string_view function, int given, std::string_view expected) {
    return {ErrorCode::Type, "Invalid number of arguments to function '" + std::string(function) + "': " + std::to_string(given) +
            " given. Was expecting " + std::string(expected) + "."};
}

Error wrongArgument(std::string_view function, const BindArguments& arguments, int index, std::string_view expected) {
    auto at = static_cast<size_t>(index);
    std::string name = at < arguments.names.size() ? arguments.names[at] : "";
    return {ErrorCode::Type, "Argument " + std::to_string(index + 1) + " of function '" + std::string(function) + "' must be " + std::string(expected) +
            ", but " + (name.empty() ? "it" : "'" + name + "'") + " is " + arguments.types[at].text() + "."};
}

Result<BoundScalar> bindOverloads(const Overloads& overloads, const BindArguments& arguments) {
    std::optional<Error> mismatch;
    for (const Overload& each : overloads.list) {
        if (!each.arguments) break;
        if (!acceptsCount(each.arguments, arguments.size())) continue;
        BoundScalar bound;
        bool fits = true;
        bool nullable = each.mayBeNull;
        for (int i = 0; i < arguments.size() && fits; ++i) {
            char letter = letterAt(each.arguments, i);
            const DataType& type = arguments.types[static_cast<size_t>(i)];
            fits = accepts(letter, type);
            if (!fits) mismatch = wrongArgument(overloads.name, arguments, i, letterName(letter));
            bound.arguments.push_back(boundType(letter, type));
            nullable = nullable || (each.nulls == NullRule::Propagate && type.nullable());
        }
        if (!fits) continue;
        bound.result = resultType(each.result, bound).withTimeAttribute(TimeAttribute::None).asNullable(nullable);
        bound.kernel = each.kernel;
        bound.nulls = each.nulls;
        bound.canFail = each.canFail;
        if (each.prepare) bound.state = each.prepare(arguments);
        return bound;
    }
    if (mismatch) return *mismatch;
    return wrongArgumentCount(overloads.name, arguments.size(), countText(overloads));
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/common_type.h"
#include "engine/functions/scalar/overload.h"
#include "engine/functions/scalar/string_parts.h"

namespace weir {
namespace {

/// All arguments behind each other; rows with a NULL are not here.
void concat(KernelCall& call) {
    std::vector<Column<std::string_view>> pieces;
    for (const Vector* argument : call.arguments) pieces.emplace_back(*argument);
    StringWriter writer;
    StringRef* out = call.result.mutableData<StringRef>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        for (const auto& piece : pieces) writer.append(piece[row]);
        out[row] = writer.finishRow();
    }
    writer.finish(call.result, call.arguments);
}

void concatWithSeparator(KernelCall& call) {
    StringWriter writer;
    StringRef* out = call.result.mutableData<StringRef>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        if (call.arguments[0]->isNull(row)) {
            out[row] = StringRef();
            call.result.setNull(row);
            continue;
        }
        std::string_view separator = call.arguments[0]->at<StringRef>(row);
        bool first = true;
        for (const Vector* argument : call.arguments.subspan(1)) {
            if (argument->isNull(row)) continue;
            if (!first) writer.append(separator);
            first = false;
            writer.append(argument->at<StringRef>(row).view());
        }
        out[row] = writer.finishRow();
    }
    writer.finish(call.result, call.arguments);
}

/// CHAR with CHAR stays CHAR; otherwise the lengths add up in VARCHAR. BINARY alike.
Result<BoundScalar> bindConcatOperator(const BindArguments& arguments) {
    if (arguments.size() != 2) return wrongArgumentCount("||", arguments.size(), "2 arguments");
    BoundScalar bound;
    bound.arguments = arguments.types;
    auto isKind = [&](auto test) {
        for (const DataType& type : arguments.types)
            if (type.kind() != TypeKind::Null && !test(type)) return false;
        return true;
    };
    bool text = isKind([](const DataType& type) { return type.isCharacter(); });
    if (!text && !isKind([](const DataType& type) { return type.isBinary(); }))
        return wrongArgument("||", arguments, arguments.types[0].isCharacter() || arguments.types[0].isBinary() ? 1 : 0, "text; CAST it AS STRING");
    int64_t length = 0;
    bool fixed = true;
    for (DataType& type : bound.arguments) {
        if (type.kind() == TypeKind::Null) type = text ? DataType::string() : DataType::bytes();
        length += type.length();
        fixed = fixed && (type.kind() == TypeKind::Char || type.kind() == TypeKind::Binary);
    }
    int capped = static_cast<int>(std::min<int64_t>(length, DataType::MaxLength));
    bound.result = text ? (fixed ? DataType::character(capped) : DataType::varchar(capped)) : (fixed ? DataType::binary(capped) : DataType::varbinary(capped));
    bound.result = bound.result.asNullable(anyNullable(arguments.types));
    bound.kernel = concat;
    return bound;
}

Result<BoundScalar> bindConcatFunction(const BindArguments& arguments) {
    static constexpr Overloads rows{"CONCAT", {Overload{"s*", 's', concat}}};
    if (arguments.size() == 0) return wrongArgumentCount("CONCAT", 0, "at least 1 argument");
    return bindOverloads(rows, arguments);
}

Result<BoundScalar> bindConcatWithSeparator(const BindArguments& arguments) {
    static constexpr Overloads rows{"CONCAT_WS", {Overload{"ss*", 's', concatWithSeparator, NullRule::Own}}};
    Result<BoundScalar> bound = bindOverloads(rows, arguments);
    if (bound) bound->result = DataType::string().asNullable(arguments.types[0].nullable());
    return bound;
}

void elt(KernelCall& call) {
    for (const Vector* argument : call.arguments)
        if (argument->kind() == PhysicalKind::Bytes) call.result.shareHeaps(*argument);
    StringRef* out = call.result.mutableData<StringRef>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        int64_t index = call.arguments[0]->isNull(row) ? 0 : call.arguments[0]->at<int64_t>(row);
        if (index < 1 || index >= static_cast<int64_t>(call.arguments.size()) || call.arguments[static_cast<size_t>(index)]->isNull(row)) {
            out[row] = StringRef();
            call.result.setNull(row);
        } else {
            out[row] = call.arguments[static_cast<size_t>(index)]->at<StringRef>(row);
        }
    }
}

Result<BoundScalar> bindElt(const BindArguments& arguments) {
    if (arguments.size() < 2) return wrongArgumentCount("ELT", arguments.size(), "at least 2 arguments");
    bool bytes = arguments.types[1].isBinary();
    static constexpr Overloads texts{"ELT", {Overload{"lss*", 's', elt, NullRule::Own, true}}};
    static constexpr Overloads binaries{"ELT", {Overload{"lyy*", 'y', elt, NullRule::Own, true}}};
    Result<BoundScalar> bound = bindOverloads(bytes ? binaries : texts, arguments);
    if (!bound) return bound;
    auto common = commonArgumentType(std::span<const DataType>(bound->arguments).subspan(1));
    if (!common) return wrongArgument("ELT", arguments, 2, "of the same kind as the first text");
    bound->result = common->asNullable();
    return bound;
}

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"||", Scalar, "string", "text1 STRING || text2 STRING", "Both texts behind each other; BYTES work too.", "'str' || 'eam' -> 'stream'", bindConcatOperator},
    {"CONCAT", Scalar, "string", "CONCAT(text1 STRING, ...)", "All texts behind each other; NULL when one is NULL.", "CONCAT('a', 'b', 'c') -> 'abc'", bindConcatFunction},
    {"CONCAT_WS", Scalar, "string", "CONCAT_WS(separator STRING, text1 STRING, ...)", "The texts that are not NULL with the separator between them.",
     "CONCAT_WS('~', 'a', CAST(NULL AS STRING), 'b') -> 'a~b'", bindConcatWithSeparator},
    {"ELT", Scalar, "string", "ELT(index INT, text1 STRING, ...)", "The text with this number, counted from 1; NULL when there is none.", "ELT(2, 'one', 'two') -> 'two'", bindElt},
};

} // namespace

std::span<const FunctionInfo> stringConcatFunctions() { return functions; }

} // namespace weir

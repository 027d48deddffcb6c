// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/java_format.h"
#include "engine/functions/scalar/overload.h"
#include "engine/functions/scalar/string_parts.h"
#include "engine/types/datetime.h"
#include "engine/types/decimal.h"
#include "engine/types/text.h"

namespace weir {
namespace {

/// Java's LocalDateTime.toString: "2024-02-29T12:34", with seconds and a fraction of 3, 6 or 9 digits where they are not 0.
void appendJavaDateTime(std::string& out, const Vector& column, const DataType& type, int row) {
    Int128 physical = column.kind() == PhysicalKind::Int64 ? Int128(column.at<int64_t>(row)) : column.at<Int128>(row);
    std::string text = formatTimestamp(timestampToNanos(physical, type.precision()), 9);
    text[text.find(' ')] = 'T';
    size_t end = text.size();
    auto dropZeros = [&](size_t count) {
        bool zeros = text.compare(end - count, count, std::string(count, '0')) == 0;
        if (zeros) end -= count;
        return zeros;
    };
    if (dropZeros(3) && dropZeros(3) && dropZeros(3)) {
        --end;
        if (text.compare(end - 3, 3, ":00") == 0) end -= 3;
    }
    out.append(text, 0, end);
}

FormatArgument argumentAt(const Vector& column, const DataType& type, int row, const TimeZone& zone) {
    FormatArgument argument;
    if (type.kind() == TypeKind::Null || column.isNull(row)) return argument;
    if (type.kind() == TypeKind::Timestamp) appendJavaDateTime(argument.text, column, type, row);
    else appendText(argument.text, column, type, row, zone);
    switch (type.kind()) {
    case TypeKind::Boolean:
        argument.value = column.at<bool>(row);
        argument.text = column.at<bool>(row) ? "true" : "false";
        break;
    case TypeKind::TinyInt: argument.value = FormatArgument::Integer{column.at<int8_t>(row), 8}; break;
    case TypeKind::SmallInt: argument.value = FormatArgument::Integer{column.at<int16_t>(row), 16}; break;
    case TypeKind::Int: argument.value = FormatArgument::Integer{column.at<int32_t>(row), 32}; break;
    case TypeKind::BigInt: argument.value = FormatArgument::Integer{column.at<int64_t>(row), 64}; break;
    case TypeKind::Float: argument.value = static_cast<double>(column.at<float>(row)); break;
    case TypeKind::Double: argument.value = column.at<double>(row); break;
    case TypeKind::Decimal: argument.value = FormatArgument::Decimal{argument.text}; break;
    default: argument.value = argument.text;
    }
    return argument;
}

void printf(KernelCall& call) {
    const auto& types = stateOf<std::vector<DataType>>(call);
    const TimeZone& zone = call.context.zone ? *call.context.zone : *TimeZone::utc();
    std::vector<FormatArgument> arguments(call.arguments.size() - 1);
    StringWriter writer;
    StringRef* out = call.result.mutableData<StringRef>();
    std::string text;
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        bool done = !call.arguments[0]->isNull(row);
        if (done) {
            for (size_t k = 0; k < arguments.size(); ++k) arguments[k] = argumentAt(*call.arguments[k + 1], types[k + 1], row, zone);
            text.clear();
            done = formatJava(text, call.arguments[0]->at<StringRef>(row), arguments);
        }
        if (done) {
            writer.append(text);
            out[row] = writer.finishRow();
        } else {
            out[row] = StringRef();
            call.result.setNull(row);
        }
    }
    writer.finish(call.result, call.arguments);
}

Result<BoundScalar> bindPrintf(const BindArguments& arguments) {
    static constexpr Overloads rows{"PRINTF", {Overload{"s.*", 's', printf, NullRule::Own, true}}};
    Result<BoundScalar> bound = bindOverloads(rows, arguments);
    if (bound) bound->state = std::make_shared<const std::vector<DataType>>(bound->arguments);
    return bound;
}

const FunctionInfo functions[] = {
    {"PRINTF", FunctionKind::Scalar, "string", "PRINTF(format STRING, value, ...)",
     "Puts the values into a format as Java's String.format does; NULL when the format does not fit them.", "PRINTF('%05d|%-4s|%.2f', 7, 'ab', 1.5e0) -> '00007|ab  |1.50'",
     bindPrintf},
};

} // namespace

std::span<const FunctionInfo> printfFunctions() { return functions; }

} // namespace weir

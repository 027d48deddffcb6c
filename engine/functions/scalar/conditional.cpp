// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/common_type.h"
#include "engine/functions/families.h"
#include "engine/functions/kernel_templates.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace weir {

namespace {

template <class T, bool Greatest> void extreme(KernelCall& call) {
    std::vector<Column<T>> columns;
    for (const Vector* argument : call.arguments) columns.emplace_back(*argument);
    T* out = call.result.mutableData<T>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        T best = columns[0][row];
        for (size_t c = 1; c < columns.size(); ++c) {
            T value = columns[c][row];
            if (Greatest ? value > best : value < best) best = value;
        }
        out[row] = best;
    }
}

template <bool Greatest> void extremeText(KernelCall& call) {
    std::vector<Column<StringRef>> columns;
    for (const Vector* argument : call.arguments) {
        columns.emplace_back(*argument);
        call.result.shareHeaps(*argument);
    }
    StringRef* out = call.result.mutableData<StringRef>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        const StringRef* best = &columns[0][row];
        for (size_t c = 1; c < columns.size(); ++c) {
            const StringRef* value = &columns[c][row];
            if (Greatest ? value->view() > best->view() : value->view() < best->view()) best = value;
        }
        out[row] = *best;
    }
}

template <bool Greatest> Result<BoundScalar> bindExtreme(const BindArguments& given) {
    std::string_view name = Greatest ? "GREATEST" : "LEAST";
    auto type = given.size() ? commonArgumentType(given.types) : std::nullopt;
    if (!type || type->isNested() || type->kind() == TypeKind::Variant || type->kind() == TypeKind::Bitmap) return wrongArguments(name, "values of one type that can be compared", given);
    BoundScalar bound;
    bound.result = *type;
    for (const DataType& argument : given.types) {
        bool keeps = (argument.isCharacter() && type->isCharacter()) || (argument.isBinary() && type->isBinary());
        bound.arguments.push_back(keeps ? argument : type->asNullable(argument.nullable()));
    }
    switch (type->physical()) {
    case PhysicalKind::Bytes: bound.kernel = extremeText<Greatest>; break;
    case PhysicalKind::Bool: bound.kernel = extreme<uint8_t, Greatest>; break;
    default: bound.kernel = kernelForNumber(type->physical(), []<class T>(std::type_identity<T>) -> Kernel { return extreme<T, Greatest>; });
    }
    return bound;
}

bool isAlpha(std::optional<std::string_view> text) {
    if (!text || text->empty()) return false;
    const char* bytes = text->data();
    int32_t length = static_cast<int32_t>(text->size());
    for (int32_t at = 0; at < length;) {
        UChar32 c;
        U8_NEXT(bytes, at, length, c);
        if (c < 0 || !u_isalpha(c)) return false;
    }
    return true;
}

bool isDigit(std::optional<std::string_view> text) {
    if (!text || text->empty()) return false;
    const char* bytes = text->data();
    int32_t length = static_cast<int32_t>(text->size());
    for (int32_t at = 0; at < length;) {
        UChar32 c;
        U8_NEXT(bytes, at, length, c);
        if (c < 0 || !u_isdigit(c)) return false;
    }
    return true;
}

/// What Java's BigDecimal reads.
bool isDecimal(std::optional<std::string_view> given) {
    if (!given) return false;
    std::string_view text = *given;
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    auto digits = [&text] {
        size_t count = 0;
        while (!text.empty() && text[0] >= '0' && text[0] <= '9') text.remove_prefix(1), ++count;
        return count;
    };
    auto sign = [&text] {
        if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
    };
    sign();
    size_t count = digits();
    if (!text.empty() && text[0] == '.') {
        text.remove_prefix(1);
        count += digits();
    }
    if (count == 0) return false;
    if (!text.empty() && (text[0] == 'e' || text[0] == 'E')) {
        text.remove_prefix(1);
        sign();
        if (digits() == 0) return false;
    }
    return text.empty();
}

template <bool Answer> bool always(Cell cell) { return Answer && !cell.isNull(); }

/// Text is looked at; of other types the type decides.
Result<BoundScalar> bindLooks(const BindArguments& given, std::string_view name, Kernel kernel, bool numberAnswer) {
    if (given.size() != 1) return wrongArguments(name, "(STRING)", given);
    BoundScalar bound;
    bound.result = DataType::boolean().notNull();
    bound.arguments = given.types;
    bound.nulls = NullRule::Own;
    bound.kernel = given.types[0].isCharacter() ? kernel : numberAnswer ? Kernel(rowKernel<always<true>>) : Kernel(rowKernel<always<false>>);
    return bound;
}

Result<BoundScalar> bindIsAlpha(const BindArguments& given) { return bindLooks(given, "IS_ALPHA", rowKernel<isAlpha>, false); }
Result<BoundScalar> bindIsDigit(const BindArguments& given) {
    return bindLooks(given, "IS_DIGIT", rowKernel<isDigit>, given.size() == 1 && given.types[0].isInteger());
}
Result<BoundScalar> bindIsDecimal(const BindArguments& given) {
    return bindLooks(given, "IS_DECIMAL", rowKernel<isDecimal>, given.size() == 1 && given.types[0].isNumeric());
}

void typeName(KernelCall& call) {
    call.result = Vector::constant(DataType::string(), Value(stateOf<std::string>(call)), call.rows);
}

/// Spells STRING and BYTES with their lengths; names in backticks stay.
std::string serializable(const std::string& text) {
    std::string out;
    bool quoted = false;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '`') quoted = !quoted;
        if (!quoted && text.compare(i, 6, "STRING") == 0) out += "VARCHAR(2147483647)", i += 5;
        else if (!quoted && text.compare(i, 5, "BYTES") == 0) out += "VARBINARY(2147483647)", i += 4;
        else out += text[i];
    }
    return out;
}

Result<BoundScalar> bindTypeof(const BindArguments& given) {
    bool fits = given.size() == 1 || (given.size() == 2 && given.types[1].kind() == TypeKind::Boolean && given.literals[1]);
    if (!fits) return wrongArguments("TYPEOF", "a value and, if wanted, TRUE or FALSE", given);
    bool full = given.size() == 2 && !given.literals[1]->isNull() && given.literals[1]->boolean();
    std::string text = given.types[0].text(true);
    BoundScalar bound;
    bound.result = DataType::string().notNull();
    bound.arguments = given.types;
    bound.nulls = NullRule::Own;
    bound.kernel = typeName;
    bound.state = std::make_shared<std::string>(full ? serializable(text) : text);
    return bound;
}

constexpr FunctionKind Scalar = FunctionKind::Scalar;
constexpr FunctionInfo Functions[] = {
    {"GREATEST", Scalar, "conditional", "GREATEST(a, ...)", "The greatest value; NULL when one is NULL.", "GREATEST(1, 3, 2) -> 3", bindExtreme<true>},
    {"LEAST", Scalar, "conditional", "LEAST(a, ...)", "The least value; NULL when one is NULL.", "LEAST(1, 3, 2) -> 1", bindExtreme<false>},
    {"IS_ALPHA", Scalar, "conditional", "IS_ALPHA(text STRING)", "Whether the text is letters only.", "IS_ALPHA('abc') -> TRUE", bindIsAlpha},
    {"IS_DIGIT", Scalar, "conditional", "IS_DIGIT(text STRING)", "Whether the text is digits only.", "IS_DIGIT('123') -> TRUE", bindIsDigit},
    {"IS_DECIMAL", Scalar, "conditional", "IS_DECIMAL(text STRING)", "Whether the text is a number.", "IS_DECIMAL('-1.5') -> TRUE", bindIsDecimal},
    {"TYPEOF", Scalar, "conditional", "TYPEOF(value [, full BOOLEAN])", "The value's type as SQL; with TRUE also the lengths that are usually left out.", "TYPEOF(1) -> 'INT NOT NULL'", bindTypeof},
};

} // namespace

std::span<const FunctionInfo> conditionalFunctions() { return Functions; }

} // namespace weir

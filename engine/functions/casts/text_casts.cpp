// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/casts/casts.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/utf8.h"
#include "engine/types/datetime.h"
#include "engine/types/decimal.h"
#include "engine/types/text.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace weir {

namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    return text;
}

/// "12", "+5", "1.9" (cut), ".5", "5."; no exponent.
bool parseInteger(std::string_view text, int64_t& out) {
    while (text.starts_with(' ')) text.remove_prefix(1);   // blanks only, unlike other casts
    while (text.ends_with(' ')) text.remove_suffix(1);
    bool negative = false;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        negative = text[0] == '-';
        text.remove_prefix(1);
    }
    if (text.empty()) return false;
    int64_t value = 0;
    size_t i = 0;
    for (; i < text.size() && text[i] != '.'; ++i) {
        if (text[i] < '0' || text[i] > '9') return false;
        int digit = text[i] - '0';
        if (__builtin_mul_overflow(value, int64_t(10), &value) || __builtin_sub_overflow(value, int64_t(digit), &value)) return false;
    }
    for (++i; i < text.size(); ++i)
        if (text[i] < '0' || text[i] > '9') return false;
    if (!negative && value == std::numeric_limits<int64_t>::min()) return false;
    out = negative ? value : -value;
    return true;
}

template <class T> bool textToInteger(KernelCall& call, std::string_view text, T& out) {
    int64_t value;
    if (!parseInteger(text, value) || value < std::numeric_limits<T>::min() || value > std::numeric_limits<T>::max()) return castFailed(call, text);
    out = static_cast<T>(value);
    return true;
}

/// Java's Double.parseDouble: NaN and Infinity by exact name, digits, exponent, a trailing d or f.
template <class T> bool parseReal(std::string_view text, T& out) {
    text = trimmed(text);
    bool negative = false;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        negative = text[0] == '-';
        text.remove_prefix(1);
    }
    if (text.empty()) return false;
    T value;
    if (text == "NaN") {
        value = std::numeric_limits<T>::quiet_NaN();
    } else if (text == "Infinity") {
        value = std::numeric_limits<T>::infinity();
    } else {
        if (text[0] != '.' && (text[0] < '0' || text[0] > '9')) return false;
        char last = text.back();
        if (text.size() > 1 && (last == 'd' || last == 'D' || last == 'f' || last == 'F')) text.remove_suffix(1);
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (end != text.data() + text.size() || error == std::errc::invalid_argument) return false;
        if (error == std::errc::result_out_of_range) {
            double wide = std::strtod(std::string(text).c_str(), nullptr);
            value = wide > 1 ? std::numeric_limits<T>::infinity() : T(0);
        }
    }
    out = negative ? -value : value;
    return true;
}

template <class T> bool textToReal(KernelCall& call, std::string_view text, T& out) {
    return parseReal(text, out) || castFailed(call, text);
}

template <class T> bool textToDecimal(KernelCall& call, std::string_view text, T& out) {
    const auto& state = stateOf<CastState>(call);
    auto value = parseDecimal(text, state.to.precision(), state.to.scale());
    if (!value) return castFailed(call, text);
    out = static_cast<T>(*value);
    return true;
}

bool textToBoolean(KernelCall& call, std::string_view text, bool& out) {
    std::string word;
    if (text.size() <= 5)
        for (char c : text) word += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    for (std::string_view yes : {"t", "true", "y", "yes", "1"})
        if (word == yes) return out = true;
    for (std::string_view no : {"f", "false", "n", "no", "0"})
        if (word == no) {
            out = false;
            return true;
        }
    return castFailed(call, text);
}

bool textToDate(KernelCall& call, std::string_view text, int32_t& out) {
    auto days = parseDate(text);
    if (!days) return castFailed(call, text);
    out = static_cast<int32_t>(*days);
    return true;
}

int64_t cutTime(int64_t millis, int precision) {
    int64_t unit = precision <= 0 ? 1000 : precision == 1 ? 100 : precision == 2 ? 10 : 1;
    return millis - millis % unit;
}

bool textToTime(KernelCall& call, std::string_view text, int32_t& out) {
    auto millis = parseTime(text);
    if (!millis) return castFailed(call, text);
    out = static_cast<int32_t>(cutTime(*millis, stateOf<CastState>(call).to.precision()));
    return true;
}

template <class T> bool textToTimestamp(KernelCall& call, std::string_view text, T& out) {
    const DataType& to = stateOf<CastState>(call).to;
    auto physical = parseTimestamp(text, to.precision());
    if (!physical) return castFailed(call, text);
    if (to.kind() == TypeKind::TimestampLtz) {
        int64_t local = timestampToMillis(*physical, to.precision());
        *physical += timestampFromMillis(zoneOf(call).utcFromLocal(local) - local, to.precision());
    }
    out = static_cast<T>(*physical);
    return true;
}

/// Bytes of the first `count` code points.
size_t prefixBytes(std::string_view text, int count, int& found) {
    size_t at = 0;
    for (found = 0; found < count && at < text.size(); ++found)
        for (++at; at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;) ++at;
    return at;
}

/// Cuts what was written to the target's length, and pads CHAR. Text counts in characters; of what becomes text Flink counts UTF-16 units.
void fitText(const DataType& to, StringWriter& out, bool fromText = false) {
    if (to.length() == DataType::MaxLength) return;
    int found = 0;
    size_t kept = fromText ? prefixBytes(out.text(), to.length(), found) : utf8::offsetOfUtf16(out.text(), to.length());
    out.truncate(kept);
    if (!fromText) found = static_cast<int>(utf8::utf16Length(out.text()));
    if (to.kind() == TypeKind::Char && found < to.length()) out.append(static_cast<size_t>(to.length() - found), ' ');
}

void textToText(KernelCall& call, std::string_view text, StringWriter& out) {
    const DataType& to = stateOf<CastState>(call).to;
    int found = 0;
    size_t kept = prefixBytes(text, to.length(), found);
    if (to.kind() == TypeKind::Varchar || found == to.length()) return out.view(text.substr(0, kept));
    out.append(text);
    fitText(to, out, true);
}

void integerToText(KernelCall& call, int64_t value, StringWriter& out) {
    out.appendInteger(value);
    fitText(stateOf<CastState>(call).to, out);
}
template <class T> void narrowToText(KernelCall& call, T value, StringWriter& out) { integerToText(call, value, out); }

void anyToText(KernelCall& call) {
    const auto& state = stateOf<CastState>(call);
    const TimeZone& zone = zoneOf(call);
    StringWriter writer;
    std::string text;
    StringRef* out = call.result.mutableData<StringRef>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        text.clear();
        appendText(text, *call.arguments[0], state.from, row, zone);
        writer.append(text);
        fitText(state.to, writer);
        out[row] = writer.finishRow();
    }
    writer.finish(call.result, call.arguments);
}

/// Length of the well-formed UTF-8 sequence at the front, 0 when there is none.
size_t sequenceLength(std::string_view text) {
    auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
    unsigned char lead = byte(0);
    if (lead < 0x80) return 1;
    size_t length = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
    if (length == 0 || text.size() < length) return 0;
    for (size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80) return 0;
    if ((lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xed && byte(1) > 0x9f) || (lead == 0xf0 && byte(1) < 0x90) || (lead == 0xf4 && byte(1) > 0x8f)) return 0;
    return length;
}

void bytesToText(KernelCall& call, std::string_view bytes, StringWriter& out) {
    size_t good = 0;
    while (good < bytes.size()) {
        size_t length = sequenceLength(bytes.substr(good));
        if (!length) break;
        good += length;
    }
    if (good == bytes.size() && stateOf<CastState>(call).to.length() == DataType::MaxLength) return out.view(bytes);
    while (!bytes.empty()) {
        size_t length = sequenceLength(bytes);
        if (length) out.append(bytes.substr(0, length));
        else out.append("\xef\xbf\xbd");
        bytes.remove_prefix(std::max<size_t>(length, 1));
    }
    fitText(stateOf<CastState>(call).to, out);
}

void toBytes(KernelCall& call, std::string_view bytes, StringWriter& out) {
    const DataType& to = stateOf<CastState>(call).to;
    auto length = static_cast<size_t>(to.length());
    if (bytes.size() >= length || to.kind() == TypeKind::Varbinary) return out.view(bytes.substr(0, length));
    out.append(bytes);
    out.append(length - bytes.size(), '\0');
}

CastKernel fromText(const DataType& to) {
    CastKernel cast;
    cast.canFail = true;
    bool wide = to.physical() == PhysicalKind::Int128;
    switch (to.kind()) {
    case TypeKind::Boolean: cast.kernel = rowKernel<textToBoolean>; break;
    case TypeKind::TinyInt: cast.kernel = rowKernel<textToInteger<int8_t>>; break;
    case TypeKind::SmallInt: cast.kernel = rowKernel<textToInteger<int16_t>>; break;
    case TypeKind::Int: cast.kernel = rowKernel<textToInteger<int32_t>>; break;
    case TypeKind::BigInt: cast.kernel = rowKernel<textToInteger<int64_t>>; break;
    case TypeKind::Float: cast.kernel = rowKernel<textToReal<float>>; break;
    case TypeKind::Double: cast.kernel = rowKernel<textToReal<double>>; break;
    case TypeKind::Decimal: cast.kernel = wide ? Kernel(rowKernel<textToDecimal<Int128>>) : Kernel(rowKernel<textToDecimal<int64_t>>); break;
    case TypeKind::Date: cast.kernel = rowKernel<textToDate>; break;
    case TypeKind::Time: cast.kernel = rowKernel<textToTime>; break;
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: cast.kernel = wide ? Kernel(rowKernel<textToTimestamp<Int128>>) : Kernel(rowKernel<textToTimestamp<int64_t>>); break;
    default: break;
    }
    return cast;
}

} // namespace

CastKernel textCast(const DataType& from, const DataType& to) {
    if (to.isCharacter()) {
        if (from.isCharacter()) return {rowKernel<textToText>};
        if (from.isBinary()) return {rowKernel<bytesToText>};
        if (from.kind() == TypeKind::BigInt) return {rowKernel<integerToText>};
        if (from.kind() == TypeKind::Int) return {rowKernel<narrowToText<int32_t>>};
        return {anyToText};
    }
    if (to.isBinary()) return from.isCharacter() || from.isBinary() || from.kind() == TypeKind::Bitmap ? CastKernel{rowKernel<toBytes>} : CastKernel{};
    return from.isCharacter() ? fromText(to) : CastKernel{};
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/java_format.h"

#include "engine/functions/utf8.h"
#include "engine/types/java_real.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace weir {
namespace {

constexpr int MaxWidth = 1 << 20;

struct Specification {
    int index = 0;             // argument, 1-based; 0 = the next, -1 = the previous
    bool left = false, alternate = false, plus = false, space = false, zero = false, group = false, parentheses = false;
    int width = -1;
    int precision = -1;
    char conversion = 0;
};

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Digits without sign or point and the decimal exponent of the first one: 0.0125 is {"125", -2}.
struct Digits {
    std::string digits;
    int exponent = 0;
};

Digits realDigits(double value) {
    if (value == 0) return {"0", 0};
    const JavaDigits real = javaDigits(std::fabs(value));
    return {std::string(real.digits, static_cast<size_t>(real.count)), real.exponent};
}

Digits plainDigits(std::string_view plain) {
    Digits result;
    size_t point = std::min(plain.find('.'), plain.size());
    std::string all;
    int scale = 0;
    for (size_t i = 0; i < plain.size(); ++i) {
        if (!isDigit(plain[i])) continue;
        all += plain[i];
        if (i > point) ++scale;
    }
    size_t first = std::min(all.find_first_not_of('0'), all.size() ? all.size() - 1 : 0);
    result.digits = all.substr(first);
    if (result.digits.empty()) result.digits = "0";
    result.exponent = result.digits == "0" ? 0 : static_cast<int>(result.digits.size()) - 1 - scale;
    return result;
}

/// Keeps `count` digits, rounding half up; the exponent grows when a carry adds a digit.
void roundTo(Digits& number, int count) {
    auto size = static_cast<int>(number.digits.size());
    if (count >= size) return;
    bool up = count >= 0 && number.digits[static_cast<size_t>(count)] >= '5';
    number.digits.resize(static_cast<size_t>(std::max(count, 0)));
    if (up) {
        int i = count - 1;
        for (; i >= 0 && number.digits[static_cast<size_t>(i)] == '9'; --i) number.digits[static_cast<size_t>(i)] = '0';
        if (i >= 0) {
            ++number.digits[static_cast<size_t>(i)];
        } else {
            number.digits.insert(number.digits.begin(), '1');
            ++number.exponent;
            if (count > 0) number.digits.pop_back();
        }
    }
    if (number.digits.empty()) {
        number.digits = "0";
        number.exponent = -1000000;
    }
}

std::string fixedText(Digits number, int digits) {
    roundTo(number, number.exponent + 1 + digits);
    std::string out;
    if (number.exponent < -100000) number = {"0", 0};
    for (int place = std::max(number.exponent, 0); place >= -digits; --place) {
        if (place == -1) out += '.';
        int at = number.exponent - place;
        out += at >= 0 && at < static_cast<int>(number.digits.size()) ? number.digits[static_cast<size_t>(at)] : '0';
    }
    return out;
}

std::string scientificText(Digits number, int digits) {
    bool zero = number.digits.find_first_not_of('0') == std::string::npos;
    if (!zero) roundTo(number, digits + 1);
    int exponent = zero ? 0 : number.exponent;
    std::string out(1, number.digits[0]);
    if (digits > 0) out += '.';
    for (int i = 1; i <= digits; ++i) out += i < static_cast<int>(number.digits.size()) ? number.digits[static_cast<size_t>(i)] : '0';
    out += exponent < 0 ? "e-" : "e+";
    int size = std::abs(exponent);
    if (size < 10) out += '0';
    return out + std::to_string(size);
}

std::string generalText(Digits number, int precision) {
    if (precision < 0) precision = 6;
    if (precision == 0) precision = 1;
    bool zero = number.digits.find_first_not_of('0') == std::string::npos;
    Digits rounded = number;
    if (!zero) roundTo(rounded, precision);
    if (zero || (rounded.exponent >= -4 && rounded.exponent < precision)) return fixedText(number, precision - 1 - (zero ? 0 : rounded.exponent));
    return scientificText(number, precision - 1);
}

void groupThousands(std::string& digits) {
    size_t end = std::min(digits.find('.'), digits.size());
    for (size_t at = end; at > 3; at -= 3) digits.insert(at - 3, 1, ',');
}

bool parse(std::string_view format, size_t& at, Specification& spec) {
    auto number = [&](int& value) {
        int64_t parsed = 0;
        while (at < format.size() && isDigit(format[at])) {
            parsed = parsed * 10 + (format[at++] - '0');
            if (parsed > MaxWidth) return false;
        }
        value = static_cast<int>(parsed);
        return true;
    };
    size_t start = at;
    if (at < format.size() && isDigit(format[at]) && format[at] != '0') {
        if (!number(spec.index)) return false;
        if (at < format.size() && format[at] == '$') ++at;
        else spec.index = 0, at = start;
    } else if (at < format.size() && format[at] == '<') {
        spec.index = -1;
        ++at;
    }
    for (; at < format.size(); ++at) {
        bool* flag = nullptr;
        switch (format[at]) {
        case '-': flag = &spec.left; break;
        case '#': flag = &spec.alternate; break;
        case '+': flag = &spec.plus; break;
        case ' ': flag = &spec.space; break;
        case '0': flag = &spec.zero; break;
        case ',': flag = &spec.group; break;
        case '(': flag = &spec.parentheses; break;
        default: break;
        }
        if (!flag) break;
        if (*flag) return false;   // a flag twice
        *flag = true;
    }
    if (at < format.size() && isDigit(format[at]) && !number(spec.width)) return false;
    if (at < format.size() && format[at] == '.') {
        ++at;
        if (at >= format.size() || !isDigit(format[at]) || !number(spec.precision)) return false;
    }
    if (at >= format.size()) return false;
    spec.conversion = format[at++];
    if ((spec.left && spec.zero) || (spec.plus && spec.space)) return false;
    return !((spec.left || spec.zero) && spec.width < 0);
}

void pad(std::string& out, std::string_view text, const Specification& spec) {
    auto missing = static_cast<size_t>(std::max<int64_t>(0, spec.width - utf8::length(text)));
    if (!spec.left) out.append(missing, ' ');
    out += text;
    if (spec.left) out.append(missing, ' ');
}

/// Sign, grouping and zeros around the digits of a number.
void padNumber(std::string& out, std::string digits, bool negative, const Specification& spec) {
    if (spec.group) groupThousands(digits);
    std::string head = negative ? (spec.parentheses ? "(" : "-") : spec.plus ? "+" : spec.space ? " " : "";
    std::string tail = negative && spec.parentheses ? ")" : "";
    if (spec.zero && spec.width > 0) {
        int64_t missing = spec.width - static_cast<int64_t>(head.size() + digits.size() + tail.size());
        if (missing > 0) digits.insert(0, static_cast<size_t>(missing), '0');
    }
    pad(out, head + digits + tail, spec);
}

void toUpper(std::string& text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
}

bool formatInteger(std::string& out, const Specification& spec, const FormatArgument::Integer& argument) {
    if (spec.precision >= 0) return false;
    if (spec.conversion == 'd') {
        if (spec.alternate) return false;
        std::string digits = std::to_string(argument.value);
        if (argument.value < 0) digits.erase(0, 1);
        padNumber(out, digits, argument.value < 0, spec);
        return true;
    }
    if (spec.group || spec.plus || spec.space || spec.parentheses) return false;
    auto value = static_cast<uint64_t>(argument.value);
    if (argument.bits < 64) value &= (uint64_t{1} << argument.bits) - 1;
    char buffer[32];
    auto end = std::to_chars(buffer, buffer + sizeof buffer, value, spec.conversion == 'o' ? 8 : 16).ptr;
    std::string digits(buffer, end);
    if (spec.alternate) digits.insert(0, spec.conversion == 'o' ? "0" : "0x");
    if (spec.conversion == 'X') toUpper(digits);
    Specification plain = spec;
    padNumber(out, digits, false, plain);
    return true;
}

bool formatReal(std::string& out, const Specification& spec, const Digits& number, bool negative) {
    char kind = static_cast<char>(spec.conversion | 32);
    int precision = spec.precision < 0 ? 6 : spec.precision;
    if (kind == 'e' && spec.group) return false;
    std::string digits = kind == 'f' ? fixedText(number, precision) : kind == 'e' ? scientificText(number, precision) : generalText(number, spec.precision);
    if (spec.conversion < 'a') toUpper(digits);
    padNumber(out, digits, negative, spec);
    return true;
}

/// NULL for a number's conversion: the word, cut to the precision, in the conversion's case.
void padNull(std::string& out, const Specification& spec) {
    std::string word = spec.conversion == 'X' || spec.conversion == 'E' || spec.conversion == 'G' ? "NULL" : "null";
    if (spec.precision >= 0) word.resize(std::min<size_t>(word.size(), static_cast<size_t>(spec.precision)));
    pad(out, word, spec);
}

bool formatOne(std::string& out, const Specification& spec, const FormatArgument& argument) {
    bool null = std::holds_alternative<std::monostate>(argument.value);
    char kind = spec.conversion;
    bool upper = kind == 'S' || kind == 'B' || kind == 'H' || kind == 'C';
    std::string text;
    switch (kind) {
    case 'b':
    case 'B':
        text = null ? "false" : std::holds_alternative<bool>(argument.value) ? (std::get<bool>(argument.value) ? "true" : "false") : "true";
        break;
    case 's':
    case 'S': text = null ? "null" : argument.text; break;
    case 'c':
    case 'C': {
        if (spec.precision >= 0) return false;
        if (null) {
            text = "null";
            break;
        }
        const auto* integer = std::get_if<FormatArgument::Integer>(&argument.value);
        if (!integer || integer->bits > 32 || integer->value < 0 || integer->value > 0x10FFFF) return false;
        char buffer[4];
        text.assign(buffer, utf8::encode(static_cast<char32_t>(integer->value), buffer));
        break;
    }
    case 'd':
    case 'o':
    case 'x':
    case 'X': {
        if (null) return padNull(out, spec), true;
        const auto* integer = std::get_if<FormatArgument::Integer>(&argument.value);
        return integer && formatInteger(out, spec, *integer);
    }
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G': {
        if (null) return padNull(out, spec), true;
        if (const auto* decimal = std::get_if<FormatArgument::Decimal>(&argument.value))
            return formatReal(out, spec, plainDigits(decimal->plain), decimal->plain.starts_with('-'));
        const auto* real = std::get_if<double>(&argument.value);
        if (!real) return false;
        if (std::isnan(*real)) return pad(out, "NaN", spec), true;
        if (std::isinf(*real)) {
            Specification plain = spec;
            plain.zero = plain.group = false;
            return padNumber(out, "Infinity", *real < 0, plain), true;
        }
        return formatReal(out, spec, realDigits(*real), std::signbit(*real));
    }
    default: return false;
    }
    if (spec.precision >= 0) text.resize(utf8::offsetOf(text, spec.precision));
    if (upper) toUpper(text);
    pad(out, text, spec);
    return true;
}

} // namespace

bool formatJava(std::string& out, std::string_view format, std::span<const FormatArgument> arguments) {
    size_t next = 0;
    int last = -1;
    for (size_t at = 0; at < format.size();) {
        if (format[at] != '%') {
            size_t end = std::min(format.find('%', at), format.size());
            out += format.substr(at, end - at);
            at = end;
            continue;
        }
        ++at;
        Specification spec;
        if (!parse(format, at, spec)) return false;
        if (spec.conversion == '%') {
            pad(out, "%", spec);
            continue;
        }
        if (spec.conversion == 'n') {
            out += '\n';
            continue;
        }
        int index = spec.index > 0 ? spec.index - 1 : spec.index < 0 ? last : static_cast<int>(next++);
        if (index < 0 || index >= static_cast<int>(arguments.size())) return false;
        last = index;
        if (!formatOne(out, spec, arguments[static_cast<size_t>(index)])) return false;
    }
    return true;
}

std::string fixedDecimal(double value, int digits) { return (std::signbit(value) ? "-" : "") + fixedText(realDigits(value), digits); }

} // namespace weir

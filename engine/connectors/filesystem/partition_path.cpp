// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/filesystem/partition_path.h"

#include "engine/connectors/table_options.h"
#include "engine/formats/java_text.h"
#include "engine/types/text.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace weir {

std::string escapePathName(std::string_view text) {
    static constexpr char hex[] = "0123456789ABCDEF";
    std::string out;
    for (char c : text) {
        unsigned char byte = static_cast<unsigned char>(c);
        if (byte < ' ' || byte == 0x7f || std::string_view("\"#%'*/:=?\\{[]^").find(c) != std::string_view::npos) {
            out += '%';
            out += hex[byte >> 4];
            out += hex[byte & 15];
        } else {
            out += c;
        }
    }
    return out;
}

std::string unescapePathName(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        unsigned code = 0;
        if (text[i] == '%' && i + 2 < text.size() && std::from_chars(text.data() + i + 1, text.data() + i + 3, code, 16).ptr == text.data() + i + 3) {
            out += static_cast<char>(code);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::map<std::string, std::string> partitionValues(std::string_view path) {
    std::map<std::string, std::string> values;
    while (true) {
        size_t slash = path.find('/');
        if (slash == std::string_view::npos) return values;     // the file's own name is no partition
        std::string_view folder = path.substr(0, slash);
        size_t equals = folder.find('=');
        if (equals != std::string_view::npos && equals > 0)
            values[unescapePathName(folder.substr(0, equals))] = unescapePathName(folder.substr(equals + 1));
        path.remove_prefix(slash + 1);
    }
}

namespace {
/// As java.time.LocalDateTime prints itself: 2024-01-02T03:04, seconds and 3, 6 or 9 digits behind them where they are not 0.
std::string localTimeText(const Vector& column, const DataType& type, int row) {
    std::string text;
    appendText(text, column, type, row, *TimeZone::utc());
    if (size_t space = text.find(' '); space != std::string::npos) text[space] = 'T';
    if (size_t point = text.find('.'); point != std::string::npos) {
        size_t last = text.find_last_not_of('0');
        size_t digits = last <= point ? 0 : (last - point + 2) / 3 * 3;
        text.resize(std::min(text.size(), point + 1 + digits), '0');
        if (size_t lacking = text.size() - point - 1; lacking % 3 != 0) text.append(3 - lacking % 3, '0');
        if (digits == 0) text.resize(point);
    }
    if (text.size() >= 3 && text.compare(text.size() - 3, 3, ":00") == 0 && std::count(text.begin(), text.end(), ':') == 2) text.resize(text.size() - 3);
    return text;
}
} // namespace

std::optional<std::string> partitionText(const Vector& column, const DataType& type, int row) {
    if (column.isNull(row)) return std::nullopt;
    std::string text;
    if (type.kind() == TypeKind::Timestamp) text = localTimeText(column, type, row);
    else if (type.kind() == TypeKind::Boolean) text = column.at<uint8_t>(row) ? "true" : "false";
    else appendText(text, column, type, row, *TimeZone::utc());
    return text;
}

std::optional<Value> partitionValue(std::string_view text, const DataType& type) {
    int64_t whole = 0;
    double real = 0;
    switch (type.kind()) {
    case TypeKind::Char:
    case TypeKind::Varchar: return Value(std::string(text));
    case TypeKind::Boolean:
        if (std::optional<bool> yes = parseBoolean(text)) return Value(*yes);
        return std::nullopt;
    case TypeKind::TinyInt:
    case TypeKind::SmallInt:
    case TypeKind::Int:
    case TypeKind::BigInt: {
        int bits = type.kind() == TypeKind::TinyInt ? 8 : type.kind() == TypeKind::SmallInt ? 16 : type.kind() == TypeKind::Int ? 32 : 64;
        int64_t most = static_cast<int64_t>((uint64_t(1) << (bits - 1)) - 1);
        if (!parseJavaInteger(text, -most - 1, most, whole)) return std::nullopt;
        return Value(whole);
    }
    case TypeKind::Float:
    case TypeKind::Double:
        if (!parseJavaDouble(text, real)) return std::nullopt;
        return Value(real);
    case TypeKind::Decimal: {
        std::optional<Int128> decimal;
        if (!parseJavaDecimal(text, type.precision(), type.scale(), decimal) || !decimal) return std::nullopt;
        return type.precision() <= 18 ? Value(static_cast<int64_t>(*decimal)) : Value(*decimal);
    }
    case TypeKind::Date:
        if (std::optional<int64_t> days = parseDate(text)) return Value(*days);
        return std::nullopt;
    case TypeKind::Time:
        if (std::optional<int64_t> millis = parseTime(text)) return Value(*millis);
        return std::nullopt;
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: {
        std::string spaced(text);
        if (size_t at = spaced.find('T'); at != std::string::npos) {
            spaced[at] = ' ';
            if (std::count(spaced.begin(), spaced.end(), ':') == 1) spaced += ":00";
        }
        std::optional<Int128> moment = parseTimestamp(spaced, type.precision());
        if (!moment) return std::nullopt;
        return type.precision() <= 6 ? Value(static_cast<int64_t>(*moment)) : Value(*moment);
    }
    default: return std::nullopt;
    }
}

} // namespace weir

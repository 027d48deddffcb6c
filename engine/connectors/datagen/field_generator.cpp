// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/datagen/field_generator.h"

#include "engine/formats/java_text.h"
#include "engine/types/datetime.h"
#include "engine/types/decimal.h"

#include <cfloat>
#include <cmath>

namespace weir {

namespace {

/// Draws per row of one generator; each has its own place in the counter space.
constexpr uint64_t DrawsPerRow = 4;
enum Draw : uint64_t { NullDraw, ValueDraw, LengthDraw, SpareDraw };

double fraction(uint64_t draw) { return static_cast<double>(draw >> 11) * 0x1.0p-53; }
int64_t between(uint64_t draw, int64_t least, int64_t most) {
    UInt128 width = static_cast<UInt128>(static_cast<Int128>(most) - least + 1);
    return static_cast<int64_t>(least + static_cast<Int128>(static_cast<UInt128>(draw) * width >> 64));
}

} // namespace

namespace {
/// Options of a field that mean nothing for its type or kind.
Status checkFieldOptions(const TableOptions& options, const std::string& prefix, const DataType& type, bool sequence) {
    bool varies = type.kind() == TypeKind::Varchar || type.kind() == TypeKind::Varbinary, list = type.isNested() && type.kind() != TypeKind::Row;
    auto allowed = [&](std::string_view name) {
        if (name == "kind") return true;
        if (sequence) return name == "start" || name == "end";
        if (name == "null-rate") return true;
        if (name == "min" || name == "max") return type.isNumeric();
        if (name == "length") return varies || list;
        if (name == "var-len") return varies;
        return name == "max-past" && type.isTimestamp();
    };
    for (const char* name : {"start", "end", "min", "max", "length", "var-len", "max-past", "null-rate"}) {
        std::string key = prefix + name;
        if (options.has(key) && !allowed(name))
            return options.error(key, std::string("a ") + (sequence ? "sequence" : "random column") + " of type " + type.text() + " does not take it.");
    }
    return {};
}
} // namespace

Result<std::unique_ptr<FieldGenerator>> FieldGenerator::make(const TableDefinition& table, const std::string& name, const DataType& type, uint64_t seed,
                                                            uint64_t stream) {
    TableOptions options(table);
    const std::string prefix = "fields." + name + ".";
    std::unique_ptr<FieldGenerator> field(new FieldGenerator(type, seed, stream));
    TypeKind kind = type.kind();
    std::string how = options.text(prefix + "kind", "random");
    if (Status status = checkFieldOptions(options, prefix, type, how == "sequence"); !status.ok()) return status.error();
    field->nullRate_ = options.real(prefix + "null-rate", 0);
    if (how == "sequence") {
        if (!type.isNumeric() && !type.isCharacter()) return options.error(prefix + "kind", "a column of type " + type.text() + " cannot be a sequence.");
        for (const char* need : {"start", "end"})
            if (!options.has(prefix + need))
                return Error{ErrorCode::Invalid, "A sequence needs the option '" + prefix + need + "'.", options.error(prefix + "kind", "").place};
        for (const char* need : {"start", "end"})
            if (!parseWhole(options.text(prefix + need))) return options.error(prefix + need, "'" + options.text(prefix + need) + "' is not a whole number.");
        field->sequence_ = true;
        field->start_ = options.whole(prefix + "start", 0);
        field->end_ = options.whole(prefix + "end", 0);
        if (field->start_ > field->end_) return options.error(prefix + "end", "it must not be less than the start.");
        return field;
    }
    if (how != "random") return options.error(prefix + "kind", "'" + how + "' is neither random nor sequence.");

    auto bound = [&](const char* which, int64_t& whole, double& real) -> Status {
        std::string key = prefix + which;
        if (!options.has(key)) return {};
        if (type.isInteger()) {
            std::optional<int64_t> value = parseWhole(options.text(key));
            if (!value) return options.error(key, "'" + options.text(key) + "' is not a whole number.");
            if (*value < field->least_ || *value > INT64_MAX) return options.error(key, "it does not fit " + type.text() + ".");
            whole = *value;
            return {};
        }
        if (!parseJavaDouble(options.text(key), real)) return options.error(key, "'" + options.text(key) + "' is not a number.");
        return {};
    };
    if (type.isInteger()) {
        int bits = kind == TypeKind::TinyInt ? 8 : kind == TypeKind::SmallInt ? 16 : kind == TypeKind::Int ? 32 : 64;
        field->most_ = static_cast<int64_t>((uint64_t(1) << (bits - 1)) - 1);
        field->least_ = -field->most_ - 1;
    } else if (kind == TypeKind::Float) {
        field->mostReal_ = FLT_MAX;
        field->leastReal_ = FLT_MIN;
    } else if (kind == TypeKind::Double) {
        field->mostReal_ = DBL_MAX;
        field->leastReal_ = DBL_MIN;
    } else if (kind == TypeKind::Decimal) {
        field->mostReal_ = std::pow(10.0, type.precision() - type.scale()) - std::pow(10.0, -type.scale());
        field->leastReal_ = -field->mostReal_;
    }
    int64_t leastWhole = field->least_, mostWhole = field->most_;
    if (Status status = bound("min", leastWhole, field->leastReal_); !status.ok()) return status.error();
    if (Status status = bound("max", mostWhole, field->mostReal_); !status.ok()) return status.error();
    if (mostWhole > field->most_) return options.error(prefix + "max", "it does not fit " + type.text() + ".");
    field->least_ = leastWhole;
    field->most_ = mostWhole;
    if (field->least_ > field->most_ || field->leastReal_ > field->mostReal_) return options.error(prefix + (options.has(prefix + "min") ? "min" : "max"), "the least value is greater than the greatest.");
    field->maxPast_ = options.millis(prefix + "max-past", 0);
    bool unlimited = type.isCharacter() || type.isBinary() ? type.length() == DataType::MaxLength : false;
    field->length_ = options.whole(prefix + "length", type.isNested() ? 3 : unlimited || !(type.isCharacter() || type.isBinary()) ? 100 : type.length());
    constexpr int64_t LongestText = 16 << 20;
    if (field->length_ < (type.isNested() ? 0 : 1) || field->length_ > LongestText) return options.error(prefix + "length", "it must lie between 1 and 16777216.");
    if ((type.isCharacter() || type.isBinary()) && !unlimited && field->length_ > type.length())
        return options.error(prefix + "length", "it is longer than " + type.text() + " holds.");
    field->varies_ = options.boolean(prefix + "var-len", false);

    std::vector<DataType> parts = type.children();
    for (size_t i = 0; i < parts.size(); ++i) {
        std::string part = kind == TypeKind::Row ? type.fields()[i].name : kind == TypeKind::Map ? (i == 0 ? "key" : "value") : i == 0 ? "element" : "count";
        Result<std::unique_ptr<FieldGenerator>> child = make(table, name + "." + part, parts[i], seed, stream * 31 + i + 1);
        if (!child.ok()) return child.error();
        if (kind == TypeKind::Multiset && i == 1) (*child)->least_ = (*child)->most_ = 1;
        field->children_.push_back(std::move(child).value());
    }
    if (kind == TypeKind::Null || kind == TypeKind::Variant || kind == TypeKind::Bitmap || kind == TypeKind::Raw)
        return Error{ErrorCode::Unsupported, "Connector 'datagen' makes no values of type " + type.text() + ".", table.place};
    return field;
}

void FieldGenerator::appendText(uint64_t counter, VectorBuilder& out) const {
    static constexpr char hex[] = "0123456789abcdef";
    size_t length = static_cast<size_t>(length_);
    if (varies_ && length > 0) length = static_cast<size_t>(between(random_.at(counter + LengthDraw), 1, length_));
    bool text = type_.isCharacter();
    char* to = out.reserveBytes(length);
    uint64_t word = 0;
    for (size_t i = 0; i < length; ++i) {
        if (i % 8 == 0) word = Random::mix(random_.at(counter + ValueDraw) + i);
        to[i] = text ? hex[word & 15] : static_cast<char>(word);
        word >>= 8;
    }
    out.append(StringRef(std::string_view(to, length)));
}

void FieldGenerator::appendNumber(uint64_t counter, VectorBuilder& out) const {
    uint64_t draw = random_.at(counter + ValueDraw);
    switch (type_.kind()) {
    case TypeKind::TinyInt: return out.append(static_cast<int8_t>(between(draw, least_, most_)));
    case TypeKind::SmallInt: return out.append(static_cast<int16_t>(between(draw, least_, most_)));
    case TypeKind::Int: return out.append(static_cast<int32_t>(between(draw, least_, most_)));
    case TypeKind::BigInt: return out.append(between(draw, least_, most_));
    case TypeKind::Float: return out.append(static_cast<float>(leastReal_ + fraction(draw) * (mostReal_ - leastReal_)));
    case TypeKind::Double: return out.append(leastReal_ * (1 - fraction(draw)) + mostReal_ * fraction(draw));
    default: {
        std::optional<Int128> value = decimalFromDouble(leastReal_ * (1 - fraction(draw)) + mostReal_ * fraction(draw), type_.precision(), type_.scale());
        if (!value) return out.appendNull();
        return type_.physical() == PhysicalKind::Int64 ? out.append(static_cast<int64_t>(*value)) : out.append(*value);
    }
    }
}

void FieldGenerator::appendAt(uint64_t number, int64_t row, int64_t wallMillis, VectorBuilder& out) const {
    const uint64_t counter = number * DrawsPerRow;
    if (nullRate_ > 0 && fraction(random_.at(counter + NullDraw)) < nullRate_) return out.appendNull();
    if (sequence_) {
        int64_t value = start_ + row;
        if (type_.isCharacter()) return out.appendBytes(std::to_string(value));
        switch (type_.kind()) {
        case TypeKind::TinyInt: return out.append(static_cast<int8_t>(value));
        case TypeKind::SmallInt: return out.append(static_cast<int16_t>(value));
        case TypeKind::Int: return out.append(static_cast<int32_t>(value));
        case TypeKind::BigInt: return out.append(value);
        case TypeKind::Float: return out.append(static_cast<float>(value));
        case TypeKind::Double: return out.append(static_cast<double>(value));
        default: {
            std::optional<Int128> decimal = rescale(value, 0, type_.scale());
            if (!decimal || !fitsPrecision(*decimal, type_.precision())) return out.appendNull();
            return type_.physical() == PhysicalKind::Int64 ? out.append(static_cast<int64_t>(*decimal)) : out.append(*decimal);
        }
        }
    }
    int64_t past = maxPast_ > 0 ? between(random_.at(counter + ValueDraw), 0, maxPast_) : 0;
    int64_t millis = wallMillis - past;
    int64_t days = millis / MillisPerDay - (millis % MillisPerDay < 0);
    switch (type_.kind()) {
    case TypeKind::Boolean: return out.append(static_cast<uint8_t>(random_.at(counter + ValueDraw) & 1));
    case TypeKind::Char:
    case TypeKind::Varchar:
    case TypeKind::Binary:
    case TypeKind::Varbinary: return appendText(counter, out);
    case TypeKind::Date: return out.append(static_cast<int32_t>(days));
    case TypeKind::Time: return out.append(static_cast<int32_t>((millis - days * MillisPerDay) / 1000 * 1000));
    case TypeKind::Timestamp:
    case TypeKind::TimestampLtz: {
        Int128 value = timestampFromMillis(millis, type_.precision());
        return type_.physical() == PhysicalKind::Int64 ? out.append(static_cast<int64_t>(value)) : out.append(value);
    }
    case TypeKind::IntervalYearMonth: return out.append(between(random_.at(counter + ValueDraw), 0, 120'000));
    case TypeKind::IntervalDayTime: return out.append(between(random_.at(counter + ValueDraw), 0, INT32_MAX));
    case TypeKind::Row:
        for (size_t i = 0; i < children_.size(); ++i) children_[i]->appendAt(number, row, wallMillis, out.child(static_cast<int>(i)));
        return out.closeNested();
    case TypeKind::Array:
    case TypeKind::Map:
    case TypeKind::Multiset:
        for (int64_t element = 0; element < length_; ++element)
            for (size_t i = 0; i < children_.size(); ++i)
                children_[i]->appendAt(number * static_cast<uint64_t>(length_) + static_cast<uint64_t>(element), row, wallMillis, out.child(static_cast<int>(i)));
        return out.closeNested();
    default: return appendNumber(counter, out);
    }
}

} // namespace weir

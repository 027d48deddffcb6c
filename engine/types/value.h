// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/int128.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace weir {

/// One boxed value in the physical form of its type (data_type.h); for literals, options, tests and the window. Never on a hot path.
/// Integers, DATE, TIME, short DECIMAL and TIMESTAMP and intervals are int64; long ones Int128; text and bytes std::string;
/// ARRAY is its elements; MAP and MULTISET alternate key, value, key, value; ROW is its fields.
class Value {
public:
    using List = std::vector<Value>;
    Value() = default;   // NULL
    explicit Value(bool value) : content_(value) {}
    explicit Value(int64_t value) : content_(value) {}
    explicit Value(int value) : content_(static_cast<int64_t>(value)) {}
    explicit Value(double value) : content_(value) {}
    explicit Value(Int128 value) : content_(value) {}
    explicit Value(std::string value) : content_(std::move(value)) {}
    explicit Value(const char* value) : content_(std::string(value)) {}
    explicit Value(List value) : content_(std::move(value)) {}
    bool isNull() const { return content_.index() == 0; }
    bool boolean() const { return std::get<bool>(content_); }
    int64_t integer() const;        // also from a fitting Int128
    Int128 wide() const;            // also from int64
    double real() const { return std::get<double>(content_); }
    const std::string& text() const { return std::get<std::string>(content_); }
    const List& list() const { return std::get<List>(content_); }
    bool operator==(const Value& other) const { return content_ == other.content_; }

private:
    std::variant<std::monostate, bool, int64_t, double, Int128, std::string, List> content_;
};

inline int64_t Value::integer() const {
    if (const auto* wide = std::get_if<Int128>(&content_)) return static_cast<int64_t>(*wide);
    return std::get<int64_t>(content_);
}

inline Int128 Value::wide() const {
    if (const auto* narrow = std::get_if<int64_t>(&content_)) return *narrow;
    return std::get<Int128>(content_);
}

} // namespace weir

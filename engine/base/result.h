// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/error.h"

#include <optional>
#include <utility>
#include <variant>

namespace weir {

/// A value or the Error why there is none. Shaped like std::expected.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}
    bool ok() const { return content_.index() == 0; }
    explicit operator bool() const { return ok(); }
    T& value() & { require(); return std::get<0>(content_); }
    const T& value() const& { require(); return std::get<0>(content_); }
    T&& value() && { require(); return std::get<0>(std::move(content_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    const Error& error() const { return std::get<1>(content_); }

private:
    void require() const { if (!ok()) throw RunError(std::get<1>(content_)); }
    std::variant<T, Error> content_;
};

/// Done, or the Error why not.
class [[nodiscard]] Status {
public:
    Status() = default;
    Status(Error error) : error_(std::move(error)) {}
    bool ok() const { return !error_; }
    explicit operator bool() const { return ok(); }
    const Error& error() const { return *error_; }

private:
    std::optional<Error> error_;
};

} // namespace weir

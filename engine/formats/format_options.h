// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/formats/decoder.h"

#include <initializer_list>
#include <string>
#include <string_view>

namespace weir {

/// Reads the options of one format ("csv.") from those of the table. The first malformed one is kept as an error.
class FormatOptions {
public:
    FormatOptions(const Options& options, std::string_view format) : options_(options), prefix_(std::string(format) + ".") {}
    bool has(std::string_view name) const { return options_.count(prefix_ + std::string(name)) != 0; }
    std::string text(std::string_view name, std::string_view fallback = "") const;
    bool boolean(std::string_view name, bool fallback);
    /// The number of the choice, compared without case.
    int choice(std::string_view name, std::initializer_list<std::string_view> choices, int fallback);
    void fail(std::string_view name, std::string message);
    const Status& status() const { return status_; }

private:
    const Options& options_;
    std::string prefix_;
    Status status_;
};

/// "record '{"id":2,"v":"cut': why", the record cut to what a message can carry.
Error recordError(std::string_view format, std::string_view record, std::string_view why);

constexpr size_t MaxRecordBytes = 64u << 20;
constexpr int MaxNesting = 1000;

} // namespace weir

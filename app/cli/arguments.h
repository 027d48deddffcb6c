// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/base/result.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace weir::cli {

/// A command's arguments taken apart. Options that are not announced are errors that name the nearest.
class Arguments {
public:
    struct Option {
        std::string name;            // "--output"; also "-p"
        bool value = true;           // takes a value ("--output table" or "--output=table")
        bool repeated = false;       // "-D key=value"
    };
    static Result<Arguments> parse(const std::vector<std::string>& words, const std::vector<Option>& options);
    bool has(const std::string& name) const { return values_.count(name) > 0; }
    std::string text(const std::string& name, const std::string& fallback = "") const;
    Result<int64_t> number(const std::string& name, int64_t fallback) const;
    /// "40s", "200ms", "2 min"; a bare number is seconds. Milliseconds.
    Result<int64_t> duration(const std::string& name, int64_t fallback) const;
    std::vector<std::string> all(const std::string& name) const;
    const std::vector<std::string>& plain() const { return plain_; }

private:
    std::multimap<std::string, std::string> values_;
    std::vector<std::string> plain_;
};

/// The text of a file, or of standard input for "-"; of a .weirgraph the script that it says.
Result<std::string> readText(const std::string& path);
/// Prints "weir: FILE:line:column: message hint" on standard error.
void complain(const std::string& file, const Error& error);
/// Says why a text could not be read: a place is one of that file, other reasons name it themselves.
void complainOfText(const std::string& file, const Error& error);
int wrongUse(const std::string& command, const std::string& message);

} // namespace weir::cli

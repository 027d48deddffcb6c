// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"

#include "app/cli/command.h"
#include "engine/base/file_system.h"
#include "engine/graph/graph_file.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <iterator>
#include <unistd.h>

namespace weir::cli {

Result<Arguments> Arguments::parse(const std::vector<std::string>& words, const std::vector<Option>& options) {
    Arguments out;
    std::vector<std::string> names;
    for (const Option& each : options) names.push_back(each.name);
    for (size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word.size() < 2 || word[0] != '-') {
            out.plain_.push_back(word);
            continue;
        }
        size_t equals = word.rfind("--", 0) == 0 ? word.find('=') : std::string::npos;
        std::string name = word.substr(0, equals);
        auto option = std::find_if(options.begin(), options.end(), [&](const Option& each) { return each.name == name; });
        // "-p2" and "-Dkey=value" as well as with a space.
        std::string joined;
        if (option == options.end() && word[1] != '-') {
            option = std::find_if(options.begin(), options.end(), [&](const Option& each) { return each.name == word.substr(0, 2) && each.value; });
            if (option != options.end()) joined = word.substr(2);
        }
        if (option == options.end()) {
            std::string near = nearest(name, names);
            return Error{ErrorCode::Unknown, "There is no option " + name + ".", {}, near.empty() ? "" : "Did you mean " + near + "?"};
        }
        if (!option->value) {
            out.values_.emplace(option->name, "");
        } else if (!joined.empty()) {
            out.values_.emplace(option->name, joined);
        } else if (equals != std::string::npos) {
            out.values_.emplace(option->name, word.substr(equals + 1));
        } else if (i + 1 < words.size()) {
            out.values_.emplace(option->name, words[++i]);
        } else {
            return Error{ErrorCode::Invalid, "Option " + name + " needs a value."};
        }
    }
    return out;
}

std::string Arguments::text(const std::string& name, const std::string& fallback) const {
    auto found = values_.find(name);
    return found == values_.end() ? fallback : std::prev(values_.upper_bound(name))->second;
}

Result<int64_t> Arguments::number(const std::string& name, int64_t fallback) const {
    if (!has(name)) return fallback;
    std::string value = text(name);
    int64_t number = 0;
    auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (failed != std::errc() || end != value.data() + value.size()) return Error{ErrorCode::Invalid, "Option " + name + " needs a whole number, not '" + value + "'."};
    return number;
}

Result<int64_t> Arguments::duration(const std::string& name, int64_t fallback) const {
    if (!has(name)) return fallback;
    std::string value = text(name);
    double number = 0;
    auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), number);
    std::string unit = value.substr(static_cast<size_t>(end - value.data()));
    unit.erase(std::remove(unit.begin(), unit.end(), ' '), unit.end());
    static const std::map<std::string, double> units{{"", 1000}, {"ms", 1}, {"s", 1000}, {"sec", 1000}, {"min", 60'000}, {"m", 60'000}, {"h", 3'600'000}};
    auto found = units.find(unit);
    if (failed != std::errc() || found == units.end() || number < 0)
        return Error{ErrorCode::Invalid, "Option " + name + " needs a duration like 40s or 200ms, not '" + value + "'."};
    return static_cast<int64_t>(number * found->second);
}

std::vector<std::string> Arguments::all(const std::string& name) const {
    std::vector<std::string> out;
    auto [first, last] = values_.equal_range(name);
    for (auto at = first; at != last; ++at) out.push_back(at->second);
    return out;
}

Result<std::string> readText(const std::string& path) {
    std::string text;
    if (path == "-") {
        char buffer[65536];
        for (ssize_t got; (got = ::read(0, buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<size_t>(got));
        return text;
    }
    // Read to the end rather than by size: a pipe has none.
    LocalFileSystem files;
    auto file = files.openToRead(path);
    if (!file) return file.error();
    char buffer[65536];
    for (;;) {
        auto got = (*file)->read(static_cast<int64_t>(text.size()), buffer, sizeof buffer);
        if (!got) return got.error();
        if (*got == 0) return path.ends_with(".weirgraph") ? graph::fromGraphFile(text) : Result<std::string>(std::move(text));
        text.append(buffer, *got);
    }
}

void complain(const std::string& file, const Error& error) {
    std::string line = "weir: ";
    if (!file.empty()) line += file + ":";
    std::string text = error.text();
    line += (file.empty() || error.place.known() ? "" : " ") + text + "\n";
    std::fputs(line.c_str(), stderr);
}

void complainOfText(const std::string& file, const Error& error) { complain(error.place.known() ? file : std::string(), error); }

int wrongUse(const std::string& command, const std::string& message) {
    for (const Command& each : commands())
        if (each.name == command) {
            std::fprintf(stderr, "weir %s: %s\nUsage: %.*s\n", command.c_str(), message.c_str(), static_cast<int>(each.usage.size()), each.usage.data());
            return WrongUse;
        }
    std::fprintf(stderr, "weir: %s\n", message.c_str());
    return WrongUse;
}

} // namespace weir::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/command.h"
#include "engine/functions/function_help.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cstdio>

namespace weir::cli {

namespace {

bool sameName(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) { return std::toupper(x) == std::toupper(y); });
}

void printOne(const FunctionInfo& function) {
    std::printf("%.*s\n    %.*s\n", static_cast<int>(function.signature.size()), function.signature.data(), static_cast<int>(function.doc.size()), function.doc.data());
    if (!function.example.empty()) std::printf("    %.*s\n", static_cast<int>(function.example.size()), function.example.data());
}

void printJson() {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const FunctionInfo* function : documentedFunctions()) {
        const char* kinds[] = {"scalar", "aggregate", "table"};
        list.push_back({{"name", function->name}, {"kind", kinds[static_cast<int>(function->kind)]}, {"group", function->group}, {"signature", function->signature},
                        {"doc", function->doc}, {"example", function->example}});
    }
    std::puts(list.dump(1).c_str());
}

void printNames() {
    std::string group, line;
    auto flush = [&] {
        if (!line.empty()) std::puts(line.c_str());
        line.clear();
    };
    for (const FunctionInfo* function : documentedFunctions()) {
        if (group != function->group) {
            flush();
            group = function->group;
            line = group + ":";
        }
        line += " " + std::string(function->name);
    }
    flush();
}

} // namespace

int functions(const std::vector<std::string>& words) {
    auto arguments = Arguments::parse(words, {{"--markdown", false}, {"--json", false}});
    if (!arguments) return wrongUse("functions", arguments.error().text());
    if (arguments->has("--markdown")) std::fputs(functionHelpPage().c_str(), stdout);
    else if (arguments->has("--json")) printJson();
    else if (arguments->plain().empty()) printNames();
    for (const std::string& name : arguments->plain()) {
        bool found = false;
        std::vector<std::string_view> names;
        for (const FunctionInfo* function : documentedFunctions()) {
            names.push_back(function->name);
            if (!sameName(function->name, name)) continue;
            printOne(*function);
            found = true;
        }
        if (found) continue;
        std::string upper = name;
        for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        std::string near = nearest(upper, names);
        complain("", Error{ErrorCode::Unknown, "There is no function '" + name + "'.", {}, near.empty() ? "" : "Did you mean '" + near + "'?"});
        return Failed;
    }
    return Done;
}

} // namespace weir::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir::cli {

enum ExitCode { Done = 0, Failed = 1, WrongUse = 2 };

/// One row of the command table (main.cpp).
struct Command {
    std::string_view name;
    std::string_view usage;
    std::string_view doc;
    int (*run)(const std::vector<std::string>& arguments);
};
std::span<const Command> commands();

int run(const std::vector<std::string>& arguments);
int configs(const std::vector<std::string>& arguments);
int check(const std::vector<std::string>& arguments);
int explain(const std::vector<std::string>& arguments);
int format(const std::vector<std::string>& arguments);
int graph(const std::vector<std::string>& arguments);
int infer(const std::vector<std::string>& arguments);
int bench(const std::vector<std::string>& arguments);
int replay(const std::vector<std::string>& arguments);
int functions(const std::vector<std::string>& arguments);
int savepoint(const std::vector<std::string>& arguments);
int version(const std::vector<std::string>& arguments);

} // namespace weir::cli

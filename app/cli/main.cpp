// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "engine/base/error.h"

#include <cstdio>

namespace weir::cli {

namespace {

constexpr Command Table[] = {
    {"run", "weir run FILE.sql | --config NAME [FOLDER]\n"
      "              [--output table|jsonl|changelog] [-p N] [-D key=value]... [--timeout 40s] [--metrics FILE] [--workers N]\n"
      "              [--checkpoints DIR [--interval 10s]] [--from latest|CHECKPOINT|SAVEPOINT [--allow-non-restored]]\n"
      "              [--savepoint-on-stop DIR] [--record RUN.weirrun] [--ledger]",
     "Executes a script statement by statement and prints what each SELECT gives.\n"
     "            --config: as a configuration of the folder's weir.toml says; options given here win.", run},
    {"configs", "weir configs [FOLDER|weir.toml] [--json]", "Lists the run configurations of a project: what its weir.toml says.", configs},
    {"replay", "weir replay RUN.weirrun [--verify] [--until MOMENT] [--state OPERATOR/SUBTASK] [--from CHECKPOINT] [--job CHANGED.sql [-p N]] [--workers N]",
     "Runs a recorded run again: the same rows in the same order; compares rows and state with the recording. With --job another job gets its rows. Tables are not written.", replay},
    {"check", "weir check FILE.sql", "Reads, binds and plans a script without running it; prints every finding.", check},
    {"explain", "weir explain FILE.sql [--job-graph] [-p N] [-D key=value]...",
     "Prints the plans of the script's queries as Flink's EXPLAIN CHANGELOG_MODE does, or the job graph that runs here.", explain},
    {"graph", "weir graph FILE.sql|FILE.weirgraph", "Prints the script as a .weirgraph, a paragraph a node, or a .weirgraph as the script that it says.", graph},
    {"format", "weir format FILE.sql [--in-place]", "Prints the script laid out: keywords in capitals, a clause a line.", format},
    {"infer", "weir infer FILE [--table NAME]", "Looks into a CSV or JSON-lines file and prints the CREATE TABLE that reads it, with the likeliest event time.", infer},
    {"bench", "weir bench nexmark [--queries q0,q5] [--events 10000000] [-p 2] [--json] [--exact] [--record FILE]", "Times the Nexmark queries over the built-in generator.", bench},
    {"functions", "weir functions [NAME]... [--markdown | --json]", "Lists the functions, or tells what some of them do.", functions},
    {"savepoint", "weir savepoint take CHECKPOINTS [--to DIR] [--name NAME] [--stop] [--timeout 60s] [--json]\n"
     "       weir savepoint list DIR | show SAVEPOINT [--script] | check SAVEPOINT FILE.sql | delete SAVEPOINT...  [--json]",
     "Takes savepoints of running jobs, shows what is in one, and says what of it another script could go on with.", savepoint},
    {"version", "weir version", "Prints the version.", version},
};

void help(std::FILE* out) {
    std::fputs("Weir: stream jobs in Flink SQL, run and watched on this machine.\n\n", out);
    for (const Command& each : Table)
        std::fprintf(out, "  %-9.*s %.*s\n            %.*s\n", static_cast<int>(each.name.size()), each.name.data(), static_cast<int>(each.doc.size()), each.doc.data(),
                    static_cast<int>(each.usage.size()), each.usage.data());
}

} // namespace

std::span<const Command> commands() { return Table; }

} // namespace weir::cli

int main(int count, char** words) {
    using namespace weir::cli;
    std::vector<std::string> arguments(words + 1, words + count);
    if (arguments.empty() || arguments[0] == "help" || arguments[0] == "--help" || arguments[0] == "-h") {
        help(arguments.empty() ? stderr : stdout);
        return arguments.empty() ? WrongUse : Done;
    }
    if (arguments[0] == "--version") arguments[0] = "version";
    std::vector<std::string> names;
    for (const Command& each : commands()) {
        if (each.name == arguments[0]) {
            for (const std::string& word : arguments)
                if (word == "--help") {
                    std::printf("%.*s\n%.*s\n", static_cast<int>(each.usage.size()), each.usage.data(), static_cast<int>(each.doc.size()), each.doc.data());
                    return Done;
                }
            return each.run({arguments.begin() + 1, arguments.end()});
        }
        names.emplace_back(each.name);
    }
    std::string near = weir::nearest(arguments[0], names);
    std::fprintf(stderr, "weir: There is no command '%s'.%s\n", arguments[0].c_str(), near.empty() ? "" : (" Did you mean '" + near + "'?").c_str());
    return WrongUse;
}

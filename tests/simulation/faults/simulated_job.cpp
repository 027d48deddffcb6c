// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/faults/simulated_job.h"

#include "engine/session/session.h"

#include <nlohmann/json.hpp>
#include <set>

namespace weir::faults {

namespace {

constexpr int64_t Rows = 1200;
constexpr int64_t Groups = 7;
/// So many that their table has several pages, which checkpoints write in layers.
constexpr int64_t ManyGroups = 900;

std::string source(int64_t rows, const std::string& perSecond = "100000") {
    return "CREATE TABLE src (seq BIGINT, ts AS TO_TIMESTAMP_LTZ(seq * 10, 3), WATERMARK FOR ts AS ts - INTERVAL '0.1' SECOND) WITH ('connector' = 'datagen', 'rows-per-second' = '" + perSecond + "', "
           "'fields.seq.kind' = 'sequence', 'fields.seq.start' = '0', 'fields.seq.end' = '" + std::to_string(rows - 1) + "');\n";
}
std::string sink(const std::string& columns, const std::string& format, const std::string& more = "") {
    return "CREATE TABLE o (" + columns + ")" + (more.empty() ? "" : " PARTITIONED BY (part)") + " WITH ('connector' = 'filesystem', 'path' = '/out', 'format' = '" + format +
           "', 'sink.rolling-policy.file-size' = '3kb'" + more + ");\n";
}

/// Each number of [0, Rows) once, with its payload behind the comma.
std::string sequence(const std::vector<std::string>& lines, bool whole) {
    std::set<int64_t> seen;
    for (const std::string& line : lines) {
        size_t comma = line.find(',');
        int64_t number = std::atoll(line.c_str());
        if (comma == std::string::npos || line != std::to_string(number) + ",p" + std::to_string(number * 31)) return "a torn row: " + line;
        if (number < 0 || number >= Rows) return "an unexpected row: " + line;
        if (!seen.insert(number).second) return "a row twice: " + line;
    }
    if (whole && static_cast<int64_t>(seen.size()) != Rows) return std::to_string(Rows - static_cast<int64_t>(seen.size())) + " rows are lost";
    return "";
}

/// A changelog of GROUP BY MOD(seq, Groups): folded it is the formula.
template <int64_t Groups> std::string counts(const std::vector<std::string>& lines, bool whole) {
    std::map<std::vector<int64_t>, int64_t> folded;
    for (const std::string& line : lines) {
        auto row = nlohmann::json::parse(line, nullptr, false);
        if (row.is_discarded() || !row.contains("op")) return "a torn row: " + line;
        bool adds = row["op"] == "c";
        const auto& values = row[adds ? "after" : "before"];
        folded[{values["k"].get<int64_t>(), values["n"].get<int64_t>(), values["total"].get<int64_t>()}] += adds ? 1 : -1;
    }
    for (const auto& [row, count] : folded)
        if (count > 1 || (whole && count < 0)) return "a result " + std::to_string(count) + " times: group " + std::to_string(row[0]) + ", count " + std::to_string(row[1]);
    if (!whole) return "";
    std::erase_if(folded, [](const auto& each) { return each.second == 0; });
    std::map<std::vector<int64_t>, int64_t> wanted;
    for (int64_t k = 0; k < Groups; ++k) {
        int64_t n = 0, total = 0;
        for (int64_t seq = k; seq < Rows; seq += Groups) {
            ++n;
            total += seq;
        }
        wanted[{k, n, total}] = 1;
    }
    return folded == wanted ? "" : "the folded changelog is not the formula";
}

/// Windows of 100 ms: ten numbers each.
std::string windows(const std::vector<std::string>& lines, bool whole) {
    std::set<int64_t> seen;
    for (const std::string& line : lines) {
        auto row = nlohmann::json::parse(line, nullptr, false);
        if (row.is_discarded() || !row.contains("n")) return "a torn row: " + line;
        int64_t first = row["first"].get<int64_t>();
        if (first % 10 != 0 || row["n"] != 10 || row["total"] != first * 10 + 45) return "a wrong window: " + line;
        if (!seen.insert(first).second) return "a window twice: " + line;
    }
    if (whole && static_cast<int64_t>(seen.size()) != Rows / 10) return "windows are lost";
    return "";
}

} // namespace

const std::vector<SimulatedJob>& jobs() {
    const std::string rows = "SELECT seq, 'p' || CAST(seq * 31 AS STRING)";
    const std::string fast = source(Rows, "2000000000"), slow = " + CHAR_LENGTH(SHA512(REPEAT(CAST(n AS STRING), 4000))) - 128";
    static const std::vector<SimulatedJob> all{
        {"seq", source(Rows) + sink("seq BIGINT, payload STRING", "csv") + "INSERT INTO o " + rows + " FROM src;", 1, sequence},
        {"two", source(Rows) + sink("seq BIGINT, payload STRING", "csv") + "INSERT INTO o " + rows + " FROM src;", 2, sequence},
        {"parts", source(Rows) + sink("seq BIGINT, payload STRING, part BIGINT", "csv", ", 'sink.partition-commit.policy.kind' = 'success-file', 'sink.partition-commit.delay' = '4 ms'") +
                      "INSERT INTO o " + rows + ", seq / 100 FROM src;", 1, sequence},
        {"count", source(Rows) + sink("k BIGINT, n BIGINT, total BIGINT", "debezium-json") +
                      "INSERT INTO o SELECT MOD(seq, " + std::to_string(Groups) + "), COUNT(*), SUM(seq) FROM src GROUP BY MOD(seq, " + std::to_string(Groups) + ");", 2, counts<Groups>},
        {"layers", source(Rows) + sink("k BIGINT, n BIGINT, total BIGINT", "debezium-json") +
                       "INSERT INTO o SELECT MOD(seq, " + std::to_string(ManyGroups) + "), COUNT(*), SUM(seq) FROM src GROUP BY MOD(seq, " + std::to_string(ManyGroups) + ");", 1, counts<ManyGroups>},
        {"window", source(Rows) + sink("`first` BIGINT, n BIGINT, total BIGINT", "json") +
                       "INSERT INTO o SELECT MIN(seq), COUNT(*), SUM(seq) FROM TABLE(TUMBLE(TABLE src, DESCRIPTOR(ts), INTERVAL '0.1' SECOND)) GROUP BY window_start, window_end;", 1, windows},
        {"flight", fast + sink("k BIGINT, n BIGINT, total BIGINT", "debezium-json") + "INSERT INTO o SELECT k, n, total" + slow + " FROM (SELECT MOD(seq, " + std::to_string(Groups) +
                       ") AS k, COUNT(*) AS n, SUM(seq) AS total FROM src GROUP BY MOD(seq, " + std::to_string(Groups) + "));", 2, counts<Groups>, true},
        {"window in flight", fast + sink("`first` BIGINT, n BIGINT, total BIGINT", "json") + "INSERT INTO o SELECT f, n, total" + slow + " FROM (SELECT MIN(seq) AS f, COUNT(*) AS n, SUM(seq) AS "
                       "total FROM (SELECT seq, ts FROM src) GROUP BY MOD(seq / 10, 100000), TUMBLE(ts, INTERVAL '0.1' SECOND));", 2, windows, true},
    };
    return all;
}

Life live(const SimulatedJob& job, const std::shared_ptr<SimulatedFiles>& files, const std::map<std::string, std::string>& settings) {
    Life out;
    Session session({nullptr, files});
    RunOptions options;
    options.parallelism = job.parallelism;
    options.workers = 1;
    options.seed = 1;
    options.settings = {{"execution.checkpointing.dir", "/ck"}, {"execution.checkpointing.interval", "2 ms"}, {"restart-strategy.type", "none"}};
    for (const auto& [key, value] : settings) options.settings[key] = value;
    if (job.unaligned) {
        options.settings["execution.checkpointing.unaligned.enabled"] = "true";
        options.maxBatchRows = 4;
    }
    options.restoreFrom = "latest";
    Status done = session.execute(job.script, options, [&](StatementResult result) {
        if (!result.run) return;
        constexpr int64_t Patience = 60'000;
        if (!result.run->wait(Patience)) {
            out.hung = true;
            return;
        }
        auto picture = result.run->snapshot();
        out.restoredFrom = picture->checkpoints.restoredFrom;
        out.completed = picture->checkpoints.completed;
        out.failed = picture->checkpoints.failed;
        out.restarts = picture->checkpoints.restarts;
        out.lastFailure = picture->checkpoints.lastFailure;
        out.finished = picture->state == RunState::Finished;
        if (!picture->errors.empty()) out.error = picture->errors.front().text();
    });
    if (!done) out.error = done.error().text();
    return out;
}

std::string problemOf(const SimulatedJob& job, const SimulatedFiles& files, bool whole) {
    std::vector<std::string> lines;
    std::set<std::string> folders, marked;
    for (const auto& [path, bytes] : files.contents()) {
        if (path.rfind("/out/", 0) != 0) continue;
        std::string name = path.substr(path.find_last_of('/') + 1);
        if (name == "_SUCCESS") marked.insert(folderOf(path));
        else folders.insert(folderOf(path));
        if (name[0] == '.' && whole) return "a hidden file is left behind: " + path;
        if (name[0] == '.' || name[0] == '_') continue;
        if (!bytes.empty() && bytes.back() != '\n') return "a visible file ends within a row: " + path;
        for (size_t from = 0; from < bytes.size();) {
            size_t end = bytes.find('\n', from);
            lines.push_back(bytes.substr(from, end - from));
            from = end + 1;
        }
    }
    if (whole && job.name == "parts" && folders != marked) return "a complete partition has no mark";
    return job.problem(lines, whole);
}

std::string problemAfterGoingOn(const SimulatedJob& job, const std::shared_ptr<SimulatedFiles>& files, Life* told) {
    Life life = live(job, files);
    if (told) *told = life;
    if (life.hung) return "the job hangs";
    if (!life.finished) return "the job does not go on: " + life.error;
    return problemOf(job, *files, true);
}

} // namespace weir::faults

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace weir {

/// A column as the first rows of a file suggest it.
struct InferredColumn {
    std::string name;                            // as the table calls it, without quotes
    std::string type;                            // "BIGINT", "ROW<a BIGINT>"
    int64_t rows = 0, nulls = 0;                 // nulls: missing and empty ones too
    std::vector<std::string> samples;            // the first different values, cut to a line
};

/// How far rows lie behind the newest time that was seen before them.
struct Disorder {
    static constexpr std::array<int64_t, 7> BucketMillis{0, 1'000, 5'000, 30'000, 60'000, 600'000, 3'600'000};    // at most; the last bucket is beyond
    int64_t rows = 0, behind = 0;                // rows with a time, rows behind another
    int64_t p50Millis = 0, p99Millis = 0, maxMillis = 0;
    std::array<int64_t, BucketMillis.size() + 1> histogram{};
};

/// A column, or an expression over one, that could be the event time.
struct TimeCandidate {
    std::string label;                           // "ts", "created_ms, epoch milliseconds"
    std::string column;                          // the name of the time column
    std::string expression;                      // of a computed column; "" = a column of the file
    Disorder disorder;
    int64_t firstMillis = 0, lastMillis = 0;     // least and greatest time
    int64_t delayMillis = 0;                     // proposed for the watermark: p99, rounded up to what an INTERVAL says well
    std::string note;                            // what the user should know; may be empty
};

/// What the head of a file says of all of it. Plain data.
struct InferredFile {
    std::string path;
    std::string format;                          // "csv" or "json"
    std::string name;                            // for the table: the file's, as an identifier
    std::vector<std::pair<std::string, std::string>> options;      // behind connector, path and format
    std::vector<InferredColumn> columns;
    std::vector<TimeCandidate> times;            // the likeliest first
    std::vector<std::string> notes;              // whole sentences: what was found odd, and what is done about it
    int64_t rows = 0, bytes = 0;                 // looked at; bytes unpacked
    bool whole = false;                          // that was all of the file
};

/// What the user makes of it.
struct TableDraft {
    std::string name, path;
    std::vector<std::pair<std::string, std::string>> columns;      // name and type
    int time = -1;                               // index into InferredFile::times; -1: no event time
    int64_t delayMillis = 0;
};

TableDraft proposedTable(const InferredFile& file);
/// CREATE TABLE ... WITH (...); as it goes into a script.
std::string createTableText(const InferredFile& file, const TableDraft& table);
/// A first query over it: its rows, or how many there are in each minute.
std::string queryOf(const InferredFile& file, const TableDraft& table, bool perMinute);
/// "INTERVAL '5' SECOND": rounded up where the span needs more than two digits of its unit. 0: "".
std::string intervalText(int64_t millis);
/// A name without anything that would need backticks: "Order ID" -> "Order_ID".
std::string identifierOf(const std::string& text, const std::string& fallback);

} // namespace weir

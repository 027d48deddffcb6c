// SPDX-License-Identifier: Apache-2.0
#include "engine/assist/signature.h"

#include "engine/assist/cursor.h"
#include "engine/functions/function_help.h"

namespace weir::assist {

Signature signatureAt(std::string_view text, int offset) {
    const Cursor cursor(text, offset);
    Signature out;
    if (cursor.insideComment || cursor.insideHint) return out;
    size_t behind = 0;
    while (behind < cursor.tokens.size() && cursor.tokens[behind].place.offset < offset) ++behind;
    // Outwards until a parenthesis belongs to a function.
    for (size_t open = cursor.openingOf(behind); open >= 2; open = cursor.openingOf(open - 1)) {
        const size_t name = open - 2;
        const std::string word = cursor.upper(name);
        const FunctionInfo* function = nullptr;
        for (const auto& row : languageFunctions())
            if (word == row.name) function = &row;
        for (FunctionKind kind : {FunctionKind::Scalar, FunctionKind::Aggregate, FunctionKind::Table})
            if (!function) function = findFunction(cursor.value(name), kind);
        if (!function) continue;
        int argument = 0, depth = 0;
        for (size_t i = open; i < behind; ++i) {
            const std::string each = cursor.upper(i);
            depth += each == "(" || each == "[" ? 1 : each == ")" || each == "]" ? -1 : 0;
            argument += depth == 0 && each == ",";
        }
        out.text = function->signature;
        out.doc = function->doc;
        out.open = cursor.tokens[open - 1].place.offset;
        // The argument in the signature: commas in brackets of optional ones count, those of nested calls do not.
        const size_t begin = out.text.find('(');
        if (begin == std::string::npos) return out;
        int at = 0;
        depth = 0;
        size_t from = begin + 1;
        for (size_t i = begin + 1; i < out.text.size(); ++i) {
            const char c = out.text[i];
            if (c == '(') ++depth;
            const bool last = c == ')' && depth-- == 0;
            if (!last && !(c == ',' && depth == 0)) continue;
            const bool repeats = out.text.substr(from, i - from).find("...") != std::string::npos || out.text.substr(from, i - from).find("…") != std::string::npos;
            if (at == argument || (last && repeats && at < argument)) {
                size_t first = from, end = i;
                while (first < end && (out.text[first] == ' ' || out.text[first] == '[')) ++first;
                while (end > first && (out.text[end - 1] == ' ' || out.text[end - 1] == '[' || out.text[end - 1] == ']')) --end;
                out.activeFrom = static_cast<int>(first);
                out.activeTo = static_cast<int>(end);
                return out;
            }
            if (last) return out;
            ++at;
            from = i + 1;
        }
        return out;
    }
    return out;
}

const std::vector<Snippet>& snippets() {
    static const std::vector<Snippet> all{
        {"table", "Table over files", "CREATE TABLE «name» (\n    «id» BIGINT,\n    «ts» TIMESTAMP(3),\n    WATERMARK FOR «ts» AS «ts» - INTERVAL '5' SECOND\n) WITH (\n    'connector' = 'filesystem',\n    'path' = '«data.csv»',\n    'format' = 'csv'\n);\n"},
        {"datagen", "Table of generated rows", "CREATE TABLE «name» (\n    id BIGINT,\n    amount DOUBLE,\n    ts AS PROCTIME()\n) WITH (\n    'connector' = 'datagen',\n    'rows-per-second' = '«100»'\n);\n"},
        {"kafka", "Table over a Kafka topic", "CREATE TABLE «name» (\n    «id» BIGINT,\n    «ts» TIMESTAMP(3),\n    WATERMARK FOR «ts» AS «ts» - INTERVAL '5' SECOND\n) WITH (\n    'connector' = 'kafka',\n    'topic' = '«topic»',\n    'properties.bootstrap.servers' = '«localhost:9092»',\n    'scan.startup.mode' = 'earliest-offset',\n    'format' = 'json'\n);\n"},
        {"print", "Sink that prints", "CREATE TABLE «name» (\n    «id» BIGINT\n) WITH (\n    'connector' = 'print'\n);\n"},
        {"view", "View", "CREATE VIEW «name» AS\nSELECT «*»\nFROM «input»;\n"},
        {"insert", "Insert", "INSERT INTO «sink»\nSELECT «*»\nFROM «input»;\n"},
        {"with", "Query in steps", "WITH «step» AS (\n    SELECT «*»\n    FROM «input»\n)\nSELECT «*»\nFROM «step»;\n"},
        {"tumble", "Windows side by side", "SELECT window_start, window_end, COUNT(*) AS «n»\nFROM TABLE(TUMBLE(TABLE «input», DESCRIPTOR(«ts»), INTERVAL '«1»' MINUTE))\nGROUP BY window_start, window_end;\n"},
        {"hop", "Sliding windows", "SELECT window_start, window_end, COUNT(*) AS «n»\nFROM TABLE(HOP(TABLE «input», DESCRIPTOR(«ts»), INTERVAL '«10»' SECOND, INTERVAL '«1»' MINUTE))\nGROUP BY window_start, window_end;\n"},
        {"session", "Session windows", "SELECT window_start, window_end, «key», COUNT(*) AS «n»\nFROM TABLE(SESSION(TABLE «input» PARTITION BY «key», DESCRIPTOR(«ts»), INTERVAL '«30»' SECOND))\nGROUP BY window_start, window_end, «key»;\n"},
        {"topn", "The best of each group", "SELECT *\nFROM (\n    SELECT *, ROW_NUMBER() OVER (PARTITION BY «key» ORDER BY «amount» DESC) AS place\n    FROM «input»\n)\nWHERE place <= «3»;\n"},
        {"dedup", "The last row of each key", "SELECT *\nFROM (\n    SELECT *, ROW_NUMBER() OVER (PARTITION BY «key» ORDER BY «ts» DESC) AS place\n    FROM «input»\n)\nWHERE place = 1;\n"},
        {"interval", "Join within a time", "SELECT l.*, r.«amount»\nFROM «orders» AS l\nJOIN «payments» AS r\n    ON l.«id» = r.«id» AND r.«ts» BETWEEN l.«ts» AND l.«ts» + INTERVAL '«5»' MINUTE;\n"},
        {"temporal", "Join with the version of that time", "SELECT o.*, r.«rate»\nFROM «orders» AS o\nJOIN «rates» FOR SYSTEM_TIME AS OF o.«ts» AS r\n    ON o.«currency» = r.«currency»;\n"},
    };
    return all;
}

} // namespace weir::assist

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fake_engine.h"

#include "engine/types/vector_builder.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <random>
#include <set>

namespace weir::ui {

namespace {

const Schema& resultSchema() {
    static const Schema schema{{{"window_start", DataType::timestamp(3)}, {"product", DataType::string()}, {"orders", DataType::bigInt()}, {"revenue", DataType::decimal(10, 2)}, {"note", DataType::string()}}};
    return schema;
}

Batch rowsFrom(int64_t first, int count) {
    const auto types = resultSchema().types();
    std::vector<VectorBuilder> columns;
    for (const auto& type : types) columns.emplace_back(type, count);
    static const char* products[] = {"Espresso", "Cortado", "Flat white", "Filter coffee", "Croissant", "Cheesecake"};
    BufferRef kinds(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) {
        const int64_t n = first + i;
        const int64_t update = n / 2, product = update % 6;
        const bool before = n % 2 == 0 && update >= 6;
        const int64_t amount = before ? update - 6 : update;
        kinds.as<RowKind>()[i] = update < 6 ? RowKind::Insert : before ? RowKind::UpdateBefore : RowKind::UpdateAfter;
        columns[0].append<int64_t>(1767247200000 + (update < 6 ? n : product) * 60000);
        columns[1].appendBytes(products[product]);
        columns[2].append<int64_t>(update < 6 ? n : amount);
        columns[3].append<int64_t>(amount * 565);
        if (product == 2) columns[4].appendNull();
        else columns[4].appendBytes("<b>plain</b>");
    }
    Batch batch;
    batch.rows = count;
    for (auto& column : columns) batch.columns.push_back(column.finish());
    batch.kinds = kinds;
    return batch;
}

VertexSnapshot vertex(int id, const char* name, const char* detail, int parallelism, int task, const char* changelog, Place place, bool source = false, bool sink = false) {
    VertexSnapshot v;
    v.id = id;
    v.name = name;
    v.detail = detail;
    v.uid = std::string("uid-") + std::to_string(id);
    v.parallelism = parallelism;
    v.task = task;
    v.changelog = changelog;
    v.place = place;
    v.isSource = source;
    v.isSink = sink;
    return v;
}

bool isName(char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)); }

} // namespace

PlanPreview fakePlan() {
    PlanPreview plan;
    plan.vertices = {
        vertex(0, "Source: orders", "kafka, json, [order_id, product, amount, order_time]", 2, 0, "[I]", {13, 6, 1, 14}, true),
        vertex(1, "Watermark", "order_time - INTERVAL '5' SECONDS", 2, 0, "[I]", {60, 20, 2, 1}),
        vertex(2, "Source: rates", "filesystem, csv", 1, 1, "[I,UA,D]", {90, 5, 3, 1}, true),
        vertex(3, "Join", "InnerJoin, where=[currency = rates.currency]", 2, 2, "[I,UB,UA,D]", {120, 30, 4, 1}),
        vertex(4, "WindowAggregate", "window=[TUMBLE(order_time, 1 min)], select=[COUNT(*), SUM(amount)]", 2, 3, "[I]", {160, 40, 5, 1}),
        vertex(5, "Sink: results", "window_start, product, orders, revenue", 1, 4, "", {210, 10, 6, 1}, false, true),
        vertex(6, "GroupAggregate", "groupBy=[product], select=[COUNT(*)]", 4, 5, "[I,UB,UA]", {230, 30, 7, 1}),
        vertex(7, "Sink: totals", "product, orders", 1, 6, "", {270, 10, 8, 1}, false, true),
    };
    plan.edges = {{0, 1, 0, "FORWARD", 0, 0, false}, {1, 3, 0, "HASH[currency]", 0, 0, true}, {2, 3, 1, "HASH[currency]", 0, 0, true},
                  {3, 4, 0, "HASH[product]", 0, 0, true}, {4, 5, 0, "GLOBAL", 0, 0, true}, {1, 6, 0, "HASH[product]", 0, 0, true}, {6, 7, 0, "GLOBAL", 0, 0, true}};
    return plan;
}

FakeRun::FakeRun() : results_(std::make_shared<ResultCollector>(resultSchema(), 1'000'000, false)) {}

void FakeRun::advance(int64_t millis) {
    if (state_ != RunState::Running) return;
    millis_ += millis;
    const int64_t wanted = millis_ * 20;
    while (resultRows_ < wanted) {
        const int count = static_cast<int>(std::min<int64_t>(1024, wanted - resultRows_));
        results_->add(rowsFrom(resultRows_, count));
        resultRows_ += count;
    }
}

void FakeRun::fail(Error error) {
    errors_ = {std::move(error)};
    state_ = RunState::Failed;
}

std::shared_ptr<const RunSnapshot> FakeRun::snapshot() const {
    auto out = std::make_shared<RunSnapshot>();
    const PlanPreview plan = fakePlan();
    const int64_t t = millis_;
    out->state = state_;
    out->errors = errors_;
    out->takenNanos = t * 1'000'000;
    out->runNanos = t * 1'000'000;
    out->vertices = plan.vertices;
    out->edges = plan.edges;
    out->sourceRows = static_cast<int64_t>(static_cast<double>(t) * 38.2 + 4000 * std::sin(static_cast<double>(t) / 2000));
    out->resultRows = {resultRows_};
    out->peakMemoryBytes = 118 << 20;
    for (size_t v = 0; v < out->vertices.size(); ++v) {
        auto& vertex = out->vertices[v];
        const double busy = v == 3 ? 0.9 : 0.1 + 0.1 * static_cast<double>(v % 4), held = v == 1 ? 0.58 : v == 0 ? 0.3 : 0;
        for (int s = 0; s < vertex.parallelism; ++s) {
            SubtaskSnapshot subtask;
            subtask.rowsIn = t * (20 + s * 3) / vertex.parallelism;
            subtask.rowsOut = vertex.isSink ? 0 : t * (19 + s * 3) / vertex.parallelism;
            subtask.busyNanos = static_cast<int64_t>(static_cast<double>(t) * 1e6 * busy * (s ? 0.7 : 1));
            subtask.backpressuredNanos = static_cast<int64_t>(static_cast<double>(t) * 1e6 * held);
            subtask.idleNanos = t * 1'000'000 - subtask.busyNanos - subtask.backpressuredNanos;
            subtask.watermark = v == 2 ? INT64_MIN : 1767247200000 + t * 100 - static_cast<int64_t>(v) * 900;
            subtask.watermarkHolder = v == 3 ? 2 : -1;
            subtask.lateRows = v == 4 ? t / 200 : 0;
            subtask.stateBytes = v == 3 || v == 4 || v == 6 ? (11 << 20) + t * 100 : 0;
            subtask.stateRows = subtask.stateBytes / 90;
            subtask.queueFill = v == 3 ? 0.93 : 0.2;
            vertex.subtasks.push_back(subtask);
        }
    }
    for (auto& edge : out->edges) {
        edge.rows = t * (20 + edge.to);
        edge.queueFill = edge.to == 3 ? 0.93 : edge.queued ? 0.25 : 0;
    }
    return out;
}

Engine fakeEngine(std::shared_ptr<FakeRun>* lastRun) {
    Engine engine;
    engine.tokens = [](std::string_view text) {
        static const std::set<std::string> keywords{"SELECT", "FROM", "CREATE", "TABLE", "WITH", "INSERT", "INTO", "GROUP", "BY", "AS", "WATERMARK", "FOR", "INTERVAL", "SET", "CASE", "WHEN", "THEN", "END", "ELSE", "DESCRIPTOR", "SECONDS", "MINUTE", "VIEW", "WHERE"};
        static const std::set<std::string> types{"BIGINT", "INT", "STRING", "DECIMAL", "TIMESTAMP"};
        static const std::set<std::string> functions{"COUNT", "SUM", "TUMBLE", "CAST", "MAX"};
        std::vector<ColouredToken> tokens;
        for (size_t i = 0; i < text.size();) {
            size_t end = i + 1;
            TokenKind kind = TokenKind::Operator;
            if (std::isspace(static_cast<unsigned char>(text[i]))) {
                ++i;
                continue;
            }
            if (text.substr(i, 2) == "--") {
                end = std::min(text.find('\n', i), text.size());
                kind = TokenKind::Comment;
            } else if (text[i] == '\'') {
                end = std::min(text.find('\'', i + 1), text.size() - 1) + 1;
                kind = TokenKind::String;
            } else if (std::isdigit(static_cast<unsigned char>(text[i]))) {
                while (end < text.size() && (std::isdigit(static_cast<unsigned char>(text[end])) || text[end] == '.')) ++end;
                kind = TokenKind::Number;
            } else if (isName(text[i])) {
                while (end < text.size() && isName(text[end])) ++end;
                std::string word(text.substr(i, end - i));
                for (char& c : word) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
                kind = keywords.count(word) ? TokenKind::Keyword : types.count(word) ? TokenKind::Type : functions.count(word) ? TokenKind::Function : TokenKind::Identifier;
            }
            tokens.push_back({kind, static_cast<int>(i), static_cast<int>(end - i)});
            i = end;
        }
        return tokens;
    };
    engine.analyze = [](const std::string& text, const std::string&) {
        Analysis analysis;
        int line = 1;
        size_t lineStart = 0, start = 0;
        for (size_t i = 0; i <= text.size(); ++i) {
            if (i < text.size() && text[i] == '\n') ++line, lineStart = i + 1;
            if (text.compare(i, 7, "custmer") == 0)
                analysis.diagnostics.push_back({Severity::Error, {ErrorCode::Unknown, "Column 'custmer' is not in table 'orders'.", {static_cast<int>(i), 7, line, static_cast<int>(i - lineStart) + 1}, "Did you mean 'customer'?"}});
            if (i == text.size() || text[i] == ';') {
                while (start < i && std::isspace(static_cast<unsigned char>(text[start]))) ++start;
                while (text.compare(start, 2, "--") == 0) {
                    start = std::min(text.find('\n', start), i);
                    while (start < i && std::isspace(static_cast<unsigned char>(text[start]))) ++start;
                }
                if (start < i) {
                    StatementOutline statement;
                    const std::string body = text.substr(start, i - start);
                    statement.kind = body.rfind("SELECT", 0) == 0 ? StatementKind::Query : body.rfind("INSERT", 0) == 0 ? StatementKind::Insert : StatementKind::Definition;
                    statement.title = body.substr(0, body.find('\n'));
                    const int atLine = 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<long>(start), '\n'));
                    statement.place = {static_cast<int>(start), static_cast<int>(i - start), atLine, 1};
                    analysis.statements.push_back(statement);
                }
                start = i + 1;
            }
        }
        if (text.find("SELECT") != std::string::npos && analysis.diagnostics.empty()) analysis.plan = fakePlan();
        return analysis;
    };
    engine.catalog = [](const std::string& text, const std::string&) {
        CatalogTree tree{"default_catalog", {{"default_database", {}}}};
        if (text.find("orders") != std::string::npos)
            tree.databases[0].tables = {{"orders", false, "kafka", {{"order_id", "BIGINT", "PRIMARY KEY"}, {"product", "STRING", ""}, {"amount", "DECIMAL(10, 2)", ""}, {"order_time", "TIMESTAMP(3)", "rowtime, WATERMARK order_time - INTERVAL '5' SECONDS"}}}, {"totals", true, "", {{"product", "STRING", ""}}}};
        return std::vector<CatalogTree>{tree};
    };
    engine.complete = [](const std::string& text, int offset) {
        Completion completion;
        int from = offset;
        while (from > 0 && isName(text[static_cast<size_t>(from - 1)])) --from;
        completion.replaceFrom = from;
        const std::string word = text.substr(static_cast<size_t>(from), static_cast<size_t>(offset - from));
        using Kind = CompletionItem::Kind;
        for (const auto& item : {CompletionItem{Kind::Column, "order_id", "BIGINT", ""}, {Kind::Column, "order_time", "TIMESTAMP(3)", ""}, {Kind::Table, "orders", "kafka", ""}, {Kind::Keyword, "SELECT", "", ""}, {Kind::Function, "SUM", "SUM(value)", ""}}) {
            bool fits = item.text.size() >= word.size();
            for (size_t i = 0; fits && i < word.size(); ++i) fits = std::tolower(item.text[i]) == std::tolower(word[i]);
            if (fits) completion.items.push_back(item);
        }
        return completion;
    };
    engine.hover = [](const std::string& text, int offset) {
        Hover hover;
        if (text.substr(0, static_cast<size_t>(offset) + 1).ends_with("SUM")) hover = {{offset - 2, 3, 1, 1}, "SUM(value)", "The sum of a column."};
        return hover;
    };
    engine.format = [](const std::string& text) {
        std::string out;
        for (const char c : text) out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        return out;
    };
    engine.start = [lastRun](const std::string& script, const std::string&, const RunOptions& options) -> Result<std::shared_ptr<Run>> {
        if (script.find("custmer") != std::string::npos) return Error{ErrorCode::Unknown, "Column 'custmer' is not in table 'orders'.", {script.find("custmer") == std::string::npos ? -1 : static_cast<int>(script.find("custmer")), 7, 1, 1}, ""};
        if (script.find("SELECT") == std::string::npos) return std::shared_ptr<Run>();
        if (options.printLine) options.printLine("+I[1, <b>hello</b>]");
        auto run = std::make_shared<FakeRun>();
        if (lastRun) *lastRun = run;
        return std::shared_ptr<Run>(run);
    };
    engine.texts = [](const std::string& script, const std::string&, const RunOptions&) {
        std::vector<StatementText> texts;
        if (script.find("EXPLAIN") != std::string::npos) texts.push_back({"EXPLAIN SELECT a FROM orders", "== Optimized Physical Plan ==\n<b>Calc</b>(select=[a])\n", {}});
        if (script.find("SHOW TABLES") != std::string::npos) texts.push_back({"SHOW TABLES", "orders\n", {}});
        return texts;
    };
    return engine;
}

PlanPreview randomPlan(int nodes, unsigned seed) {
    PlanPreview plan;
    std::mt19937 random(seed);
    for (int i = 0; i < nodes; ++i) {
        plan.vertices.push_back(vertex(i, i % 7 == 0 ? "Source: table" : "Calc", "some detail of the operator", 1 + i % 4, i % 3 == 1 ? i - 1 : i, "[I,UA]", {}, i % 7 == 0));
        if (i % 7 == 0) continue;
        const int near = std::max(0, i - 12);
        const int inputs = i % 3 == 1 ? 1 : 1 + (random() % 4 == 0);
        for (int input = 0; input < inputs; ++input) {
            const int from = i % 3 == 1 ? i - 1 : near + static_cast<int>(random() % static_cast<unsigned>(i - near));
            plan.edges.push_back({from, i, input, i % 3 == 1 ? "FORWARD" : "HASH[a]", 0, 0, i % 3 != 1});
        }
    }
    return plan;
}

} // namespace weir::ui

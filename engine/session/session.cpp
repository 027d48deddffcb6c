// SPDX-License-Identifier: Apache-2.0
#include "engine/session/session.h"

#include "engine/assist/assist.h"
#include "engine/binder/binder.h"
#include "engine/connectors/connector_info.h"
#include "engine/connectors/kafka/embedded_broker.h"
#include "engine/connectors/savepoint/savepoint_tables.h"
#include "engine/runtime/state_forms.h"
#include "engine/session/based_file_system.h"
#include "engine/session/job_compiler.h"
#include "engine/session/job_safety.h"
#include "engine/runtime/replay/input_run.h"
#include "engine/session/local_run.h"
#include "engine/session/replayed_run.h"
#include "engine/sql/formatter.h"
#include "engine/sql/parser.h"

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <thread>

namespace weir {

struct Session::Inside {
    std::shared_ptr<Clock> clock;
    std::shared_ptr<FileSystem> files;
    std::string baseFolder;
    std::shared_ptr<EmbeddedBroker> broker;
    Catalog catalog = builtinCatalog();
    SessionConfig config;
    std::map<std::string, int> jobs;     // started so far, by name
    mutable std::mutex mutex;            // guards catalog and config against analysis beside execution

    std::pair<Catalog, SessionConfig> copy() const {
        std::lock_guard lock(mutex);
        return {catalog, config};
    }
    /// For who reads scripts as they are written.
    assist::Define definer() const;
    /// What the jobs of a script share while it is recorded or replayed.
    struct Tape {
        std::shared_ptr<Recorder> recorder;
        int nextJob = 0;
    };
    Result<Tape> openTape(std::string_view script, const RunOptions& options, bool together) const;
    Result<std::shared_ptr<Run>> launch(const std::vector<plan::NodeRef>& roots, const std::vector<Schema>& schemas, const SessionConfig& settings, const RunOptions& options,
                                        std::string_view text, Tape& tape);
    Result<std::shared_ptr<const StoredCheckpoint>> restored(const RunOptions& options) const;
    Result<std::shared_ptr<Run>> runOnInput(plan::JobGraph graph, ExecutionOptions execution, const RunOptions& options, int job,
                                            std::vector<std::shared_ptr<void>> keepAlive);
    Result<std::shared_ptr<Run>> replay(plan::JobGraph graph, ExecutionOptions execution, const RunOptions& options, int job, std::vector<std::shared_ptr<void>> keepAlive);
};

Session::Session(Seams seams) : inside_(std::make_unique<Inside>()) {
    inside_->clock = seams.clock ? seams.clock : std::make_shared<SystemClock>();
    inside_->files = seams.files ? seams.files : std::make_shared<LocalFileSystem>();
    inside_->broker = std::make_shared<EmbeddedBroker>();
}

Session::~Session() = default;

void Session::setBaseFolder(std::string folder) { inside_->baseFolder = std::move(folder); }

namespace {

Error firstError(const std::vector<Diagnostic>& diagnostics) {
    for (const Diagnostic& each : diagnostics)
        if (each.severity == Severity::Error) return each.error;
    return {ErrorCode::Internal, "The statement could not be understood."};
}

/// A type by its text, as state bears it.
Result<DataType> typeOf(const std::string& text) {
    Catalog catalog = builtinCatalog();
    SessionConfig config;
    sql::Script script = sql::parse("CREATE TABLE t (c " + text + ") WITH ('connector' = 'blackhole')");
    if (!script.hasErrors() && script.statements.size() == 1) {
        BindResult bound = Binder(catalog, config).bind(*script.statements[0]);
        if (bound.ok())
            if (const auto* table = bound.statement->as<bound::CreateTable>(); table && table->table.columns.size() == 1) return table->table.columns[0].type;
    }
    return Error{ErrorCode::Data, "The state has a column of type '" + text + "', which cannot be read.", {}, ""};
}

/// Does what a definition says; a catalog of a savepoint gets a table for each piece of state.
Status define(const BoundStatement& statement, Catalog& catalog, SessionConfig& config, FileSystem& files) {
    if (Status done = apply(statement, catalog, config); !done) return done;
    const auto* made = statement.as<bound::CreateCatalog>();
    auto type = made ? made->options.find("type") : OptionMap::const_iterator();
    if (!made || type == made->options.end() || type->second != "savepoint") return {};
    std::string path = made->options.at("path");
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    auto manifest = CheckpointStorage(files, path).readManifest(path);
    if (!manifest) {
        (void)catalog.dropCatalog(made->name, true);
        return manifest.error();
    }
    for (SavepointTable& one : savepointTables(*manifest, path, typeOf)) {
        TableDefinition& table = one.definition;
        table.catalog = made->name;
        if (Status done = catalog.createDatabase({made->name, table.database}, {}, "", true); !done) return done;
        if (Status done = catalog.createTable(std::move(table), true); !done) return done;
    }
    return {};
}

/// Everything of a script that runs together, with its definitions done on copies.
struct BoundScript {
    std::vector<plan::NodeRef> roots;
    std::vector<Schema> schemas;         // of the SELECTs, in order
    std::vector<Diagnostic> diagnostics;
    std::vector<StatementOutline> statements;
    bool ok = true;
    bool says = false;                   // has a statement that prints
};

StatementKind kindOf(const BoundStatement& statement) {
    if (statement.as<bound::Query>()) return StatementKind::Query;
    if (statement.as<bound::Insert>()) return StatementKind::Insert;
    if (statement.as<bound::StatementSet>()) return StatementKind::StatementSet;
    if (statement.as<bound::CreateTable>() || statement.as<bound::CreateView>()) return StatementKind::Definition;
    return StatementKind::Other;
}

BoundScript bindScript(const sql::Script& script, std::string_view text, Catalog& catalog, SessionConfig& config, FileSystem& files) {
    BoundScript out;
    out.diagnostics = script.diagnostics;
    out.ok = !script.hasErrors();
    for (const auto& statement : script.statements) {
        BindResult bound = Binder(catalog, config).bind(*statement);
        out.statements.push_back({bound.ok() ? kindOf(*bound.statement) : StatementKind::Other, statementTitle(text, statement->place), statement->place});
        // What the parser could not read needs no second complaint from the binder.
        bool broken = std::any_of(script.diagnostics.begin(), script.diagnostics.end(), [&](const Diagnostic& each) {
            return each.error.place.offset >= statement->place.offset && each.error.place.offset <= statement->place.offset + statement->place.length;
        });
        if (!broken) out.diagnostics.insert(out.diagnostics.end(), bound.diagnostics.begin(), bound.diagnostics.end());
        if (!bound.ok()) {
            out.ok = false;
            continue;
        }
        auto complain = [&](const Error& error) {
            Error placed = error;
            if (!placed.place.known()) placed.place = statement->place;
            out.diagnostics.push_back({Severity::Error, placed});
            out.ok = false;
        };
        auto roots = rootsOf(*bound.statement);
        out.says |= bound.statement->as<bound::Listing>() || bound.statement->as<bound::SetList>() || bound.statement->as<bound::Explain>();
        if (Status done = define(*bound.statement, catalog, config, files); !done) complain(done.error());
        if (Status valid = validateTables(roots); !valid) complain(valid.error());
        if (bound.statement->as<bound::Query>()) out.schemas.push_back(schemaOf(*bound.statement));
        out.roots.insert(out.roots.end(), roots.begin(), roots.end());
    }
    std::stable_sort(out.diagnostics.begin(), out.diagnostics.end(), [](const Diagnostic& a, const Diagnostic& b) { return a.error.place.offset < b.error.place.offset; });
    return out;
}

TokenKind colourOf(const sql::Token& token, std::string_view text) {
    switch (token.kind) {
    case sql::TokenKind::Keyword: {
        static const std::set<std::string_view> types{"BOOLEAN", "TINYINT", "SMALLINT", "INT", "INTEGER", "BIGINT", "FLOAT", "REAL", "DOUBLE", "DECIMAL", "DEC", "NUMERIC",
            "CHAR", "CHARACTER", "VARCHAR", "STRING", "BINARY", "VARBINARY", "BYTES", "DATE", "TIME", "TIMESTAMP", "TIMESTAMP_LTZ", "ARRAY", "MAP", "MULTISET", "ROW", "VARIANT", "RAW"};
        return types.count(sql::keywordText(token.keyword)) ? TokenKind::Type : TokenKind::Keyword;
    }
    case sql::TokenKind::Identifier: {
        std::string_view word = text.substr(static_cast<size_t>(token.place.offset), static_cast<size_t>(token.place.length));
        bool function = findFunction(word, FunctionKind::Scalar) || findFunction(word, FunctionKind::Aggregate) || findFunction(word, FunctionKind::Table);
        size_t after = static_cast<size_t>(token.place.offset + token.place.length);
        return function && after < text.size() && text[after] == '(' ? TokenKind::Function : TokenKind::Identifier;
    }
    case sql::TokenKind::QuotedIdentifier: return TokenKind::QuotedIdentifier;
    case sql::TokenKind::Number: return TokenKind::Number;
    case sql::TokenKind::String:
    case sql::TokenKind::Binary: return TokenKind::String;
    case sql::TokenKind::Operator: return TokenKind::Operator;
    case sql::TokenKind::Comment: return TokenKind::Comment;
    case sql::TokenKind::Hint: return TokenKind::Hint;
    default: return TokenKind::Unknown;
    }
}

/// What a statement prints; nothing where it prints nothing.
std::optional<Result<std::string>> textOf(const BoundStatement& statement, const SessionConfig& config) {
    std::string out;
    if (const auto* listing = statement.as<bound::Listing>()) {
        for (const auto& row : listing->rows) {
            for (size_t i = 0; i < row.size(); ++i) out += (i ? "\t" : "") + row[i];
            out += "\n";
        }
        return Result<std::string>(std::move(out));
    }
    if (statement.as<bound::SetList>()) {
        for (const auto& [key, value] : config.values()) out += "'" + key + "' = '" + value + "'\n";
        return Result<std::string>(std::move(out));
    }
    if (const auto* explain = statement.as<bound::Explain>()) return explainText(*explain, config);
    return {};
}

/// A script as a savepoint may keep it: values of options that name a secret are left out.
std::string withoutSecrets(std::string_view text) {
    std::string out;
    sql::Script script = sql::parse(text);
    const auto& tokens = script.tokens;
    size_t copied = 0;
    auto textOf = [&](const sql::Token& token) { return text.substr(static_cast<size_t>(token.place.offset), static_cast<size_t>(token.place.length)); };
    for (size_t i = 2; i < tokens.size(); ++i) {
        if (tokens[i].kind != sql::TokenKind::String || tokens[i - 2].kind != sql::TokenKind::String || textOf(tokens[i - 1]) != "=") continue;
        std::string key(textOf(tokens[i - 2]));
        std::transform(key.begin(), key.end(), key.begin(), [](unsigned char c) { return std::tolower(c); });
        bool secret = false;
        for (const char* word : {"password", "secret", "jaas", "token", "credential", "passphrase", "api-key", "api.key"}) secret = secret || key.find(word) != std::string::npos;
        if (!secret) continue;
        out += text.substr(copied, static_cast<size_t>(tokens[i].place.offset) - copied);
        out += "'******'";
        copied = static_cast<size_t>(tokens[i].place.offset + tokens[i].place.length);
    }
    return out + std::string(text.substr(copied));
}

void applyOptions(SessionConfig& config, const RunOptions& options) {
    for (const auto& [key, value] : options.settings)
        if (Status set = config.set(key, value); !set) throw RunError(set.error());
    if (options.parallelism > 0)
        if (Status set = config.set("parallelism.default", std::to_string(options.parallelism)); !set) throw RunError(set.error());
}

} // namespace

assist::Define Session::Inside::definer() const {
    return [this](const BoundStatement& statement, Catalog& catalog, SessionConfig& config) {
        BasedFileSystem based(files, baseFolder);
        return define(statement, catalog, config, based);
    };
}

Result<Session::Inside::Tape> Session::Inside::openTape(std::string_view script, const RunOptions& options, bool together) const {
    Tape tape;
    if (options.recordTo.empty()) return tape;
    RecordingHeader header;
    header.script = script;
    header.baseFolder = baseFolder;
    header.settings = options.settings;
    header.parallelism = options.parallelism;
    header.maxBatchRows = options.maxBatchRows;
    header.randomBatches = options.randomBatches;
    header.together = together;
    header.seed = options.seed;
    header.startedMillis = clock->wallMillis();
    auto made = Recorder::create(*files, options.recordTo, header);
    if (!made) return made.error();
    tape.recorder = std::move(*made);
    return tape;
}

/// The checkpoint that a replay is to begin with; null: the beginning.
Result<std::shared_ptr<const StoredCheckpoint>> Session::Inside::restored(const RunOptions& options) const {
    if (options.restoreFrom.empty()) return std::shared_ptr<const StoredCheckpoint>();
    auto read = CheckpointStorage(*files, options.restoreFrom).read(options.restoreFrom);
    if (!read) return read.error();
    return std::make_shared<const StoredCheckpoint>(std::move(*read));
}

Result<std::shared_ptr<Run>> Session::Inside::replay(plan::JobGraph graph, ExecutionOptions execution, const RunOptions& options, int job,
                                                     std::vector<std::shared_ptr<void>> keepAlive) {
    std::shared_ptr<const TimeZone> zone = execution.connectors.zone;
    execution.recording = options.replay;
    execution.schedulerSeed = options.schedulerSeed;
    auto from = restored(options);
    if (!from) return from.error();
    std::vector<std::shared_ptr<ResultCollector>> results = execution.results;
    std::shared_ptr<Observation> observation = execution.observation;
    StateReading reading{typeOf, zone};
    auto made = ReplayRun::create(std::move(graph), std::move(execution), job, std::move(*from));
    if (!made) return made.error();
    if (Status known = (*made)->runTo(options.until); !known) return known.error();
    (*made)->start();
    return std::shared_ptr<Run>(std::make_shared<ReplayedRun>(std::move(*made), std::move(results), std::move(keepAlive), std::move(reading), std::move(observation)));
}

Result<std::shared_ptr<Run>> Session::Inside::runOnInput(plan::JobGraph graph, ExecutionOptions execution, const RunOptions& options, int job,
                                                         std::vector<std::shared_ptr<void>> keepAlive) {
    std::shared_ptr<const TimeZone> zone = execution.connectors.zone;
    execution.input = options.replay;
    execution.recordedJob = job;
    execution.typeOf = typeOf;
    execution.allowNonRestored = options.allowNonRestored;
    auto from = restored(options);
    if (!from) return from.error();
    std::vector<std::shared_ptr<ResultCollector>> results = execution.results;
    std::shared_ptr<Observation> observation = execution.observation;
    StateReading reading{typeOf, zone};
    auto made = InputRun::create(std::move(graph), std::move(execution), std::move(*from));
    if (!made) return made.error();
    (*made)->start();
    return std::shared_ptr<Run>(std::make_shared<SessionRun<Run, InputRun>>(std::move(*made), std::move(results), std::move(keepAlive), std::move(reading), std::move(observation)));
}

Result<std::shared_ptr<const Recording>> Session::openRecording(const std::string& path) const { return Recording::open(*inside_->files, path); }
std::string Session::recordedScript(const Recording& recording) { return recording.header().script; }
bool Session::isCutOff(const Recording& recording) { return recording.truncated(); }
std::string Session::recordedFolder(const Recording& recording) { return recording.header().baseFolder; }

RunOptions Session::replayOptions(std::shared_ptr<const Recording> recording) {
    RunOptions options;
    const RecordingHeader& header = recording->header();
    options.settings = header.settings;
    options.parallelism = header.parallelism;
    options.maxBatchRows = header.maxBatchRows;
    options.seed = header.seed;
    options.replay = std::move(recording);
    return options;
}

Result<std::shared_ptr<Run>> Session::Inside::launch(const std::vector<plan::NodeRef>& roots, const std::vector<Schema>& schemas, const SessionConfig& settings,
                                                      const RunOptions& options, std::string_view text, Tape& tape) {
    auto graph = compileJob(roots, settings);
    if (!graph) return graph.error();
    auto based = std::make_shared<BasedFileSystem>(files, baseFolder);
    ExecutionOptions execution;
    execution.workers = options.workers > 0 ? options.workers : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    execution.seededScheduler = options.seededScheduler;
    execution.seed = options.seed;
    execution.maxBatchRows = options.maxBatchRows;
    execution.randomBatches = options.randomBatches;
    execution.clock = clock;
    execution.connectors.clock = clock.get();
    execution.connectors.files = based.get();
    execution.connectors.seed = options.seed;
    execution.connectors.zone = settings.zone();
    execution.connectors.broker = broker.get();
    execution.connectors.printLine = options.printLine ? options.printLine : [](std::string_view) {};
    execution.connectors.batchMode = settings.batchMode();
    execution.connectors.typeOf = typeOf;
    char runId[20];
    std::snprintf(runId, sizeof runId, "%016llx", static_cast<unsigned long long>(std::random_device{}()) << 32 | std::random_device{}());
    if (Status state = stateOptions(settings, runId, execution); !state) return state.error();
    std::vector<std::shared_ptr<ResultCollector>> results;
    for (const Schema& schema : schemas) results.push_back(std::make_shared<ResultCollector>(schema, options.resultRows, options.lossless));
    execution.results = results;
    execution.observation = std::make_shared<Observation>();
    if (options.keepsTimes) execution.observation->watchTime(true);
    int number = tape.nextJob++;
    char fingerprint[20];
    std::snprintf(fingerprint, sizeof fingerprint, "%016llx", static_cast<unsigned long long>(contentHash(plan::print(*graph))));
    if (options.replay && options.replayAsInput) return runOnInput(std::move(*graph), std::move(execution), options, number, {clock, based, broker});
    if (options.replay) {
        const auto& recorded = options.replay->jobs();
        if (static_cast<size_t>(number) < recorded.size() && recorded[static_cast<size_t>(number)].graph != fingerprint)
            return Error{ErrorCode::Invalid, "Job " + std::to_string(number + 1) + " is planned in another way than when it was recorded.", {},
                         "Replay with the version that recorded."};
        return replay(std::move(*graph), std::move(execution), options, number, {clock, based, broker});
    }
    if (tape.recorder) {
        execution.recorder = tape.recorder;
        execution.recordedJob = tape.recorder->addJob({jobName(*graph), fingerprint, {}});
    }
    // Two statements of a script may write to one table: each has its own checkpoints.
    std::string job = jobName(*graph);
    if (int again = ++jobs[job]; again > 1) job += "-" + std::to_string(again);
    auto safety = jobSafety(settings, job, runId);
    if (!safety) return safety.error();
    if (Status found = findRestore(*based, options.restoreFrom, *safety); !found) return found.error();
    safety->allowNonRestored = options.allowNonRestored;
    safety->text = withoutSecrets(text);
    execution.typeOf = typeOf;
    if (options.failAfterRows >= 0) safety->plannedFailure = std::make_shared<PlannedFailure>(options.failAfterRows, std::max<int64_t>(1, options.failAfterRows / 2));
    if (options.restartParallelism > 0) {
        SessionConfig other = settings;
        if (Status set = other.set("parallelism.default", std::to_string(options.restartParallelism)); !set) return set.error();
        auto later = compileJob(roots, other);
        if (!later) return later.error();
        safety->laterGraph = std::move(*later);
    }
    safety->laterBatchRows = options.restartBatchRows;
    std::shared_ptr<Observation> observation = execution.observation;
    StateReading reading{typeOf, settings.zone()};
    auto made = JobRun::create(std::move(*graph), std::move(execution), std::move(*safety));
    if (!made) return made.error();
    (*made)->start();
    return std::shared_ptr<Run>(std::make_shared<LocalRun>(std::move(*made), std::move(results), std::vector<std::shared_ptr<void>>{clock, based, broker},
                                                            std::move(reading), std::move(observation)));
}

Status Session::execute(std::string_view text, const RunOptions& options, const std::function<void(StatementResult)>& each) {
    try {
        sql::Script script = sql::parse(text);
        if (script.hasErrors()) return firstError(script.diagnostics);
        auto tape = inside_->openTape(text, options, false);
        if (!tape) return tape.error();
        for (const auto& statement : script.statements) {
            // What a killed process did not come to is not replayed either.
            if (options.replay && !options.replayAsInput && options.replay->truncated() && static_cast<size_t>(tape->nextJob) == options.replay->jobs().size()) break;
            SessionConfig config;
            BindResult bound;
            StatementResult result;
            {
                std::lock_guard lock(inside_->mutex);
                config = inside_->config;
                applyOptions(config, options);
                bound = Binder(inside_->catalog, config).bind(*statement);
                if (!bound.ok()) return firstError(bound.diagnostics);
                result.statement = {kindOf(*bound.statement), statementTitle(text, statement->place), statement->place};
                BasedFileSystem files(inside_->files, inside_->baseFolder);
                if (Status done = define(*bound.statement, inside_->catalog, inside_->config, files); !done) {
                    Error error = done.error();
                    if (!error.place.known()) error.place = statement->place;
                    return error;
                }
            }
            if (auto said = textOf(*bound.statement, config)) {
                if (!*said) return said->error();
                result.text = std::move(**said);
            } else if (auto roots = rootsOf(*bound.statement); !roots.empty()) {
                std::vector<Schema> schemas;
                if (bound.statement->as<bound::Query>()) schemas.push_back(schemaOf(*bound.statement));
                auto run = inside_->launch(roots, schemas, config, options, text, *tape);
                if (!run) {
                    Error error = run.error();
                    if (!error.place.known()) error.place = statement->place;
                    return error;
                }
                result.run = *run;
                // Flink's default is not to wait; here a script waits unless it says otherwise.
                result.awaited = bound.statement->as<bound::Query>() || !config.has("table.dml-sync") || config.boolean("table.dml-sync");
            }
            each(std::move(result));
        }
        return {};
    } catch (const RunError& failure) {
        return failure.error();
    }
}

Result<std::shared_ptr<Run>> Session::start(std::string_view text, const RunOptions& options) {
    try {
        auto [catalog, config] = inside_->copy();
        BasedFileSystem files(inside_->files, inside_->baseFolder);
        applyOptions(config, options);
        sql::Script script = sql::parse(text);
        BoundScript bound = bindScript(script, text, catalog, config, files);
        if (!bound.ok) return firstError(bound.diagnostics);
        if (bound.roots.empty()) {
            if (bound.says) return std::shared_ptr<Run>();
            return Error{ErrorCode::Invalid, "There is nothing to run: the script has no SELECT and no INSERT.", {}, "Add a query."};
        }
        applyOptions(config, options);
        auto tape = inside_->openTape(text, options, true);
        if (!tape) return tape.error();
        return inside_->launch(bound.roots, bound.schemas, config, options, text, *tape);
    } catch (const RunError& failure) {
        return failure.error();
    }
}

std::vector<StatementText> Session::texts(std::string_view text, const RunOptions& options) const {
    std::vector<StatementText> out;
    try {
        auto [catalog, config] = inside_->copy();
        BasedFileSystem files(inside_->files, inside_->baseFolder);
        applyOptions(config, options);
        sql::Script script = sql::parse(text);
        for (const auto& statement : script.statements) {
            BindResult bound = Binder(catalog, config).bind(*statement);
            if (!bound.ok() || !define(*bound.statement, catalog, config, files)) break;
            auto said = textOf(*bound.statement, config);
            if (!said) continue;
            out.push_back({statementTitle(text, statement->place), *said ? std::move(**said) : said->error().text(), statement->place});
        }
    } catch (const RunError&) {
        // start() tells what is wrong with the options.
    }
    return out;
}

Analysis Session::analyze(std::string_view text) const {
    Analysis analysis;
    try {
        auto [catalog, config] = inside_->copy();
        BasedFileSystem files(inside_->files, inside_->baseFolder);
        sql::Script script = sql::parse(text);
        BoundScript bound = bindScript(script, text, catalog, config, files);
        analysis.diagnostics = std::move(bound.diagnostics);
        analysis.statements = std::move(bound.statements);
        if (!bound.ok || bound.roots.empty()) return analysis;
        auto graph = compileJob(bound.roots, config);
        if (!graph) {
            analysis.diagnostics.push_back({Severity::Error, graph.error()});
            return analysis;
        }
        for (const plan::JobVertex& vertex : graph->vertices) {
            VertexSnapshot shown;
            shown.id = vertex.id;
            shown.name = vertex.name;
            shown.detail = vertex.detail;
            shown.uid = vertex.uid;
            shown.parallelism = vertex.parallelism;
            shown.task = vertex.id;
            shown.place = vertex.place;
            shown.changelog = plan::text(vertex.mode);
            shown.isSource = std::holds_alternative<plan::SourceSpec>(vertex.spec) || std::holds_alternative<plan::ValuesSpec>(vertex.spec);
            shown.isSink = std::holds_alternative<plan::SinkSpec>(vertex.spec);
            analysis.plan.vertices.push_back(std::move(shown));
        }
        for (const plan::JobEdge& edge : graph->edges) analysis.plan.edges.push_back({edge.from, edge.to, edge.input, plan::text(edge, *graph), 0, 0, false});
    } catch (const RunError& failure) {
        analysis.diagnostics.push_back({Severity::Error, failure.error()});
    }
    return analysis;
}

std::vector<ColouredToken> Session::tokens(std::string_view text) {
    std::vector<ColouredToken> out;
    // The parser's tokens: a keyword that serves as a name is a name there.
    for (const sql::Token& token : sql::parse(text).tokens) {
        if (token.kind == sql::TokenKind::End) continue;
        out.push_back({colourOf(token, text), token.place.offset, token.place.length});
    }
    return out;
}

namespace {

CompletionItem::Kind kindOf(assist::Kind kind) {
    switch (kind) {
    case assist::Kind::Keyword: return CompletionItem::Kind::Keyword;
    case assist::Kind::Table: return CompletionItem::Kind::Table;
    case assist::Kind::View: return CompletionItem::Kind::View;
    case assist::Kind::Column: return CompletionItem::Kind::Column;
    case assist::Kind::Function: return CompletionItem::Kind::Function;
    case assist::Kind::Option: return CompletionItem::Kind::Option;
    case assist::Kind::Value: return CompletionItem::Kind::Value;
    case assist::Kind::Type: return CompletionItem::Kind::Type;
    }
    return CompletionItem::Kind::Keyword;
}

} // namespace

Completion Session::complete(std::string_view text, int offset) const {
    auto [catalog, config] = inside_->copy();
    assist::Completion found = assist::complete(text, offset, catalog, config, inside_->definer());
    Completion out;
    out.replaceFrom = found.replaceFrom;
    for (assist::Item& item : found.items) out.items.push_back({kindOf(item.kind), std::move(item.text), std::move(item.detail), std::move(item.doc)});
    return out;
}

Hover Session::hover(std::string_view text, int offset) const {
    auto [catalog, config] = inside_->copy();
    assist::Hover found = assist::hover(text, offset, catalog, config, inside_->definer());
    return {found.place, std::move(found.title), std::move(found.text)};
}

std::string Session::format(std::string_view text) { return sql::format(text); }

std::vector<CatalogTree> Session::catalog(std::string_view text) const {
    auto [catalog, config] = inside_->copy();
    BasedFileSystem files(inside_->files, inside_->baseFolder);
    bindScript(sql::parse(text), text, catalog, config, files);
    std::vector<CatalogTree> trees;
    for (const std::string& name : catalog.catalogs()) {
        CatalogTree tree{name, {}};
        auto databases = catalog.databases(name);
        if (!databases) continue;
        for (const std::string& database : *databases) {
            CatalogDatabase shown{database, {}};
            auto tables = catalog.tables({name, database});
            for (const std::string& table : tables ? *tables : std::vector<std::string>{}) {
                TableRef found = catalog.get({name, database, table});
                if (!found) continue;
                CatalogTable entry{table, found->isView, found->connector(), {}};
                for (size_t i = 0; i < found->columns.size(); ++i) {
                    const TableColumn& column = found->columns[i];
                    std::string note;
                    auto add = [&](const std::string& more) { note += (note.empty() ? "" : ", ") + more; };
                    if (std::find(found->primaryKey.begin(), found->primaryKey.end(), column.name) != found->primaryKey.end()) add("primary key");
                    if (found->watermark && found->watermark->column == static_cast<int>(i)) add("rowtime, watermark " + found->watermark->text);
                    else if (column.type.isRowtime()) add("rowtime");
                    if (column.kind == ColumnKind::Computed) add("AS " + column.expressionText);
                    if (column.kind == ColumnKind::Metadata) add("metadata");
                    if (column.type.isProctime()) add("processing time");
                    entry.columns.push_back({column.name, column.type.text(true), note});
                }
                shown.tables.push_back(std::move(entry));
            }
            tree.databases.push_back(std::move(shown));
        }
        trees.push_back(std::move(tree));
    }
    return trees;
}

Result<SavepointCheck> Session::checkSavepoint(const std::string& path, std::string_view text, const RunOptions& options) const {
    try {
        auto [catalog, config] = inside_->copy();
        applyOptions(config, options);
        BasedFileSystem files(inside_->files, inside_->baseFolder);
        auto stored = CheckpointStorage(files, path).read(path);
        if (!stored) return stored.error();
        sql::Script script = sql::parse(text);
        if (script.hasErrors()) return firstError(script.diagnostics);
        std::optional<SavepointCheck> best;
        std::map<std::string, int> jobs;
        for (const auto& statement : script.statements) {
            BindResult bound = Binder(catalog, config).bind(*statement);
            if (!bound.ok()) return firstError(bound.diagnostics);
            if (Status done = define(*bound.statement, catalog, config, files); !done) return done.error();
            auto roots = rootsOf(*bound.statement);
            if (roots.empty()) continue;
            auto graph = compileJob(roots, config);
            if (!graph) return graph.error();
            StateMatch match = matchState(stored->manifest, stateForms(*graph, *inside_->clock, config.zone().get()), wideningBy(typeOf));
            SavepointCheck check{jobName(*graph), match.fits() && !match.isOtherJob, {}};
            if (int again = ++jobs[check.job]; again > 1) check.job += "-" + std::to_string(again);
            for (const StateFinding& one : match.findings)
                check.findings.push_back({one.uid, one.section, one.column, std::string(weir::text(one.verdict)), one.reason, one.fits});
            bool isIt = check.job == stored->manifest.job;
            if (!best || isIt || (!match.isOtherJob && !best->fits && best->job != stored->manifest.job)) best = std::move(check);
            if (isIt) break;
        }
        if (!best) return Error{ErrorCode::Invalid, "The script has no SELECT and no INSERT that could begin with a savepoint."};
        return *best;
    } catch (const RunError& failure) {
        return failure.error();
    }
}

std::shared_ptr<const TimeZone> Session::zone() const { return inside_->copy().second.zone(); }

Result<std::string> Session::explain(std::string_view text, const RunOptions& options, ExplainForm form) const {
    try {
        auto [catalog, config] = inside_->copy();
        BasedFileSystem files(inside_->files, inside_->baseFolder);
        applyOptions(config, options);
        BoundScript bound = bindScript(sql::parse(text), text, catalog, config, files);
        if (!bound.ok) return firstError(bound.diagnostics);
        applyOptions(config, options);
        if (form == ExplainForm::JobGraph) return jobGraphText(bound.roots, config);
        bound::Explain explain;
        explain.roots = std::move(bound.roots);
        explain.changelogMode = true;
        return explainText(explain, config);
    } catch (const RunError& failure) {
        return failure.error();
    }
}

std::vector<ConnectorTraits> Session::connectors() const {
    std::vector<ConnectorTraits> out;
    for (const ConnectorInfo* each : builtinConnectors()) out.push_back(each->traits);
    return out;
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/clock.h"
#include "engine/base/file_system.h"
#include "engine/base/result.h"
#include "engine/catalog/connector_traits.h"
#include "engine/connectors/results.h"
#include "engine/metrics/run_snapshot.h"
#include "engine/recording/divergence.h"
#include "engine/recording/replay_moment.h"
#include "engine/session/savepoints.h"
#include "engine/session/state_page.h"
#include "engine/types/datetime.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

class EdgeTap;
class PressureWatch;
class Recording;
class TimeWatch;
struct LedgerPage;
struct TapQuery;

/// A token for colouring: what the engine's own lexer says.
enum class TokenKind : uint8_t { Keyword, Type, Function, Identifier, QuotedIdentifier, Number, String, Operator, Comment, Hint, Unknown };
struct ColouredToken { TokenKind kind; int offset; int length; };

enum class StatementKind : uint8_t { Query, Insert, StatementSet, Definition, Other };
struct StatementOutline {
    StatementKind kind = StatementKind::Other;
    std::string title;            // "CREATE TABLE orders", "INSERT INTO totals", "SELECT name, COUNT(*) ..."
    Place place;                  // the whole statement
};

/// A job's graph as it would run, for showing before Run. Same vertex and edge forms as a running one, without numbers.
struct PlanPreview {
    std::vector<VertexSnapshot> vertices;
    std::vector<EdgeSnapshot> edges;
};

/// Everything an editor wants to know of a text. Never fails.
struct Analysis {
    std::vector<Diagnostic> diagnostics;
    std::vector<StatementOutline> statements;
    PlanPreview plan;             // of all INSERTs and SELECTs together, when they bind
};

struct CompletionItem {
    enum class Kind : uint8_t { Keyword, Table, View, Column, Function, Option, Value, Type } kind = Kind::Keyword;
    std::string text;             // what is inserted
    std::string detail;           // type, signature
    std::string doc;
};
struct Completion { int replaceFrom = 0; std::vector<CompletionItem> items; };
struct Hover { Place place; std::string title, text; };

/// The catalog as a tree.
struct CatalogColumn { std::string name, type; std::string note; };             // note: "rowtime, WATERMARK ...", "PRIMARY KEY", "metadata"
struct CatalogTable { std::string name; bool isView = false; std::string connector; std::vector<CatalogColumn> columns; };
struct CatalogDatabase { std::string name; std::vector<CatalogTable> tables; };
struct CatalogTree { std::string name; std::vector<CatalogDatabase> databases; };

struct RunOptions {
    int parallelism = 0;                              // 0 = what the script's SET says, else 1
    std::map<std::string, std::string> settings;      // as SET
    int workers = 0;                                  // 0 = cores
    bool lossless = false;                            // command line: every result row is kept until taken
    int64_t resultRows = 1'000'000;                   // ring per SELECT otherwise
    int maxBatchRows = 0;                             // tests: 1, 7, ...
    bool randomBatches = false;                       // tests: batches of sources are cut where the seed says
    uint64_t seed = 0;                                // random numbers of the run; with seededScheduler its choices too
    bool seededScheduler = false;                     // one thread, tasks chosen by seed
    uint64_t schedulerSeed = 0;                       // of a replay, whose other seed is the recording's
    std::string restoreFrom;                          // "latest", or a checkpoint's or savepoint's folder; empty: from the beginning
    bool allowNonRestored = false;                    // state that has no place in the job is left out
    int64_t failAfterRows = -1;                       // tests: fails once, a checkpoint behind so many source rows; see PlannedFailure
    int restartParallelism = 0, restartBatchRows = 0; // tests: of attempts behind a failure; 0 = as before
    std::string recordTo;                             // path of the recording to write; empty: none
    std::shared_ptr<const Recording> replay;          // not null: the run is replayed; see replayOptions(). `restoreFrom`: begin with a checkpoint on the way
    ReplayMoment until;                               // of a replay
    bool replayAsInput = false;                       // the script may be another one, and run another way: it gets the recorded rows at the recorded times
    bool keepsTimes = false;                          // of event time there is a sample from the first row on, for who opens watchTime() later
    std::function<void(std::string_view)> printLine;  // lines of `print` sinks and of EXPLAIN/SHOW; default: dropped
};

/// A running (or ended) job. All calls are thread-safe and none waits for the engine, but for wait().
class Run {
public:
    virtual ~Run() = default;                                       // cancels
    virtual std::shared_ptr<const RunSnapshot> snapshot() const = 0;
    virtual int resultCount() const = 0;
    virtual std::shared_ptr<ResultCollector> result(int index) const = 0;
    virtual void pause() = 0;
    virtual void resume() = 0;
    virtual void stop() = 0;                                        // in order: sources end, everything flows out
    virtual void cancel() = 0;                                      // at once
    /// Asks for a savepoint in a new folder of `folder` (`name` may be empty); `stop`: the job ends with it, nothing behind it is read or shown. What came
    /// of it is in snapshot()->checkpoints.savepoints. Runs that take no checkpoints answer with an error.
    virtual void savepoint(const std::string& /*folder*/, const std::string& /*name*/, bool /*stop*/) {}
    virtual bool wait(int64_t millis) = 0;                          // true when ended
    /// What an operator holds. While the run stands still: paused, a replay at its moment, ended; else an error.
    virtual Result<StatePage> state(const StateQuery& /*query*/) const { return Error{ErrorCode::Unsupported, "This run does not show its state."}; }
    /// Rows of an edge from now on, over restarts too, until the tap is let go. Errors: no such edge, a condition that cannot be understood.
    virtual Result<std::shared_ptr<EdgeTap>> tap(const TapQuery& /*query*/) { return Error{ErrorCode::Unsupported, "This run shows no rows of its edges."}; }
    /// What became of the rows of the sources, over restarts: always known, and exact while the run stands still or is over; null: this run does not tell.
    virtual std::shared_ptr<const LedgerPage> ledger() const { return nullptr; }
    /// Event time, late rows and window firings from now on (keepsTimes: from the first row on), until it is let go; null: this run does not tell.
    virtual std::shared_ptr<TimeWatch> watchTime() { return nullptr; }
    /// Who waited for whom; null: this run does not tell.
    virtual std::shared_ptr<PressureWatch> watchPressure() { return nullptr; }
};

/// A recorded job, run again. The same in every number of workers; tables are not written. At a moment everything stands still until told to go on.
class Replay : public Run {
public:
    virtual Status runTo(const ReplayMoment& moment) = 0;                     // resume(): to the end
    /// One more batch, watermark or the like into that operator's subtask; the others go on as far as they can.
    virtual Status step(const std::string& uid, int subtask) = 0;
    virtual bool isAtMoment() const = 0;
    /// Where every task stands: a cut through the whole job. While it stands still.
    virtual Result<std::vector<TaskPosition>> positions() const = 0;
    virtual std::optional<Divergence> divergence() const = 0;                 // the first one
    virtual int64_t agreedStates() const = 0;                                 // hashes of state that were the recorded ones
    virtual int64_t agreedSinks() const = 0;                                  // running hashes of rows into sinks
};

/// What a SHOW, DESCRIBE or EXPLAIN of a script says.
struct StatementText {
    std::string title;                      // "EXPLAIN SELECT name, COUNT(*) ..."
    std::string text;
    Place place;
};

/// What one statement of a script did.
struct StatementResult {
    std::string text;                       // SHOW, DESCRIBE, EXPLAIN: plain text to print; otherwise ""
    std::shared_ptr<Run> run;               // Query, Insert, StatementSet: started
    StatementOutline statement;
    bool awaited = true;                    // false: an INSERT after SET 'table.dml-sync' = 'false', beside which the script goes on
};

/// The one facade of both doors: a catalog, settings, and jobs. Methods may be called from any thread, one at a time per Session
/// (analyze, complete and hover may run beside the others: they work on a copy).
class Session {
public:
    struct Seams { std::shared_ptr<Clock> clock; std::shared_ptr<FileSystem> files; };
    explicit Session(Seams seams = {});     // empty = the operating system's
    ~Session();

    /// `baseFolder`: relative paths in the text ('path' = 'orders.json') are taken from here.
    void setBaseFolder(std::string folder);

    Analysis analyze(std::string_view text) const;
    static std::vector<ColouredToken> tokens(std::string_view text);
    Completion complete(std::string_view text, int offset) const;
    Hover hover(std::string_view text, int offset) const;
    static std::string format(std::string_view text);
    std::vector<CatalogTree> catalog(std::string_view text) const;      // as it is after the definitions in `text`
    std::vector<ConnectorTraits> connectors() const;
    /// The session's time zone (table.local-time-zone), in which TIMESTAMP_LTZ is shown.
    std::shared_ptr<const TimeZone> zone() const;
    /// The job that start() would run, as text.
    enum class ExplainForm : uint8_t {
        Flink,       // as EXPLAIN CHANGELOG_MODE prints it
        JobGraph     // our own logical plans, vertices and edges
    };
    Result<std::string> explain(std::string_view script, const RunOptions& options, ExplainForm form = ExplainForm::Flink) const;

    /// Executes a script statement by statement, as the command line does; calls back after each one. A started run is the callee's to wait for or not.
    /// Stops at the first error.
    Status execute(std::string_view script, const RunOptions& options, const std::function<void(StatementResult)>& each);

    /// Compiles the whole script into ONE job: definitions and SETs are executed in order, and all INSERTs and SELECTs run together, sharing sources (what
    /// the window runs on F5). Null when the script only says something: see texts().
    Result<std::shared_ptr<Run>> start(std::string_view script, const RunOptions& options);
    /// Reads a recording and verifies all of it.
    Result<std::shared_ptr<const Recording>> openRecording(const std::string& path) const;
    /// The options that a recording was made with, to replay it: execute(recording's script, these) gives runs that are Replays.
    static RunOptions replayOptions(std::shared_ptr<const Recording> recording);
    /// The text that was run, and where its relative paths begin.
    static std::string recordedScript(const Recording& recording);
    static std::string recordedFolder(const Recording& recording);
    static bool isCutOff(const Recording& recording);       // the process was killed
    /// What the script's SHOW, DESCRIBE, EXPLAIN and SET statements say, in order, each after the definitions above it. Runs nothing; stops at a mistake.
    std::vector<StatementText> texts(std::string_view script, const RunOptions& options) const;

    /// What would become of the state of a savepoint or checkpoint if the script began with it. Of several jobs in the script, the one that it is of.
    Result<SavepointCheck> checkSavepoint(const std::string& path, std::string_view script, const RunOptions& options) const;

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

} // namespace weir

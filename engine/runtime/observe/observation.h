// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/clock.h"
#include "engine/plan/job/job_graph.h"
#include "engine/runtime/observe/node_watch.h"
#include "engine/runtime/observe/tap_ring.h"
#include "engine/runtime/observe/time_ring.h"

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// An open tap: a ring a subtask.
struct Tap {
    Tap(std::string uid, RowFate fate, const TapOptions& options, ExpressionRef condition) : uid(std::move(uid)), fate(fate), options(options), condition(std::move(condition)) {}
    const std::string uid;
    const RowFate fate;                                  // PassedOn: its output
    const TapOptions options;
    const ExpressionRef condition;
    std::atomic<int64_t> order{0};
    std::map<int, std::unique_ptr<TapRing>> rings;       // guarded by the Observation
};

/// What looks on at a run beyond its snapshots, over all its attempts: operators are known by uid and subtask, so that a tap goes on after a restart.
/// Outlives the executions. All calls from any thread.
class Observation {
public:
    struct Operator {
        std::string uid;
        Schema schema;                       // of its output
        int parallelism = 1;
        int group = 0;                       // of fused operators
        bool isSource = false;
        std::vector<std::vector<int>> keys;  // columns, by input; empty: it has none
        Schema read;                         // of a source: the columns that its connector gives
    };

    /// The graph of an attempt that begins, and which vertices run fused.
    void describe(const plan::JobGraph& graph, const std::vector<int>& groups, std::shared_ptr<Clock> clock);
    /// By the number of the vertex; nothing: there is none.
    std::optional<Operator> operatorOf(int vertex) const;
    bool hasEdge(int from, int to) const;
    /// Of the operator's subtask; stays where it is.
    NodeWatch& node(const std::string& uid, int subtask);
    /// Of the task with that number: a subtask of a group. Stays where it is.
    TaskWatch& task(int number, int group, int subtask);
    /// Columns that come into an operator.
    Schema inputOf(int vertex, int input) const;

    /// Opens a tap on the output of an operator: of every edge that goes out of it, since all carry the same rows. With another verdict than PassedOn: on
    /// the rows that come into it and get that verdict; of a source, those of Operator::read.
    std::shared_ptr<Tap> tap(const std::string& uid, RowFate fate, const TapOptions& options, const ExpressionRef& condition);
    TapPage take(Tap& tap) const;
    /// The task costs nothing any more. A task may be in it at this moment, so it is kept, empty, as long as the run.
    void close(Tap& tap);

    /// From the first look on operators tell about event time, until as many have gone.
    void watchTime(bool begins);
    TimePage takeTime();
    /// The same for what tasks take their time for.
    void watchPressure(bool begins);
    /// The last `nanos`, or since it is watched.
    PressurePage pressure(int64_t nanos);

private:
    struct Task { int group = 0, subtask = 0; std::unique_ptr<TaskWatch> watch; };
    /// What operators had done at a moment.
    struct Work { int64_t nanos = 0; std::map<std::pair<int, int>, int64_t> busy; };
    Work workNow() const;
    NodeWatch* find(int vertex, int subtask) const;
    struct Watched {
        std::map<int, std::unique_ptr<NodeWatch>> nodes;
        std::vector<std::shared_ptr<Tap>> taps;
    };
    void publish(Watched& watched);

    mutable std::mutex mutex_;               // guards all
    std::vector<Operator> operators_;        // by vertex
    std::vector<std::pair<int, int>> edges_;
    std::map<std::pair<int, int>, int> inputs_;      // vertex and input: the vertex whose rows come
    std::shared_ptr<Clock> clock_;
    std::vector<Task> tasks_;                // by number
    int timeLooks_ = 0, pressureLooks_ = 0;
    std::deque<Work> work_;                  // while pressure is watched, the oldest first
    std::vector<std::unique_ptr<TimeRing>> times_;
    std::map<std::string, Watched> watched_;
    std::vector<std::unique_ptr<const TapList>> lists_;
    std::vector<std::shared_ptr<Tap>> closed_;
};

} // namespace weir

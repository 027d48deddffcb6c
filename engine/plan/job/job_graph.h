// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/job/operator_spec.h"

namespace weir::plan {

enum class Shuffle : uint8_t { Forward, Hash, Global, Broadcast, Rebalance };

struct JobVertex {
    int id = 0;                         // index in JobGraph::vertices
    std::string uid;                    // stable across edits, unique in the job: what a savepoint is matched by
    std::string name;                   // "GroupAggregate", "Source: orders"
    std::string detail;                 // "groupBy=[name], select=[name, COUNT(*) AS n]"
    OperatorSpec spec;
    Schema schema;                      // output
    int parallelism = 1;
    ChangelogMode mode;                 // kinds it emits
    std::vector<int> upsertKey;         // of the output, when it has one
    Place place;                        // in the SQL text
};

struct JobEdge {
    int from = 0, to = 0;
    int input = 0;                      // which input of `to`
    Shuffle shuffle = Shuffle::Forward;
    std::vector<int> keys;              // columns of `from`'s output by which `to` wants rows together, whether they have to move or not
};

struct JobGraph {
    std::vector<JobVertex> vertices;    // inputs before their consumers
    std::vector<JobEdge> edges;
    bool batchMode = false;
    bool netChanges = false;            // table.exec.mini-batch.enabled
    int64_t miniBatchRows = 0;
    int64_t miniBatchMillis = 0;
    int64_t stateTtlMillis = 0;
    int maxParallelism = 128;
    std::string zone = "UTC";
    std::vector<const JobEdge*> inputs(int vertex) const;    // ordered by input number
    std::vector<const JobEdge*> outputs(int vertex) const;
};

std::string text(const ChangelogMode& mode);                       // "[I,UB,UA,D]"
std::string text(const JobEdge& edge, const JobGraph& graph);      // "HASH[name]"
std::string print(const JobGraph& graph);

} // namespace weir::plan

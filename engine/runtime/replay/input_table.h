// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/job/operator_spec.h"
#include "engine/recording/recording.h"

#include <functional>
#include <vector>

namespace weir {

/// Where the rows of a table lie in a recording, for a job that may be another one than the recorded.
struct InputTable {
    RecordedTask head;                   // of its first subtask
    std::vector<size_t> attempts;        // of the recording, in order
    std::vector<int> tasks;              // by recorded subtask
    std::vector<DataType> types;         // of the columns kept
    std::vector<int> wanted;             // of those, what the job reads; empty: the table is read again

    /// `job`: looked at first; `number`: of the job's sources that read this table, from 0. Errors name the table, and columns or options that are not as recorded.
    static Result<InputTable> find(const Recording& recording, int job, const plan::SourceSpec& spec, int number,
                                   const std::function<Result<DataType>(const std::string&)>& typeOf);
};

/// What of a table decides its rows when it is read again.
std::map<std::string, std::string> rowOptions(const TableDefinition& table);

} // namespace weir

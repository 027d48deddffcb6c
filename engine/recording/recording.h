// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/recording/recording_file.h"
#include "engine/recording/step.h"

#include <map>
#include <optional>

namespace weir {

/// What was run: enough to run it again.
struct RecordingHeader {
    std::string version;                              // of the program
    std::string script;
    std::string baseFolder;                           // of relative paths in it
    std::map<std::string, std::string> settings;
    int parallelism = 0;
    int maxBatchRows = 0;
    bool randomBatches = false;
    bool together = false;                            // the whole script as one job
    uint64_t seed = 0;
    int64_t startedMillis = 0;
};

/// A subtask of a chain, as it was.
struct RecordedTask {
    std::string uid, name;                            // of its head
    int subtask = 0, parallelism = 1;
    bool hasSplits = true;                            // when it began
    bool keepsRows = false;                           // its source cannot be read again: the rows are in the recording
    std::string table;                                // that its source reads; empty: no source
    std::vector<std::string> columns, types;          // of the rows kept, in order
    std::map<std::string, std::string> options;       // of a table that is read again: they decide its rows
    bool operator==(const RecordedTask&) const = default;
};

/// One go at a job, from its start or a checkpoint to its end or failure.
struct RecordedAttempt {
    int job = 0;
    int64_t startedMillis = 0;                        // queries see this as their start
    int64_t restoredFrom = 0;                         // checkpoint; 0: from the beginning
    std::string restoredPath;
    std::vector<RecordedTask> tasks;
    std::vector<std::vector<ChunkPlace>> steps;       // per task
    std::vector<std::vector<std::pair<NoteKind, std::string>>> notes;    // per task, in order
    std::optional<std::string> outcome;               // "finished", "cancelled", or "failed: MESSAGE"; none: the process was killed
};

struct RecordedJob {
    std::string title;                                // "INSERT INTO totals"
    std::string graph;                                // fingerprint of what was planned
    std::vector<size_t> attempts;                     // indices into Recording::attempts
};

/// A recording read and verified. The steps stay in the file until they are needed. Immutable; thread-safe.
class Recording {
public:
    static Result<std::shared_ptr<const Recording>> open(FileSystem& files, const std::string& path);
    const RecordingHeader& header() const { return header_; }
    const std::vector<RecordedJob>& jobs() const { return jobs_; }
    const std::vector<RecordedAttempt>& attempts() const { return attempts_; }
    /// The checkpoint of an attempt that its job's next one began with: what came behind it was done again. 0: all of it; none: no attempt follows.
    std::optional<int64_t> lastKept(size_t attempt) const;
    bool truncated() const { return reader_->truncated(); }
    const std::string& path() const { return reader_->path(); }
    const RecordingReader& reader() const { return *reader_; }
    int64_t bytes() const { return bytes_; }

private:
    Status take(const ChunkPlace& place, std::string_view content);
    std::unique_ptr<RecordingReader> reader_;
    RecordingHeader header_;
    std::vector<RecordedJob> jobs_;
    std::vector<RecordedAttempt> attempts_;
    int64_t bytes_ = 0;
    bool hasHeader_ = false;
};

/// The JSON of chunks that are not steps.
std::string headerText(const RecordingHeader& header);
std::string jobText(int job, const RecordedJob& value);
std::string attemptText(const RecordedAttempt& value);

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/recording/recording.h"
#include "engine/recording/task_log.h"

namespace weir {

class Recorder;

/// The recording of one attempt at a job. Tasks are added while it is built, then opened() says that all are there.
class AttemptLog {
public:
    AttemptLog(Recorder& recorder, int number, RecordedAttempt head);
    TaskLog& addTask(RecordedTask task);
    RecordedTask& task(int number) { return head_.tasks[static_cast<size_t>(number)]; }
    void opened();
    /// Behind the last step of every task.
    void end(const std::string& outcome, int64_t wallMillis);

private:
    Recorder& recorder_;
    const int number_;
    RecordedAttempt head_;
    std::vector<std::unique_ptr<TaskLog>> logs_;
    bool opened_ = false, ended_ = false;
};

/// Writes a recording: one file for all jobs of a script, begun with its header. Thread-safe; outlives the jobs.
class Recorder {
public:
    static Result<std::shared_ptr<Recorder>> create(FileSystem& files, const std::string& path, const RecordingHeader& header);
    ~Recorder();
    int addJob(const RecordedJob& job);
    std::unique_ptr<AttemptLog> addAttempt(RecordedAttempt head);
    /// Nothing follows: the file is complete.
    void close();
    RecordingWriter& file() { return *file_; }

private:
    explicit Recorder(std::unique_ptr<RecordingWriter> file) : file_(std::move(file)) {}
    std::unique_ptr<RecordingWriter> file_;
    std::mutex mutex_;         // guards the numbers
    int jobs_ = 0, attempts_ = 0;
    bool closed_ = false;
};

} // namespace weir

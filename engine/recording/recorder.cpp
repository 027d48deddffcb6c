// SPDX-License-Identifier: Apache-2.0
#include "engine/recording/recorder.h"

#include "engine/base/error.h"

#include <nlohmann/json.hpp>

namespace weir {

AttemptLog::AttemptLog(Recorder& recorder, int number, RecordedAttempt head) : recorder_(recorder), number_(number), head_(std::move(head)) {}

TaskLog& AttemptLog::addTask(RecordedTask task) {
    head_.tasks.push_back(std::move(task));
    logs_.push_back(std::make_unique<TaskLog>(recorder_.file(), number_, static_cast<int>(logs_.size())));
    return *logs_.back();
}

void AttemptLog::opened() {
    recorder_.file().append(ChunkKind::Attempt, attemptText(head_));
    opened_ = true;
}

void AttemptLog::end(const std::string& outcome, int64_t wallMillis) {
    if (!opened_ || ended_) return;
    ended_ = true;
    for (auto& log : logs_) log->flush(wallMillis);
    recorder_.file().append(ChunkKind::AttemptEnd,
                            nlohmann::ordered_json{{"attempt", number_}, {"outcome", outcome}}.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

Result<std::shared_ptr<Recorder>> Recorder::create(FileSystem& files, const std::string& path, const RecordingHeader& header) {
    auto file = RecordingWriter::create(files, path);
    if (!file) return file.error();
    try {
        (*file)->append(ChunkKind::Header, headerText(header));
    } catch (const RunError& failure) {
        return failure.error();
    }
    return std::shared_ptr<Recorder>(new Recorder(std::move(*file)));
}

Recorder::~Recorder() {
    try {
        close();
    } catch (const RunError&) {
        // A recording without an end is replayed as far as it goes.
    }
}

int Recorder::addJob(const RecordedJob& job) {
    std::lock_guard lock(mutex_);
    file_->append(ChunkKind::Job, jobText(jobs_, job));
    return jobs_++;
}

std::unique_ptr<AttemptLog> Recorder::addAttempt(RecordedAttempt head) {
    std::lock_guard lock(mutex_);
    return std::make_unique<AttemptLog>(*this, attempts_++, std::move(head));
}

void Recorder::close() {
    std::lock_guard lock(mutex_);
    if (closed_) return;
    closed_ = true;
    file_->append(ChunkKind::End, "{}");
    file_->close();
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/recording/task_log.h"

#include "engine/recording/step_chunk.h"
#include "engine/recording/varint.h"

#include <utility>

namespace weir {

namespace {
constexpr size_t LargePiece = 32 << 10;
constexpr int64_t OldMillis = 300;
constexpr uint8_t Repeated = 0x80;
} // namespace

void TaskLog::put(const TaskStep& step, uint64_t times) {
    bytes_ += static_cast<char>(static_cast<uint8_t>(step.kind) | (times > 1 ? Repeated : 0));
    if (times > 1) putVarint(bytes_, times);
    // A source's clock shows nearly what the task's does, a watermark nearly what the last one was.
    putSigned(bytes_, step.kind == StepKind::SourceClock ? step.a - written_ : step.a);
    if (step.kind != StepKind::ReadWatermark) return putSigned(bytes_, step.b);
    putSigned(bytes_, static_cast<int64_t>(static_cast<uint64_t>(step.b) - static_cast<uint64_t>(watermark_)));
    watermark_ = step.b;
}

void TaskLog::endRun() {
    if (times_ > 0) put(run_, times_);
    times_ = 0;
}

void TaskLog::step(TaskStep step, std::string_view text) {
    if (wall_ != written_) {
        int64_t now = wall_;
        int64_t passed = now - std::exchange(written_, now);
        endRun();
        put({StepKind::Clock, passed, 0}, 1);
        ++steps_;
    }
    if (step.kind == StepKind::Taken) endFulls(true);      // a replay may begin here
    last_ = step.kind;
    ++steps_;
    if (times_ > 0 && run_ == step && text.empty() && !hasText(step.kind)) {
        ++times_;
        return;
    }
    endRun();
    run_ = step;
    times_ = 1;
    if (hasText(step.kind)) {
        endRun();
        putText(texts_, text);
    }
}

void TaskLog::endFulls(bool atTaken) {
    putVarint(fulls_, notFull_ << 1 | (atTaken ? 1 : 0));
    notFull_ = 0;
}

void TaskLog::note(NoteKind kind, std::string_view text) {
    notes_ += static_cast<char>(kind);
    putText(notes_, text);
}

void TaskLog::flush(int64_t wallMillis) {
    flushedMillis_ = wallMillis;
    endRun();
    if (bytes_.empty() && fulls_.empty() && notes_.empty()) return;
    StepChunk chunk{static_cast<uint64_t>(attempt_), static_cast<uint64_t>(task_), static_cast<uint64_t>(flushed_), std::move(bytes_), std::move(texts_), std::move(fulls_),
                    std::move(notes_)};
    for (std::string* part : {&bytes_, &texts_, &fulls_, &notes_}) part->clear();
    flushed_ = steps_;
    file_.append(ChunkKind::Steps, encode(chunk));
}

void TaskLog::flushSometimes(int64_t wallMillis) {
    if (bytes_.size() + texts_.size() + notes_.size() >= LargePiece || wallMillis - flushedMillis_ >= OldMillis) flush(wallMillis);
}

} // namespace weir

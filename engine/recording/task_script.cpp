// SPDX-License-Identifier: Apache-2.0
#include "engine/recording/task_script.h"

#include "engine/base/error.h"

namespace weir {

namespace {
constexpr uint8_t Repeated = 0x80;
} // namespace

TaskScript::TaskScript(std::shared_ptr<const Recording> recording, size_t attempt, int task, ReplayReport& report)
    : recording_(std::move(recording)), head_(recording_->attempts()[attempt].tasks[static_cast<size_t>(task)]),
      places_(recording_->attempts()[attempt].steps[static_cast<size_t>(task)]), notes_(recording_->attempts()[attempt].notes[static_cast<size_t>(task)]), report_(report),
      attempt_(static_cast<int>(attempt)), task_(task), complete_(recording_->attempts()[attempt].outcome.has_value()) {}

void TaskScript::damaged() const {
    throw RunError(ErrorCode::Data, "The recording '" + recording_->path() + "' makes no sense at step " + std::to_string(taken_) + " of operator '" + head_.uid + "', subtask " +
                   std::to_string(head_.subtask) + ".");
}

bool TaskScript::load() {
    while (in_.atEnd()) {
        if (place_ == places_.size()) return false;
        auto content = recording_->reader().read(places_[place_++]);
        if (!content) throw RunError(content.error());
        if (!decode(*content, true, piece_) || piece_.first != static_cast<uint64_t>(taken_)) damaged();
        in_ = VarintReader(piece_.steps);
        texts_ = VarintReader(piece_.texts);
        VarintReader in(piece_.fulls);
        while (!in.atEnd()) fulls_.push_back(in.number());
        if (!in.ok()) damaged();
    }
    return true;
}

const TaskStep* TaskScript::next() {
    while (times_ == 0) {
        if (!load()) return nullptr;
        auto head = static_cast<uint8_t>(in_.byte());
        auto kind = static_cast<StepKind>(head & ~Repeated);
        times_ = head & Repeated ? in_.number() : 1;
        step_.kind = kind;
        step_.a = in_.signedNumber();
        step_.b = in_.signedNumber();
        if (!in_.ok() || static_cast<int>(kind) >= StepKinds || times_ == 0) damaged();
        if (hasText(kind)) {
            text_ = texts_.text();
            if (!texts_.ok()) damaged();
        }
        if (kind == StepKind::SourceClock) step_.a += wall_;
        if (kind == StepKind::ReadWatermark) step_.b = watermark_ = static_cast<int64_t>(static_cast<uint64_t>(watermark_) + static_cast<uint64_t>(step_.b));
        if (kind != StepKind::Clock) break;
        wall_ += step_.a;
        ++taken_;
        times_ = 0;
    }
    return &step_;
}

void TaskScript::take() {
    --times_;
    ++taken_;
    if (step_.kind == StepKind::Taken) dropFulls();
}

void TaskScript::dropFulls() {
    while (!fulls_.empty()) {
        bool here = fulls_.front() & 1;
        fulls_.pop_front();
        if (here) break;
    }
    notFull_ = 0;
}

bool TaskScript::full() {
    if (!fulls_.empty() && fulls_.front() == notFull_ << 1) {
        fulls_.pop_front();
        notFull_ = 0;
        return true;
    }
    ++notFull_;
    return false;
}

void TaskScript::nameNode(int node, std::string uid, std::string name) { nodes_[node] = {std::move(uid), std::move(name)}; }

void TaskScript::differ(int64_t step, std::string recorded, std::string replayed, int node) const {
    Divergence found{attempt_, task_, head_.uid, head_.name, head_.subtask, step, std::move(recorded), std::move(replayed)};
    if (auto named = nodes_.find(node); named != nodes_.end()) std::tie(found.uid, found.name) = named->second;
    Error error{ErrorCode::Runtime, found.text(), {}, "The program, its version or what it reads has changed, or this is a mistake in Weir."};
    report_.diverged(std::move(found));
    throw RunError(std::move(error));
}

void TaskScript::diverge(const std::string& replayed) {
    const TaskStep* step = next();
    differ(taken_, step ? weir::text(*step) : "nothing more", replayed, -1);
}

void TaskScript::differ(const TaskStep& taken, const std::string& replayed) const { differ(taken_ - 1, weir::text(taken), replayed, -1); }

void TaskScript::check(TaskStep step) {
    const TaskStep* recorded = next();
    bool ofNode = step.kind == StepKind::State || step.kind == StepKind::Sunk;
    // A killed process may have lost the end of a step.
    if (!recorded && !complete_) return;
    if (!recorded || !(*recorded == step)) differ(taken_, recorded ? weir::text(*recorded) : "nothing more", weir::text(step), ofNode ? static_cast<int>(step.a) : -1);
    if (ofNode) report_.agreed(step.kind == StepKind::State, step.kind == StepKind::Sunk);
    take();
}

bool TaskScript::skipTo(int64_t checkpoint) {
    while (const TaskStep* step = next()) {
        bool here = step->kind == StepKind::Taken && step->a == checkpoint;
        take();
        if (here) return true;
    }
    return false;
}

} // namespace weir

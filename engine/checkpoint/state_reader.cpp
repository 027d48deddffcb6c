// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/state_reader.h"

#include "engine/base/error.h"
#include "engine/checkpoint/state_writer.h"

#include <cstring>

namespace weir {

void StateEntry::damaged() const {
    throw RunError({ErrorCode::Data, "The state of " + (where_ ? *where_ : std::string("an operator")) + " cannot be read: an entry ends too early.", {},
                    "Start from another checkpoint."});
}

int64_t StateEntry::number() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        if (rest_.empty()) damaged();
        auto byte = static_cast<uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        value |= static_cast<uint64_t>(byte & 0x7F) << shift;
        if (byte < 0x80) return static_cast<int64_t>(value >> 1 ^ (0 - (value & 1)));
    }
    damaged();
}

std::string_view StateEntry::bytes() {
    int64_t size = number();
    if (size < 0 || static_cast<uint64_t>(size) > rest_.size()) damaged();
    std::string_view value = rest_.substr(0, static_cast<size_t>(size));
    rest_.remove_prefix(static_cast<size_t>(size));
    return value;
}

std::string_view StateEntry::row() {
    std::string_view value = bytes();
    return conversion_ && conversion_->row ? conversion_->row(value) : value;
}

StateReader::StateReader(std::string uid, std::vector<Part> parts, int formerParallelism, int subtask, int parallelism, int firstGroup, int endGroup)
    : uid_(std::move(uid)), parts_(std::move(parts)), formerParallelism_(formerParallelism), subtask_(subtask), parallelism_(parallelism), firstGroup_(firstGroup),
      endGroup_(endGroup) {}

namespace {

std::string columnText(const StateColumn& column) { return "'" + column.name + "' " + column.type; }

/// What differs first, as a sentence's end.
std::string difference(const std::vector<StateColumn>& was, const std::vector<StateColumn>& is) {
    for (size_t i = 0; i < std::max(was.size(), is.size()); ++i) {
        if (i < was.size() && i < is.size() && was[i] == is[i]) continue;
        std::string out = i < was.size() ? "column " + columnText(was[i]) + " of the checkpoint " : "no further column in the checkpoint ";
        return out + (i < is.size() ? "meets " + columnText(is[i]) + " of the job" : "is not in the job");
    }
    return "";
}

} // namespace

bool StateReader::section(std::string_view name, const StateForm& form) {
    chosen_.clear();
    part_ = at_ = 0;
    listed_ = 0;
    isLayered_ = false;
    conversion_ = nullptr;
    where_ = "'" + uid_ + "', section '" + std::string(name) + "',";
    for (const Part& part : parts_) {
        if (part.section != name) continue;
        if (auto known = conversions_.find(part.section); known != conversions_.end() && part.form != form) conversion_ = &known->second;
        if (part.form != form && !conversion_) {
            if (skips_) return false;
            std::string what = part.form.key != form.key ? difference(part.form.key, form.key) : difference(part.form.value, form.value);
            throw RunError({ErrorCode::Invalid, "The state of operator '" + uid_ + "' does not fit the job: in '" + std::string(name) + "' " + what + ".", {},
                            "Start without this checkpoint, or run the statement that it was taken of."});
        }
        chosen_.push_back(&part);
        isLayered_ |= part.isLayer;
    }
    return !chosen_.empty();
}

bool StateReader::isMine(int keyGroup, int formerSubtask) {
    if (keyGroup >= 0) return keyGroup >= firstGroup_ && keyGroup < endGroup_;
    if (formerParallelism_ == parallelism_) return formerSubtask == subtask_;
    if (keyGroup == SameEverywhere) return formerSubtask == 0;
    return keyGroup == EverySubtask || listed_++ % parallelism_ == subtask_;
}

/// A restore reads older layers to about once more than what counts.
int64_t StateReader::expectedEntries() const {
    int64_t all = 0;
    for (const Part* part : chosen_)
        if (isRescaled() || part->subtask == subtask_) all += part->entries;
    return all / (isLayered_ ? 2 : 1) / (isRescaled() ? parallelism_ : 1);
}

bool StateReader::next(StateEntry& entry) { return advance(entry, false); }

bool StateReader::advance(StateEntry& entry, bool ofAny) {
    for (; part_ < chosen_.size(); ++part_, at_ = 0) {
        std::string_view data = chosen_[part_]->data;
        // Where subtasks are the same ones each has its own parts.
        if (!ofAny && !isRescaled() && chosen_[part_]->subtask != subtask_) continue;
        while (at_ < data.size()) {
            uint32_t length = 0;
            int16_t group = 0;
            if (data.size() - at_ < 6) StateEntry({}, &where_).number();
            std::memcpy(&length, data.data() + at_, sizeof length);
            std::memcpy(&group, data.data() + at_ + 4, sizeof group);
            bool isRemoval = length >> 31;
            length &= 0x7FFFFFFF;
            if (length < 2 || (isRemoval && !isLayered_) || length > data.size() - at_ - 4) StateEntry({}, &where_).number();
            std::string_view rest = data.substr(at_ + 6, length - 2);
            at_ += 4 + length;
            if (!ofAny && !isMine(group, chosen_[part_]->subtask)) continue;
            entry = StateEntry(rest, &where_, conversion_, isRemoval, group);
            return true;
        }
    }
    return false;
}

} // namespace weir

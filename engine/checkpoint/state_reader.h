// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/checkpoint/state_form.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string_view>

namespace weir {

/// How entries of a section of another form are read.
struct StateConversion {
    std::function<std::string_view(std::string_view)> row;     // layout "rows"; what it gives holds until the next section
    std::vector<int> calls;                                    // layout "calls": of each call which one it was, -1 = none
    int formerCalls = 0;
    std::optional<std::vector<int>> seen{};                    // see SectionMapping
};

/// One entry of a section. What it gives points into the checkpoint and holds as long as the reader. Throws RunError where the bytes make no sense.
class StateEntry {
public:
    StateEntry() = default;
    StateEntry(std::string_view rest, const std::string* where, const StateConversion* conversion = nullptr, bool isRemoval = false, int keyGroup = -1)
        : rest_(rest), where_(where), conversion_(conversion), keyGroup_(keyGroup), isRemoval_(isRemoval) {}
    /// Not an entry, but a key: those that follow with it are out of date.
    bool isRemoval() const { return isRemoval_; }
    /// Negative: it has none, see StateWriter.
    int keyGroup() const { return keyGroup_; }
    /// What is left of it.
    size_t size() const { return rest_.size(); }
    int64_t number();
    std::string_view bytes();
    /// A packed row of the section's value columns, in the form that the job has now.
    std::string_view row();
    /// Null: the section has the form that was asked for.
    const StateConversion* conversion() const { return conversion_; }
    bool atEnd() const { return rest_.empty(); }

private:
    [[noreturn]] void damaged() const;
    std::string_view rest_;
    const std::string* where_ = nullptr;
    const StateConversion* conversion_ = nullptr;
    int keyGroup_ = -1;
    bool isRemoval_ = false;
};

/// Gives one operator subtask back what it held: the entries of all former subtasks that are its own now. Used by one thread.
class StateReader {
public:
    /// A former subtask's part of a section. `data` is kept alive by `owner`.
    struct Part {
        int subtask = 0;
        std::string section;
        StateForm form;
        std::string_view data;
        std::shared_ptr<const void> owner;
        bool isLayer = false;          // newer ones come before older ones
        int64_t entries = 0;           // where that is known
    };
    /// `uid` is for messages. The new subtask owns the key groups [firstGroup, endGroup).
    StateReader(std::string uid, std::vector<Part> parts, int formerParallelism, int subtask, int parallelism, int firstGroup, int endGroup);

    /// Sections of another form are read by these. `skips`: those that have none are passed over; else they are refused.
    void convertBy(std::map<std::string, StateConversion> conversions, bool skips) { conversions_ = std::move(conversions), skips_ = skips; }
    /// Goes to a section; false when the checkpoint has none of that name. A section of another form is refused by column.
    bool section(std::string_view name, const StateForm& form);
    /// The section at hand is in layers: entries with a key that was there before are out of date, and there may be removals.
    bool isLayered() const { return isLayered_; }
    /// About how many entries of the section are this subtask's and not out of date; never more than there are.
    int64_t expectedEntries() const;
    /// Whose the entry at hand was.
    int formerSubtask() const { return chosen_[part_]->subtask; }
    int subtask() const { return subtask_; }
    int parallelism() const { return parallelism_; }
    bool isRescaled() const { return formerParallelism_ != parallelism_; }
    /// The next own entry of the section.
    bool next(StateEntry& entry);
    /// The next entry, whosesoever it is; not mixed with next() within a section.
    bool nextOfAny(StateEntry& entry) { return advance(entry, true); }

private:
    bool isMine(int keyGroup, int formerSubtask);
    bool advance(StateEntry& entry, bool ofAny);
    std::string uid_;
    std::vector<Part> parts_;
    int formerParallelism_, subtask_, parallelism_, firstGroup_, endGroup_;
    std::map<std::string, StateConversion> conversions_;
    bool skips_ = false;
    const StateConversion* conversion_ = nullptr;
    std::vector<const Part*> chosen_;
    bool isLayered_ = false;
    size_t part_ = 0;
    size_t at_ = 0;
    int64_t listed_ = 0;
    std::string where_;
};

} // namespace weir

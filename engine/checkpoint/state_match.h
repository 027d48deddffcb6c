// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/checkpoint/manifest.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace weir {

/// An operator of a job as state is matched by it.
struct OperatorForms {
    std::string uid, name;
    bool anyForm = false;                       // sources and sinks: they know their own sections
    std::vector<StateSection> sections;         // forms only
};

/// What becomes of a piece of state when a job begins with a checkpoint.
enum class StateVerdict : uint8_t {
    Kept,          // as it is
    Converted,     // with columns added, left out or widened
    Rebuilt,       // the checkpoint has nothing of it: it begins empty
    Lost           // the job has no place for it
};
std::string_view text(StateVerdict verdict);

struct StateFinding {
    std::string uid, section, column;           // section and column may be empty: all of it
    StateVerdict verdict = StateVerdict::Kept;
    std::string reason;
    bool fits = true;                           // false: only where the user allows it
};

/// How the entries of a section of another form are read. For each value column of the job's form: which one of the checkpoint's it was, -1 = none.
struct SectionMapping {
    StateForm was, is;
    std::vector<int> columns;
    int wasRowAt = 0;                           // the first column that was in packed rows
    /// Of each list of values that DISTINCT calls had seen which one it is now, -1 = none. Nothing: they are the same.
    std::optional<std::vector<int>> seen{};
};

struct StateMatch {
    std::map<std::string, std::string> heldAs;  // uid in the job -> uid in the checkpoint
    std::vector<StateFinding> findings;         // in the order of the job, then what has no place in it
    std::map<std::pair<std::string, std::string>, SectionMapping> mappings;     // by uid in the job and section
    bool fits() const;
    bool isOtherJob = false;                    // nothing of the checkpoint has a place
};

/// Whether every value of one type, by text, is one of another.
using Widens = std::function<bool(const std::string& was, const std::string& is)>;

/// Matches by uid; what was renamed is found by kind and form where only one can be meant.
StateMatch matchState(const Manifest& held, const std::vector<OperatorForms>& job, const Widens& widens);

} // namespace weir

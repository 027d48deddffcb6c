// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/checkpoint/state_form.h"

#include <string_view>

namespace weir {

/// Whose an entry is after a restore with another parallelism, where it has no key group: one subtask's (lists), every subtask's (each sees those of all
/// former ones), or every subtask's where all former ones had the same (only the first one's count).
constexpr int AnySubtask = -1, EverySubtask = -2, SameEverywhere = -3;

/// Takes down an operator's state: named sections of entries of numbers and bytes. The form is portable: it knows keys and columns, not pages and
/// addresses. Used by one thread; the result may be written by another while the operator goes on.
class StateWriter {
public:
    explicit StateWriter(int maxParallelism = 128, bool isSavepoint = false) : maxParallelism_(maxParallelism), isSavepoint_(isSavepoint) {}
    int maxParallelism() const { return maxParallelism_; }
    /// Sinks leave nothing half done outside.
    bool isSavepoint() const { return isSavepoint_; }

    void section(std::string name, StateForm form);
    /// A new entry of the section; numbers and bytes go there.
    void entry(int keyGroup);
    void number(int64_t value);
    void bytes(std::string_view value);
    std::vector<StateSection> take();
    size_t size() const;

private:
    void close();
    int maxParallelism_;
    bool isSavepoint_;
    std::vector<StateSection> sections_;
    size_t entryStart_ = 0;
    bool open_ = false;
};

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/common.h"

#include <string>
#include <vector>

namespace weir {

/// The pattern of MATCH_RECOGNIZE as states, built as Flink builds them: strictly contiguous, loops with a way on, and a greedy loop
/// forbids what follows it to take a row that the loop would take.
class MatchAutomaton {
public:
    struct Edge {
        bool takes = false;            // takes the row, else goes on without it
        int target = 0;
        int define = -1;               // condition that must hold; -1 = TRUE
        std::vector<int> forbidden;    // conditions that must not hold; -1 = TRUE
    };
    struct State {
        int variable = -1;             // index into variables()
        std::vector<Edge> edges;
    };
    static constexpr int Final = 0;

    explicit MatchAutomaton(const plan::MatchRecognize& match);
    int start() const { return start_; }
    const State& operator[](int state) const { return states_[state]; }
    const std::vector<std::string>& variables() const { return variables_; }
    int variableIndex(const std::string& name) const;       // -1 when absent
    /// The pattern is complete in this state, perhaps by leaving out what is optional.
    bool completes(int state) const;

private:
    int add(int variable);
    int element(const plan::PatternElement& element, int define, int sink);
    void forbid(int state, int define);
    std::vector<State> states_;
    std::vector<std::string> variables_;
    int start_ = 0;
};

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/match_automaton.h"

#include <algorithm>

namespace weir {

MatchAutomaton::MatchAutomaton(const plan::MatchRecognize& match) {
    states_.emplace_back();      // Final
    for (const plan::PatternElement& one : match.pattern)
        if (variableIndex(one.variable) < 0) variables_.push_back(one.variable);
    int sink = Final;
    for (auto one = match.pattern.rbegin(); one != match.pattern.rend(); ++one) {
        int define = -1;
        for (size_t d = 0; d < match.define.size(); ++d)
            if (match.define[d].name == one->variable) define = static_cast<int>(d);
        sink = element(*one, define, sink);
    }
    start_ = sink;
}

int MatchAutomaton::variableIndex(const std::string& name) const {
    auto found = std::find(variables_.begin(), variables_.end(), name);
    return found == variables_.end() ? -1 : static_cast<int>(found - variables_.begin());
}

int MatchAutomaton::add(int variable) {
    states_.push_back({variable, {}});
    return static_cast<int>(states_.size()) - 1;
}

void MatchAutomaton::forbid(int state, int define) {
    for (Edge& edge : states_[state].edges) edge.forbidden.push_back(define);
}

int MatchAutomaton::element(const plan::PatternElement& element, int define, int sink) {
    int variable = variableIndex(element.variable);
    auto takes = [&](int target) {
        int state = add(variable);
        states_[state].edges.push_back({true, target, define, {}});
        return state;
    };
    auto goesOn = [&](int state) { states_[state].edges.push_back({false, sink, -1, {}}); };
    bool optional = element.minimum == 0;
    int from = std::max(element.minimum, 1), last = sink;
    if (element.maximum < 0) {
        if (element.greedy) forbid(sink, define);
        int loop = add(variable);
        goesOn(loop);
        states_[loop].edges.push_back({true, loop, define, {}});
        last = loop;
    } else if (element.maximum > 1) {
        if (element.greedy && from != element.maximum) forbid(sink, define);
        for (int i = from; i < element.maximum; ++i) {
            last = takes(last);
            goesOn(last);
        }
    }
    for (int i = 0; i < from - 1; ++i) last = takes(last);
    int first = takes(last);
    if (optional) goesOn(first);
    return first;
}

bool MatchAutomaton::completes(int state) const {
    if (state == Final) return true;
    for (const Edge& edge : states_[state].edges)
        if (!edge.takes && completes(edge.target)) return true;
    return false;
}

} // namespace weir

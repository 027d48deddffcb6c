// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/state_match.h"

#include <algorithm>
#include <set>

namespace weir {

namespace {

/// Sections that every operator has, with or without state.
bool isControl(const std::string& section) { return section == "task" || section == "clock" || section == "reader" || section == "progress" || section == "ledger"; }

/// Rows on their way to the operator; what becomes of them is looked at when they are read.
bool isOnItsWay(const std::string& section) { return section == "in flight"; }

/// What the layouts say that earlier versions wrote as "": their entries are the same.
constexpr std::string_view NamedLater[] = {"ranks", "over", "frames"};

bool isOf(const StateForm& form, std::string_view layout) { return form.layout.substr(0, form.layout.find(' ')) == layout; }

bool canConvert(const StateForm& is) {
    for (std::string_view layout : {"rows", "calls", "ranks", "over", "frames"})
        if (isOf(is, layout)) return true;
    return false;
}

/// Whether entries of one are entries of the other, but for their columns.
bool isSameLayout(const StateForm& was, const StateForm& is) {
    if (was.layout == is.layout) return true;
    const bool isNamed = std::any_of(std::begin(NamedLater), std::end(NamedLater), [&](std::string_view each) { return isOf(is, each); });
    // Where calls are in front nobody wrote down how many.
    return was.layout.empty() && isNamed && (isOf(is, "ranks") || was.value == is.value);
}

std::string baseOf(const std::string& uid) { return uid.substr(0, uid.find('#')); }

const StateSection* sectionOf(const OperatorForms& one, const std::string& name) {
    for (const StateSection& section : one.sections)
        if (section.name == name) return &section;
    return nullptr;
}

int64_t entriesOf(const ManifestOperator& held, size_t section) {
    int64_t entries = 0;
    for (const StateHandle& handle : held.handles)
        if (handle.section == static_cast<int>(section)) entries += handle.entries;
    return entries;
}

bool holdsState(const ManifestOperator& held) {
    for (size_t i = 0; i < held.sections.size(); ++i)
        if (!isControl(held.sections[i].name) && entriesOf(held, i) > 0) return true;
    return false;
}
bool wantsState(const OperatorForms& one) {
    return one.anyForm || std::any_of(one.sections.begin(), one.sections.end(), [](const StateSection& section) { return !isControl(section.name); });
}

/// Same sections with the same keys: good enough to be the same operator under another name.
bool looksAlike(const ManifestOperator& held, const OperatorForms& one) {
    if (one.anyForm || held.name != one.name) return false;
    for (const ManifestSection& section : held.sections) {
        if (isControl(section.name) || isOnItsWay(section.name)) continue;
        const StateSection* own = sectionOf(one, section.name);
        if (!own || own->form.key != section.form.key) return false;
    }
    return true;
}

class Matcher {
public:
    Matcher(const Manifest& held, const std::vector<OperatorForms>& job, const Widens& widens)
        : held_(held), job_(job), widens_(widens), heldOf_(job.size(), -1), jobOf_(held.operators.size(), -1) {}

    StateMatch run() {
        pair([](const ManifestOperator& held, const OperatorForms& one) { return held.uid == one.uid; });
        pair([](const ManifestOperator& held, const OperatorForms& one) { return baseOf(held.uid) == baseOf(one.uid) && (one.anyForm || looksAlike(held, one)); });
        pair([](const ManifestOperator& held, const OperatorForms& one) { return baseOf(held.uid) == baseOf(one.uid); });
        pair([](const ManifestOperator& held, const OperatorForms& one) { return holdsState(held) && wantsState(one) && looksAlike(held, one); });
        bool found = false, any = false;
        for (size_t j = 0; j < job_.size(); ++j) {
            if (heldOf_[j] < 0) {
                if (wantsState(job_[j])) say(job_[j].uid, "", "", StateVerdict::Rebuilt, "it is new and begins empty");
                continue;
            }
            const ManifestOperator& held = held_.operators[static_cast<size_t>(heldOf_[j])];
            out_.heldAs[job_[j].uid] = held.uid;
            found = found || holdsState(held);
            compare(held, job_[j]);
        }
        for (size_t h = 0; h < jobOf_.size(); ++h) {
            const ManifestOperator& held = held_.operators[h];
            any = any || holdsState(held);
            if (jobOf_[h] >= 0 || !holdsState(held)) continue;
            // What a savepoint's sinks had prepared is shown as soon as it is durable.
            bool shown = held_.isSavepoint && std::all_of(held.sections.begin(), held.sections.end(), [](const ManifestSection& section) { return isControl(section.name) || section.name == "files"; });
            say(held.uid, "", "", StateVerdict::Lost, "the job has no such operator", shown);
        }
        out_.isOtherJob = any && !found;
        return std::move(out_);
    }

private:
    /// Pairs what is left on both sides where exactly one fits one.
    template <class Fits>
    void pair(const Fits& fits) {
        std::vector<std::pair<size_t, size_t>> chosen;
        for (size_t j = 0; j < job_.size(); ++j) {
            if (heldOf_[j] >= 0) continue;
            std::vector<size_t> candidates;
            for (size_t h = 0; h < jobOf_.size(); ++h)
                if (jobOf_[h] < 0 && fits(held_.operators[h], job_[j])) candidates.push_back(h);
            if (candidates.size() != 1) continue;
            size_t rivals = 0;
            for (size_t other = 0; other < job_.size(); ++other)
                if (heldOf_[other] < 0 && fits(held_.operators[candidates[0]], job_[other])) ++rivals;
            if (rivals == 1) chosen.emplace_back(j, candidates[0]);
        }
        for (auto [j, h] : chosen) {
            heldOf_[j] = static_cast<int>(h);
            jobOf_[h] = static_cast<int>(j);
        }
    }

    void say(const std::string& uid, const std::string& section, const std::string& column, StateVerdict verdict, std::string reason, bool fits = true) {
        out_.findings.push_back({uid, section, column, verdict, std::move(reason), fits});
    }

    void compare(const ManifestOperator& held, const OperatorForms& one) {
        std::string renamed = held.uid == one.uid ? "" : "it was '" + held.uid + "'";
        for (size_t i = 0; i < held.sections.size(); ++i) {
            const ManifestSection& section = held.sections[i];
            if (isControl(section.name) || isOnItsWay(section.name)) continue;
            const StateSection* own = sectionOf(one, section.name);
            if (one.anyForm || (own && own->form == section.form)) {
                out_.findings.push_back({one.uid, section.name, "", StateVerdict::Kept, renamed, true});
            } else if (!own) {
                // What DISTINCT calls have seen is listed by call.
                bool empty = entriesOf(held, i) == 0;
                if (!empty && isOf(section.form, "values")) out_.findings.push_back({one.uid, section.name, "", StateVerdict::Converted, "no call needs it any more", true});
                else if (!empty) out_.findings.push_back({one.uid, section.name, "", StateVerdict::Lost, "the operator has no such state now", false});
            } else if (own->form.key != section.form.key) {
                out_.findings.push_back({one.uid, section.name, firstDifference(section.form.key, own->form.key), StateVerdict::Lost, "its key is another one", entriesOf(held, i) == 0});
            } else if (!canConvert(own->form) || !isSameLayout(section.form, own->form)) {
                out_.findings.push_back({one.uid, section.name, firstDifference(section.form.value, own->form.value), StateVerdict::Lost,
                                         "its columns are others, and this kind of operator cannot convert its state", entriesOf(held, i) == 0});
            } else {
                compareColumns(one.uid, section.name, section.form, own->form);
            }
        }
        for (const StateSection& section : one.sections) {
            bool known = std::any_of(held.sections.begin(), held.sections.end(), [&](const ManifestSection& each) { return each.name == section.name; });
            if (!known && !isControl(section.name) && !isOf(section.form, "values")) out_.findings.push_back({one.uid, section.name, "", StateVerdict::Rebuilt, "it is new and begins empty", true});
        }
    }

    static std::string firstDifference(const std::vector<StateColumn>& was, const std::vector<StateColumn>& is) {
        for (size_t i = 0; i < std::max(was.size(), is.size()); ++i) {
            if (i >= was.size()) return is[i].name + " " + is[i].type;
            if (i >= is.size() || was[i] != is[i]) return was[i].name + " " + was[i].type;
        }
        return "";
    }

    /// In front of the columns of rows may be those of calls, or those that rows are ordered by.
    void compareColumns(const std::string& uid, const std::string& name, const StateForm& was, const StateForm& is) {
        const bool ordered = isOf(is, "ranks"), framed = isOf(is, "frames");
        const size_t rowAt = isOf(is, "calls") ? is.value.size() : static_cast<size_t>(is.shape.rowAt);
        const size_t wasRowAt = isOf(is, "calls") ? was.value.size() : was.shape.grammar.empty() ? rowAt : static_cast<size_t>(was.shape.rowAt);
        bool fits = true;
        SectionMapping mapping{was, is, {}, static_cast<int>(wasRowAt)};
        std::vector<bool> used(was.value.size(), false);
        auto finding = [&](const StateColumn& column, StateVerdict verdict, std::string reason, bool good) {
            out_.findings.push_back({uid, name, column.name + " " + column.type, verdict, std::move(reason), good});
        };
        if (ordered && orderOf(was, wasRowAt) != orderOf(is, rowAt)) {
            finding({firstDifference(was.value, is.value), ""}, StateVerdict::Lost, "its rows are in another order", false);
            return;
        }
        const bool isDistinctSame = ordered || distinctOf(was) == distinctOf(is);
        if (!isDistinctSame) mapping.seen = seenOf(was, wasRowAt, is, rowAt);
        if (!isDistinctSame && !mapping.seen) {
            finding({firstDifference(was.value, is.value), ""}, StateVerdict::Lost, "the DISTINCT calls are others, and some have a FILTER", false);
            return;
        }
        const bool areExpressionsSame = ordered || expressionsOf(was, wasRowAt) == expressionsOf(is, rowAt);
        for (size_t at = 0; at < is.value.size(); ++at) {
            const StateColumn& column = is.value[at];
            const bool isCall = !ordered && at < rowAt;
            const bool isUnknown = isCall && !areExpressionsSame && isOfExpression(column.name);
            if (ordered && at < rowAt) {
                used[at] = true;
                mapping.columns.push_back(static_cast<int>(at));
                continue;
            }
            int found = -1;
            for (size_t i = isCall ? 0 : wasRowAt, end = isCall ? wasRowAt : was.value.size(); i < end && found < 0; ++i)
                if (!isUnknown && !used[i] && was.value[i].name == column.name && (!isCall || was.value[i].type == column.type)) found = static_cast<int>(i);
            if (found < 0) {
                if (isUnknown && !framed) finding(column, StateVerdict::Rebuilt, "expressions have no name, so it could be another call's: give them names in a view", false);
                else if (isCall && framed) finding(column, StateVerdict::Converted, "it is worked out from the rows in its frame", true);
                else if (isCall) finding(column, StateVerdict::Rebuilt, "what came before the checkpoint is not in it", false);
                else finding(column, StateVerdict::Converted, "it is NULL in rows from before", true);
            } else if (const std::string& type = was.value[static_cast<size_t>(found)].type; type == column.type) {
                finding(column, StateVerdict::Kept, "", true);
            } else if (widens_ && widens_(type, column.type)) {
                finding(column, StateVerdict::Converted, "it was " + type, true);
            } else {
                finding(column, StateVerdict::Lost, "it was " + type + ", and not every value of that is one of the new type", false);
                fits = false;
            }
            if (found >= 0) used[static_cast<size_t>(found)] = true;
            mapping.columns.push_back(found);
        }
        for (size_t i = 0; i < used.size(); ++i)
            if (!used[i]) finding(was.value[i], StateVerdict::Converted, "the job does not need it any more", true);
        if (fits) out_.mappings[{uid, name}] = std::move(mapping);
    }

    /// By which columns, and which way: "v DESC NULLS LAST". The columns' types are looked at where they are in rows.
    static std::vector<std::string> orderOf(const StateForm& form, size_t rowAt) {
        std::vector<std::string> out;
        for (size_t i = 0; i < std::min(rowAt, form.value.size()); ++i) {
            const StateColumn& key = form.value[i];
            auto row = std::find_if(form.value.begin() + static_cast<std::ptrdiff_t>(rowAt), form.value.end(),
                                    [&](const StateColumn& each) { return each.name == key.name && key.type.starts_with(each.type + " "); });
            out.push_back(key.name + (row == form.value.end() ? " " + key.type : key.type.substr(row->type.size())));
        }
        return out;
    }

    /// Expressions are named by their place among what goes into the operator, "$f2": where the places are others such a name says nothing.
    static bool isOfExpression(const std::string& name) {
        const size_t at = name.find("$f");
        return at != std::string::npos && at + 2 < name.size() && name[at + 2] >= '0' && name[at + 2] <= '9';
    }
    static std::set<std::string> expressionsOf(const StateForm& form, size_t calls) {
        std::set<std::string> out;
        for (size_t i = 0; i < calls; ++i)
            if (isOfExpression(form.value[i].name)) out.insert(form.value[i].name.substr(form.value[i].name.find("$f")));
        return out;
    }

    /// The arguments of DISTINCT calls: calls with the same ones share what they have seen. Nothing where a FILTER makes that several counts.
    static std::optional<std::vector<std::string>> argumentsOf(const StateForm& form, size_t calls) {
        constexpr std::string_view Word = "(DISTINCT ";
        std::vector<std::string> out;
        for (size_t i = 0; i < calls; ++i) {
            const std::string& name = form.value[i].name;
            const size_t begin = name.find(Word);
            if (begin == std::string::npos) continue;
            if (name.ends_with(" FILTER")) return {};
            std::string arguments = name.substr(begin + Word.size());
            if (i < form.shape.calls.size())
                for (const std::string& type : form.shape.calls[i].arguments) arguments += " " + type;
            if (std::find(out.begin(), out.end(), arguments) == out.end()) out.push_back(std::move(arguments));
        }
        return out;
    }
    static std::optional<std::vector<int>> seenOf(const StateForm& was, size_t wasCalls, StateForm is, size_t isCalls) {
        if (was.shape.calls.empty()) is.shape.calls.clear();      // the types that there were are not known
        const bool areExpressionsSame = expressionsOf(was, wasCalls) == expressionsOf(is, isCalls);
        const auto old = argumentsOf(was, wasCalls), now = argumentsOf(is, isCalls);
        if (!old || !now) return {};
        std::vector<int> out;
        for (const std::string& each : *old) {
            auto found = !areExpressionsSame && isOfExpression(each) ? now->end() : std::find(now->begin(), now->end(), each);
            out.push_back(found == now->end() ? -1 : static_cast<int>(found - now->begin()));
        }
        return out;
    }

    static std::vector<StateColumn> distinctOf(const StateForm& form) {
        std::vector<StateColumn> out;
        for (const StateColumn& column : form.value)
            if (column.name.find("DISTINCT ") != std::string::npos) out.push_back(column);
        return out;
    }

    const Manifest& held_;
    const std::vector<OperatorForms>& job_;
    const Widens& widens_;
    std::vector<int> heldOf_, jobOf_;
    StateMatch out_;
};

} // namespace

std::string_view text(StateVerdict verdict) {
    constexpr std::string_view names[] = {"kept", "converted", "rebuilt", "lost"};
    return names[static_cast<int>(verdict)];
}

bool StateMatch::fits() const {
    return std::all_of(findings.begin(), findings.end(), [](const StateFinding& one) { return one.fits; });
}

StateMatch matchState(const Manifest& held, const std::vector<OperatorForms>& job, const Widens& widens) { return Matcher(held, job, widens).run(); }

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/savepoint/entry_grammar.h"

#include <algorithm>

namespace weir {

namespace {
constexpr int MostNested = 8;
constexpr std::string_view Letters = "kwWgnbfrqcetpdx";
} // namespace

std::optional<std::vector<EntryGrammar::Letter>> EntryGrammar::parse(std::string_view text, size_t& at, int depth) {
    std::vector<Letter> out;
    if (depth > MostNested) return {};
    for (; at < text.size() && text[at] != ')'; ++at) {
        if (text[at] == '*') {
            if (at + 1 >= text.size() || text[at + 1] != '(') return {};
            at += 2;
            auto body = parse(text, at, depth + 1);
            // A round that takes nothing could go on for ever.
            if (!body || at >= text.size() || std::all_of(body->begin(), body->end(), [](const Letter& one) { return one.what == 'q'; })) return {};
            out.push_back({'*', std::move(*body)});
        } else if (Letters.find(text[at]) != std::string_view::npos) {
            out.push_back({text[at], {}});
        } else {
            return {};
        }
    }
    return out;
}

std::optional<EntryGrammar> EntryGrammar::parse(std::string_view text) {
    size_t at = 0;
    auto letters = parse(text, at, 0);
    if (!letters || letters->empty() || at < text.size()) return {};
    EntryGrammar out;
    out.text_ = text;
    out.letters_ = std::move(*letters);
    return out;
}

int EntryGrammar::count(const std::vector<Letter>& letters, char letter) {
    int found = 0;
    for (const Letter& one : letters) found += (one.what == letter) + count(one.body, letter);
    return found;
}

int EntryGrammar::numbersBeforeKey() const {
    const size_t key = text_.find_first_not_of("wWn");
    return key != std::string::npos && text_[key] == 'k' ? static_cast<int>(key) : -1;
}

void EntryGrammar::walk(StateEntry& entry, const std::function<void(const EntryPart&)>& each) const {
    EntryPart part;
    int64_t flags = 0;
    walk(letters_, part, flags, entry, each);
}

void EntryGrammar::walk(const std::vector<Letter>& letters, EntryPart& part, int64_t& flags, StateEntry& entry, const std::function<void(const EntryPart&)>& each) {
    for (const Letter& one : letters) {
        switch (one.what) {
        case 'k':
            part.key = entry.bytes();
            part.expires = entry.number();
            part.moments.push_back({EntryMoment::Kind::TimeToLive, part.expires});
            break;
        case 'e':
            part.expires = entry.number();
            part.moments.push_back({EntryMoment::Kind::TimeToLive, part.expires});
            break;
        case 'W':
            part.windowEnd = entry.number();
            part.moments.push_back({EntryMoment::Kind::Window, part.windowEnd});
            break;
        case 'w': part.windowStart = entry.number(); break;
        case 'g':
            part.groupRows = entry.number();
            part.isGroup = true;
            break;
        case 'n': entry.number(); break;
        case 'b': entry.bytes(); break;
        case 'f': flags = entry.number(); break;
        case 'r': part.rows.push_back(entry.bytes()); break;
        case 'q':
            if (flags & 4) part.rows.push_back(entry.bytes());
            break;
        case 'c':
            part.calls.push_back(entry.bytes());
            part.isGroup = true;
            break;
        case 't': part.moments.push_back({EntryMoment::Kind::Own, entry.number()}); break;
        case 'p': part.moments.push_back({EntryMoment::Kind::Wall, entry.number()}); break;
        case 'x':
            if (entry.number() != 0) std::erase_if(part.moments, [](const EntryMoment& one) { return one.kind == EntryMoment::Kind::Window; });
            break;
        case 'd': {
            int64_t time = entry.number();
            if (entry.number() >= 0) part.moments.push_back({EntryMoment::Kind::Own, time});
            break;
        }
        default: {
            EntryPart round;
            for (int64_t left = entry.number(); left > 0; --left) {
                round.key = part.key;
                round.expires = part.expires;
                round.windowEnd = part.windowEnd;
                round.windowStart = part.windowStart;
                round.groupRows = part.groupRows;
                round.isGroup = false;
                round.rows.clear();
                round.calls.clear();
                round.moments.clear();
                walk(one.body, round, flags, entry, each);
            }
        }
        }
    }
    each(part);
}

std::optional<StateShape> shapeOf(const StateForm& form) {
    StateShape shape = form.shape;
    if (shape.grammar.empty()) {
        const size_t space = form.layout.find(' ');
        if (space == std::string::npos) return {};
        shape.grammar = form.layout.substr(space + 1);
        if (shape.grammar.starts_with("ww")) shape.grammar[0] = 'W';
        if (form.layout.starts_with("calls")) shape.grammar.append(form.value.size(), 'c');
    }
    auto grammar = EntryGrammar::parse(shape.grammar);
    if (!grammar || grammar->count('c') > static_cast<int>(form.value.size())) return {};
    if (shape.keyColumns < 0) shape.keyColumns = std::max(0, static_cast<int>(form.key.size()) - grammar->count('w') - grammar->count('W'));
    if (shape.rowColumns < 0) shape.rowColumns = static_cast<int>(form.value.size()) - shape.rowAt;
    return shape;
}

} // namespace weir

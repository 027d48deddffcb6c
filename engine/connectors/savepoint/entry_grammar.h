// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/checkpoint/state_form.h"
#include "engine/checkpoint/state_reader.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// When an operator is due to do something. Millis, or INT64_MIN or INT64_MAX: never.
struct EntryMoment {
    enum class Kind : uint8_t { Window, Own, Wall, TimeToLive };
    Kind kind = Kind::Own;                   // Window: it is the end of one, by the window's own clock
    int64_t time = 0;
};

/// What an entry holds besides its repetitions, or one round of such a repetition; what is around it is in it, too. Points into the entry.
struct EntryPart {
    std::string_view key;
    int64_t expires = 0;                     // of the key or the row; 0: never
    int64_t windowEnd = 0, windowStart = 0, groupRows = 0;
    // Its own.
    bool isGroup = false;
    std::vector<std::string_view> rows, calls;
    std::vector<EntryMoment> moments;
};

/// A section's grammar (see StateShape). Immutable.
class EntryGrammar {
public:
    /// Nothing where the text makes no sense: it comes from a file.
    static std::optional<EntryGrammar> parse(std::string_view text);
    bool has(char letter) const { return count(letter) > 0; }
    int count(char letter) const { return count(letters_, letter); }
    /// How many numbers lie in front of an entry's key; -1: it has none.
    int numbersBeforeKey() const;
    bool startsWith(std::string_view letters) const { return text_.substr(0, letters.size()) == letters; }
    /// Of an entry first the repetitions' rounds, then the entry itself. Throws RunError where the bytes make no sense.
    void walk(StateEntry& entry, const std::function<void(const EntryPart&)>& each) const;

private:
    struct Letter {
        char what;
        std::vector<Letter> body;            // of a repetition
    };
    static std::optional<std::vector<Letter>> parse(std::string_view text, size_t& at, int depth);
    static int count(const std::vector<Letter>& letters, char letter);
    static void walk(const std::vector<Letter>& letters, EntryPart& part, int64_t& flags, StateEntry& entry, const std::function<void(const EntryPart&)>& each);
    std::string text_;
    std::vector<Letter> letters_;
};

/// How a section's entries lie, also of one that was written before shapes were; nothing where nobody but the operator can read them.
std::optional<StateShape> shapeOf(const StateForm& form);

} // namespace weir

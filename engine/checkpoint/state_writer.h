// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/error.h"
#include "engine/checkpoint/state_form.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Whose an entry is after a restore with another parallelism, where it has no key group: one subtask's (lists), every subtask's (each sees those of all
/// former ones), or every subtask's where all former ones had the same (only the first one's count).
constexpr int AnySubtask = -1, EverySubtask = -2, SameEverywhere = -3;

/// Takes down an operator's state: named sections of entries of numbers and bytes. The form is portable: it knows keys and columns, not pages and
/// addresses. Used by one thread; the result may be written by another while the operator goes on.
class StateWriter {
public:
    /// `mayDefer`: operators may leave the writing of entries to whoever stores them, see later().
    explicit StateWriter(int maxParallelism = 128, bool isSavepoint = false, bool mayDefer = false)
        : maxParallelism_(maxParallelism), isSavepoint_(isSavepoint), mayDefer_(mayDefer) {}
    int maxParallelism() const { return maxParallelism_; }
    /// Sinks leave nothing half done outside.
    bool isSavepoint() const { return isSavepoint_; }
    bool mayDefer() const { return mayDefer_; }
    /// Sections may be layers upon those of checkpoint `since`; 0: there is none.
    void setCheckpoint(int64_t checkpoint, int64_t since) { checkpoint_ = checkpoint, since_ = since; }
    int64_t checkpoint() const { return checkpoint_; }
    int64_t since() const { return since_; }

    void section(std::string name, StateForm form);
    /// A new entry of the section; numbers and bytes go there.
    void entry(int keyGroup) { begin(keyGroup, false); }
    /// Of a layer, behind its entries: those of layers below it with the key that follows count no more.
    void removal(int keyGroup) { begin(keyGroup, true); }
    void number(int64_t value) { used_ = put(room(MostDigits), value); }
    void bytes(std::string_view value) { used_ = put(room(value.size() + MostDigits), value); }
    /// Several numbers and bytes at once, which is quicker: `write` puts them by put() where it is told, with room for `most` bytes, and gives where they end.
    template <class Write> void fields(size_t most, Write write) { used_ = write(room(most)); }
    static size_t mostBytes(size_t numbers, size_t byteStrings, size_t bytes) { return (numbers + byteStrings) * MostDigits + bytes; }
    static char* put(char* at, int64_t value) { return digits(static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63), at); }
    static char* put(char* at, std::string_view value) { return copy(value, digits(value.size() << 1, at)); }
    /// What number() and bytes() had written before.
    void raw(std::string_view value) { used_ = copy(value, room(value.size())); }
    /// Whole entries of another writer's section.
    void entries(const StateSection& written);
    /// All entries of the open section, written by another thread from a frozen copy that `write` owns.
    void later(std::function<void(StateWriter&)> write);
    /// The open section is a layer that needs so many earlier ones; of each key the newest entry counts.
    void layer(int earlier);
    std::vector<StateSection> take();
    size_t size() const;
    /// Whole entries go there whenever some have gathered, and are not kept; the sections of take() then have counts but no data.
    void setSink(std::function<void(std::string_view)> sink) { sink_ = std::move(sink); }

private:
    // An entry is: 4 bytes length of what follows (the highest bit: a removal), 2 bytes key group, then numbers (zigzag, 7 bits a byte) and bytes (length,
    // bytes).
    static constexpr size_t MostDigits = 10, EntryHeader = 6, PieceBytes = 1 << 20;
    static constexpr uint32_t RemovalBit = 0x80000000;
    static char* digits(uint64_t rest, char* at) {
        for (; rest >= 0x80; rest >>= 7) *at++ = static_cast<char>(rest | 0x80);
        *at++ = static_cast<char>(rest);
        return at;
    }
    /// Most values are a few bytes: two copies that overlap are quicker than a call.
    static char* copy(std::string_view value, char* at) {
        size_t size = value.size();
        if (size > 16) {
            std::memcpy(at, value.data(), size);
        } else if (size >= 8) {
            std::memcpy(at, value.data(), 8);
            std::memcpy(at + size - 8, value.data() + size - 8, 8);
        } else {
            for (size_t i = 0; i < size; ++i) at[i] = value[i];
        }
        return at + size;
    }
    /// Where the next bytes go: there is room for so many.
    char* room(size_t bytes) {
        if (static_cast<size_t>(limit_ - used_) < bytes) [[unlikely]] grow(bytes);
        return used_;
    }
    void grow(size_t bytes);
    void flush();
    void begin(int keyGroup, bool isRemoval) {
        close();
        check(!sections_.empty(), "an entry of state is in a section");
        char* at = room(EntryHeader);
        entryStart_ = static_cast<size_t>(at - piece_.data());
        auto group = static_cast<uint16_t>(keyGroup);
        std::memcpy(at + 4, &group, sizeof group);
        used_ = at + EntryHeader;
        sections_.back().entries += !isRemoval;
        open_ = true;
        isRemoval_ = isRemoval;
    }
    void close() {
        if (!open_) return;
        open_ = false;
        char* start = piece_.data() + entryStart_;
        auto length = static_cast<uint32_t>(used_ - start - 4);
        if (isRemoval_) length |= RemovalBit;
        std::memcpy(start, &length, sizeof length);
        if (static_cast<size_t>(used_ - piece_.data()) >= PieceBytes) flush();
    }
    int maxParallelism_;
    bool isSavepoint_, mayDefer_;
    int64_t checkpoint_ = 0, since_ = 0;
    std::vector<StateSection> sections_;
    std::function<void(std::string_view)> sink_;
    // Bytes of the last section that have not gone to its data or the sink yet.
    std::vector<char> piece_;
    char *used_ = nullptr, *limit_ = nullptr;
    size_t entryStart_ = 0;      // in the piece
    bool open_ = false, isRemoval_ = false;
};

/// Gives the section's entries to `sink`: its data, or what was left for later in pieces, which happens once. The bytes given.
int64_t streamEntries(StateSection& section, int maxParallelism, const std::function<void(std::string_view)>& sink);

/// Has the section's entries written into its data if they are not yet.
void writeDeferred(StateSection& section, int maxParallelism);

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/state_writer.h"

#include "engine/base/error.h"

#include <cstring>

namespace weir {

// An entry is: 4 bytes length of what follows, 2 bytes key group, then numbers (zigzag, 7 bits a byte) and bytes (length, bytes).
namespace {
constexpr size_t EntryHeader = 6;
}

void StateWriter::section(std::string name, StateForm form) {
    close();
    sections_.push_back({std::move(name), std::move(form), 0, {}});
}

void StateWriter::entry(int keyGroup) {
    close();
    check(!sections_.empty(), "an entry of state is in a section");
    StateSection& section = sections_.back();
    entryStart_ = section.data.size();
    section.data.append(EntryHeader, '\0');
    auto group = static_cast<uint16_t>(keyGroup);
    std::memcpy(section.data.data() + entryStart_ + 4, &group, sizeof group);
    ++section.entries;
    open_ = true;
}

void StateWriter::close() {
    if (!open_) return;
    open_ = false;
    std::string& data = sections_.back().data;
    auto length = static_cast<uint32_t>(data.size() - entryStart_ - 4);
    std::memcpy(data.data() + entryStart_, &length, sizeof length);
}

void StateWriter::number(int64_t value) {
    auto rest = static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63);
    std::string& data = sections_.back().data;
    while (rest >= 0x80) {
        data.push_back(static_cast<char>(rest | 0x80));
        rest >>= 7;
    }
    data.push_back(static_cast<char>(rest));
}

void StateWriter::bytes(std::string_view value) {
    number(static_cast<int64_t>(value.size()));
    sections_.back().data.append(value);
}

std::vector<StateSection> StateWriter::take() {
    close();
    return std::move(sections_);
}

size_t StateWriter::size() const {
    size_t bytes = 0;
    for (const StateSection& section : sections_) bytes += section.data.size();
    return bytes;
}

} // namespace weir

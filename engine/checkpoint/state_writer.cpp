// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/state_writer.h"

#include "engine/base/error.h"

#include <cstring>
#include <utility>

namespace weir {

// An entry is: 4 bytes length of what follows (the highest bit: a removal), 2 bytes key group, then numbers (zigzag, 7 bits a byte) and bytes (length, bytes).
namespace {
constexpr size_t EntryHeader = 6;
constexpr uint32_t RemovalBit = 0x80000000;
constexpr size_t PieceBytes = 1 << 20;
}

void StateWriter::section(std::string name, StateForm form) {
    close();
    sections_.emplace_back();
    sections_.back().name = std::move(name);
    sections_.back().form = std::move(form);
}

void StateWriter::later(std::function<void(StateWriter&)> write) {
    check(mayDefer_ && !sections_.empty() && !open_, "entries that are written later are all of a section");
    sections_.back().later = std::move(write);
}

void StateWriter::layer(int earlier) {
    check(!sections_.empty(), "a layer is a section");
    StateSection& section = sections_.back();
    section.isLayer = true;
    section.earlier = earlier;
    section.since = since_;
}

void StateWriter::begin(int keyGroup, bool isRemoval) {
    close();
    check(!sections_.empty(), "an entry of state is in a section");
    StateSection& section = sections_.back();
    entryStart_ = section.data.size();
    auto group = static_cast<uint16_t>(keyGroup);
    char header[EntryHeader] = {};
    std::memcpy(header + 4, &group, sizeof group);
    section.data.append(header, sizeof header);
    section.entries += !isRemoval;
    open_ = true;
    isRemoval_ = isRemoval;
}

void StateWriter::close() {
    if (!open_) return;
    open_ = false;
    std::string& data = sections_.back().data;
    auto length = static_cast<uint32_t>(data.size() - entryStart_ - 4);
    if (isRemoval_) length |= RemovalBit;
    std::memcpy(data.data() + entryStart_, &length, sizeof length);
    if (!sink_ || data.size() < PieceBytes) return;
    sink_(data);
    data.clear();
}

namespace {
size_t digitsOf(uint64_t rest, char* digits) {
    size_t count = 0;
    for (; rest >= 0x80; rest >>= 7) digits[count++] = static_cast<char>(rest | 0x80);
    digits[count++] = static_cast<char>(rest);
    return count;
}
} // namespace

void StateWriter::number(int64_t value) {
    auto rest = static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63);
    std::string& data = sections_.back().data;
    if (rest < 0x80) return data.push_back(static_cast<char>(rest));
    char digits[10];
    data.append(digits, digitsOf(rest, digits));
}

void StateWriter::entries(const StateSection& written) {
    close();
    sections_.back().entries += written.entries;
    sections_.back().data.append(written.data);
}

void StateWriter::raw(std::string_view value) { sections_.back().data.append(value); }

void StateWriter::bytes(std::string_view value) {
    std::string& data = sections_.back().data;
    // Length and a short value go in at once.
    constexpr size_t Short = 54;
    char piece[10 + Short];
    size_t count = digitsOf(value.size() << 1, piece);
    bool isShort = value.size() <= Short;
    if (isShort && !value.empty()) std::memcpy(piece + count, value.data(), value.size());
    data.append(piece, isShort ? count + value.size() : count);
    if (!isShort) data.append(value);
}

std::vector<StateSection> StateWriter::take() {
    close();
    if (sink_ && !sections_.empty() && !sections_.back().data.empty()) sink_(std::exchange(sections_.back().data, {}));
    return std::move(sections_);
}

size_t StateWriter::size() const {
    size_t bytes = 0;
    for (const StateSection& section : sections_) bytes += section.data.size();
    return bytes;
}

int64_t streamEntries(StateSection& section, int maxParallelism, const std::function<void(std::string_view)>& sink) {
    int64_t bytes = 0;
    if (!section.later) {
        bytes = static_cast<int64_t>(section.data.size());
        sink(section.data);
        return bytes;
    }
    StateWriter out(maxParallelism);
    out.setSink([&](std::string_view piece) {
        bytes += static_cast<int64_t>(piece.size());
        sink(piece);
    });
    out.section(section.name, section.form);
    std::exchange(section.later, nullptr)(out);
    section.entries = out.take().front().entries;
    return bytes;
}

void writeDeferred(StateSection& section, int maxParallelism) {
    if (!section.later) return;
    std::string data;
    streamEntries(section, maxParallelism, [&](std::string_view piece) { data.append(piece); });
    section.data = std::move(data);
}

} // namespace weir

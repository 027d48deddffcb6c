// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/state_writer.h"

#include "engine/base/error.h"

#include <algorithm>
#include <utility>

namespace weir {

namespace {
constexpr size_t FirstPieceBytes = 512;
}

void StateWriter::section(std::string name, StateForm form) {
    flush();
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

void StateWriter::grow(size_t bytes) {
    size_t used = static_cast<size_t>(used_ - piece_.data());
    piece_.resize(std::max({piece_.size() * 2, used + bytes, FirstPieceBytes}));
    used_ = piece_.data() + used;
    limit_ = piece_.data() + piece_.size();
}

void StateWriter::flush() {
    close();
    std::string_view written(piece_.data(), static_cast<size_t>(used_ - piece_.data()));
    if (written.empty()) return;
    used_ = piece_.data();
    if (sink_) sink_(written);
    else sections_.back().data.append(written);
}

void StateWriter::entries(const StateSection& written) {
    close();
    sections_.back().entries += written.entries;
    raw(written.data);
}

std::vector<StateSection> StateWriter::take() {
    flush();
    return std::move(sections_);
}

size_t StateWriter::size() const {
    size_t bytes = static_cast<size_t>(used_ - piece_.data());
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

// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/checkpoints/in_flight.h"

#include "engine/base/error.h"
#include "engine/base/fault_point.h"
#include "engine/runtime/replay/kept_rows.h"
#include "engine/state/table_state.h"

#include <algorithm>
#include <memory>
#include <optional>

namespace weir {

namespace {

// An entry is: what it is, the former subtask, the channel (-1: none), the input, and a number or rows.
enum Kind : int64_t { Subtask, Channel, Rows, Watermark, Idle, End };

} // namespace

bool InFlight::empty() const {
    return resumed.empty() && std::all_of(channels.begin(), channels.end(), [](const Channel& channel) { return channel.elements.empty(); });
}

InFlightCodec::InFlightCodec(const std::vector<Schema>& inputs) {
    form_.layout = InFlight::Section;
    for (size_t i = 0; i < inputs.size(); ++i) {
        types_.push_back(inputs[i].types());
        for (StateColumn column : stateColumns(inputs[i])) {
            if (inputs.size() > 1) column.name = std::to_string(i + 1) + "." + column.name;
            form_.value.push_back(std::move(column));
        }
    }
}

StateSection InFlightCodec::write(InFlight held) const {
    StateWriter out(0, false, true);
    out.section(std::string(InFlight::Section), form_);
    auto shared = std::make_shared<const InFlight>(std::move(held));
    out.later([codec = *this, shared](StateWriter& to) { codec.writeEntries(*shared, to); });
    return std::move(out.take().front());
}

void InFlightCodec::writeEntries(const InFlight& held, StateWriter& out) const {
    std::vector<KeptRows> codecs(types_.begin(), types_.end());
    auto begin = [&](Kind kind, int channel, int input) {
        out.entry(EverySubtask);
        for (int64_t number : {static_cast<int64_t>(kind), static_cast<int64_t>(held.subtask), static_cast<int64_t>(channel), static_cast<int64_t>(input)}) out.number(number);
    };
    auto put = [&](int channel, int input, const Element& element) {
        if (const auto* rows = std::get_if<Batch>(&element)) {
            begin(Rows, channel, input);
            out.bytes(codecs[static_cast<size_t>(input)].encode(*rows));
        } else if (const auto* watermark = std::get_if<WatermarkElement>(&element)) {
            begin(Watermark, channel, input);
            out.number(watermark->time);
        } else if (std::holds_alternative<IdleElement>(element)) {
            begin(Idle, channel, input);
        } else if (const auto* end = std::get_if<EndElement>(&element)) {
            begin(End, channel, input);
            out.number(end->drain);
        }
    };
    begin(Subtask, -1, 0);
    out.number(held.reached);
    for (size_t i = 0; i < held.channels.size(); ++i) {
        begin(Channel, static_cast<int>(i), held.channels[i].input);
        out.number(held.channels[i].watermark);
        out.number(static_cast<int64_t>(held.channels[i].state));
    }
    WEIR_FAULT_POINT("P4 unaligned, in-flight half written");
    if (WEIR_SABOTAGED("drop what is in flight")) return;
    for (const InFlight::Resumed& one : held.resumed) put(-1, one.input, one.element);
    for (size_t i = 0; i < held.channels.size(); ++i)
        for (const Element& element : held.channels[i].elements) put(static_cast<int>(i), held.channels[i].input, element);
}

std::vector<InFlight> InFlightCodec::read(StateReader& in) const {
    std::vector<InFlight> out;
    if (!in.section(InFlight::Section, form_)) return out;
    std::vector<KeptRows> codecs(types_.begin(), types_.end());
    auto damaged = [] { throw RunError(ErrorCode::Data, "The checkpoint's rows in flight make no sense."); };
    for (StateEntry entry; in.next(entry);) {
        int64_t kind = entry.number(), subtask = entry.number(), channel = entry.number(), input = entry.number();
        if (kind == Subtask) {
            out.push_back({static_cast<int>(subtask), entry.number(), {}, {}});
            continue;
        }
        if (out.empty() || out.back().subtask != subtask || input < 0 || static_cast<size_t>(input) >= codecs.size()) damaged();
        InFlight& held = out.back();
        if (kind == Channel) {
            int64_t watermark = entry.number(), state = entry.number();
            if (channel != static_cast<int64_t>(held.channels.size()) || state < 0 || state > static_cast<int64_t>(InFlight::ChannelState::Finished)) damaged();
            held.channels.push_back({static_cast<int>(input), watermark, static_cast<InFlight::ChannelState>(state), {}});
            continue;
        }
        if (channel < -1 || channel >= static_cast<int64_t>(held.channels.size())) damaged();
        Element element = IdleElement{};
        if (kind == Rows) element = codecs[static_cast<size_t>(input)].decode(entry.bytes(), types_[static_cast<size_t>(input)].size());
        else if (kind == Watermark) element = WatermarkElement{entry.number()};
        else if (kind == End) element = EndElement{entry.number() != 0};
        else if (kind != Idle) damaged();
        if (auto* rows = std::get_if<Batch>(&element)) rows->span.reset();
        if (channel < 0) held.resumed.push_back({static_cast<int>(input), std::move(element)});
        else held.channels[static_cast<size_t>(channel)].elements.push_back(std::move(element));
    }
    return out;
}

namespace {

/// One former subtask that takes what is on its way to it, a piece at a time.
class Follower {
public:
    explicit Follower(InFlight held) : subtask(held.subtask), held_(std::move(held)), at_(held_.channels.size(), 0) {
        for (const InFlight::Channel& channel : held_.channels) {
            int slot = merger_.add();
            if (channel.watermark != NoWatermark) merger_.advance(slot, channel.watermark);
            if (channel.state == InFlight::ChannelState::Idle) merger_.idle(slot);
            if (channel.state == InFlight::ChannelState::Finished) merger_.finish(slot);
        }
        merger_.restore(held_.reached);
    }
    int64_t reached() const { return held_.reached; }
    int64_t watermark() { return merger_.combined(); }
    /// Rows, or nothing where it was another element; false: all is taken.
    bool step(std::optional<std::pair<int, Batch>>& rows) {
        if (!held_.resumed.empty()) {
            InFlight::Resumed one = std::move(held_.resumed.front());
            held_.resumed.pop_front();
            if (auto* batch = std::get_if<Batch>(&one.element)) rows.emplace(one.input, std::move(*batch));
            else merger_.restore(std::max(merger_.reached(), std::get<WatermarkElement>(one.element).time));
            return true;
        }
        for (size_t i = 0; i < at_.size(); ++i) {
            size_t slot = (next_ + i) % at_.size();
            InFlight::Channel& channel = held_.channels[slot];
            if (at_[slot] == channel.elements.size()) continue;
            next_ = slot + 1;
            Element& element = channel.elements[at_[slot]++];
            int number = static_cast<int>(slot);
            if (auto* batch = std::get_if<Batch>(&element)) {
                merger_.active(number);
                rows.emplace(channel.input, std::move(*batch));
            } else if (auto* watermark = std::get_if<WatermarkElement>(&element)) {
                merger_.advance(number, watermark->time);
            } else if (std::holds_alternative<IdleElement>(element)) {
                merger_.idle(number);
            } else {
                merger_.finish(number);
            }
            return true;
        }
        return false;
    }
    bool isDone() const {
        if (!held_.resumed.empty()) return false;
        for (size_t i = 0; i < at_.size(); ++i)
            if (at_[i] < held_.channels[i].elements.size()) return false;
        return true;
    }
    const int subtask;

private:
    InFlight held_;
    std::vector<size_t> at_;
    size_t next_ = 0;
    WatermarkMerger merger_{0};
};

} // namespace

std::deque<InFlight::Resumed> inOrder(std::vector<InFlight> held, const ChooseRows& choose) {
    std::deque<InFlight::Resumed> out;
    std::vector<std::unique_ptr<Follower>> followers;
    for (InFlight& one : held) followers.push_back(std::make_unique<Follower>(std::move(one)));
    int64_t told = FinalWatermark;
    for (auto& follower : followers) told = std::min(told, follower->reached());
    for (;;) {
        Follower* last = nullptr;
        int64_t least = FinalWatermark;
        for (auto& follower : followers) {
            least = std::min(least, follower->watermark());
            if (!follower->isDone() && (!last || follower->watermark() < last->watermark())) last = follower.get();
        }
        if (least > told && least != FinalWatermark) out.push_back({0, WatermarkElement{told = least}});
        if (!last) return out;
        std::optional<std::pair<int, Batch>> rows;
        last->step(rows);
        if (!rows) continue;
        if (Batch mine = choose(rows->first, std::move(rows->second), last->subtask); !mine.empty()) out.push_back({rows->first, std::move(mine)});
    }
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/types/datetime.h"

#include <algorithm>
#include <charconv>
#include <date/tz.h>
#include <vector>

namespace weir {

namespace {

class FixedZone final : public TimeZone {
public:
    FixedZone(std::string name, int64_t offset) : name_(std::move(name)), offset_(offset) {}
    const std::string& name() const override { return name_; }
    int64_t offsetMillisAtUtc(int64_t) const override { return offset_; }
    int64_t utcFromLocal(int64_t localMillis) const override { return localMillis - offset_; }

private:
    std::string name_;
    int64_t offset_;
};

/// A zone of the tz database, its changes between 1900 and 2100 listed once; other times ask the library.
class NamedZone final : public TimeZone {
public:
    explicit NamedZone(const date::time_zone* zone) : name_(zone->name()), zone_(zone) {
        int64_t at = First;
        while (at < Last) {
            auto info = infoAt(at);
            starts_.push_back(at);
            offsets_.push_back(millis(info.offset));
            int64_t end = millis(info.end.time_since_epoch());
            if (end <= at) break;
            at = end;
        }
    }
    const std::string& name() const override { return name_; }
    int64_t offsetMillisAtUtc(int64_t utc) const override {
        if (utc < First || utc >= Last) return millis(infoAt(utc).offset);
        auto next = std::upper_bound(starts_.begin(), starts_.end(), utc);
        return offsets_[static_cast<size_t>(next - starts_.begin()) - 1];
    }
    int64_t utcFromLocal(int64_t local) const override {
        // The offset of the day before holds up to a change: it is the earlier one of an overlap and shifts a gap forward.
        int64_t before = offsetMillisAtUtc(local - MillisPerDay), after = offsetMillisAtUtc(local + MillisPerDay);
        if (offsetMillisAtUtc(local - before) == before) return local - before;
        if (offsetMillisAtUtc(local - after) == after) return local - after;
        return local - before;
    }

private:
    static constexpr int64_t First = -2208988800000, Last = 4102444800000;
    template <class Duration> static int64_t millis(Duration duration) {
        return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
    }
    date::sys_info infoAt(int64_t utc) const {
        return zone_->get_info(date::floor<std::chrono::seconds>(date::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(utc))));
    }
    std::string name_;
    const date::time_zone* zone_;
    std::vector<int64_t> starts_, offsets_;
};

/// "+8", "-03:30", "+01:00:30", "+0130"; none when it is not one.
std::optional<int64_t> offsetOf(std::string_view text) {
    if (text.size() < 2 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    int64_t sign = text[0] == '-' ? -1 : 1;
    text.remove_prefix(1);
    std::string digits;
    bool colons = text.find(':') != std::string_view::npos;
    int64_t parts[3] = {0, 0, 0};
    int part = 0, width = 0;
    for (char c : text) {
        if (c == ':') {
            if (width == 0 || ++part > 2) return std::nullopt;
            width = 0;
            continue;
        }
        if (c < '0' || c > '9') return std::nullopt;
        if (!colons && width == 2) {
            if (++part > 2) return std::nullopt;
            width = 0;
        }
        parts[part] = parts[part] * 10 + (c - '0');
        if (++width > 2) return std::nullopt;
    }
    if (width == 0 || parts[0] > 23 || parts[1] > 59 || parts[2] > 59) return std::nullopt;
    return sign * (parts[0] * 3600 + parts[1] * 60 + parts[2]) * 1000;
}

} // namespace

std::shared_ptr<const TimeZone> TimeZone::utc() {
    static const auto zone = std::make_shared<const FixedZone>("UTC", 0);
    return zone;
}

std::shared_ptr<const TimeZone> TimeZone::find(std::string_view name) {
    if (name == "UTC" || name == "Z") return utc();
    for (std::string_view prefix : {"GMT", "UTC", "UT"})
        if (name.substr(0, prefix.size()) == prefix) {
            if (name.size() == prefix.size()) return std::make_shared<const FixedZone>(std::string(name), 0);
            if (auto offset = offsetOf(name.substr(prefix.size()))) return std::make_shared<const FixedZone>(std::string(name), *offset);
        }
    try {
        return std::make_shared<const NamedZone>(date::locate_zone(std::string(name)));
    } catch (const std::exception&) {
        return nullptr;
    }
}

} // namespace weir

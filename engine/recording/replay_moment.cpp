// SPDX-License-Identifier: Apache-2.0
#include "engine/recording/replay_moment.h"

#include "engine/types/datetime.h"

#include <charconv>

namespace weir {

namespace {
bool whole(std::string_view text, int64_t& value) {
    auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc() && end == text.data() + text.size() && !text.empty();
}
} // namespace

Result<ReplayMoment> parseMoment(std::string_view text) {
    auto wrong = [&](const std::string& why) {
        return Error{ErrorCode::Invalid, "'" + std::string(text) + "' is no moment of a run: " + why + ".", {},
                     "Write 'begin', 'step OPERATOR/SUBTASK:N', 'rows TABLE/SUBTASK:N', 'checkpoint N' or 'watermark 2024-05-01 12:00:00'."};
    };
    if (text == "begin") return ReplayMoment{ReplayMoment::Kind::Begin, "", 0, 0};
    size_t blank = text.find_first_of(" =");
    if (blank == std::string_view::npos) return wrong("a kind and a value are needed");
    std::string_view kind = text.substr(0, blank), rest = text.substr(blank + 1);
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
    ReplayMoment moment;
    if (kind == "checkpoint") {
        moment.kind = ReplayMoment::Kind::Checkpoint;
        if (!whole(rest, moment.value) || moment.value < 1) return wrong("a checkpoint has a number from 1");
        return moment;
    }
    if (kind == "watermark") {
        moment.kind = ReplayMoment::Kind::Watermark;
        if (whole(rest, moment.value)) return moment;
        auto time = parseTimestamp(rest, 3);
        if (!time) return wrong("a watermark is a time");
        moment.value = static_cast<int64_t>(*time);
        return moment;
    }
    if (kind != "step" && kind != "rows") return wrong("there is no kind '" + std::string(kind) + "'");
    moment.kind = kind == "step" ? ReplayMoment::Kind::Step : ReplayMoment::Kind::Rows;
    size_t colon = rest.rfind(':');
    if (colon == std::string_view::npos || !whole(rest.substr(colon + 1), moment.value) || moment.value < 0) return wrong("the number behind ':' is missing");
    std::string_view who = rest.substr(0, colon);
    if (size_t slash = who.rfind('/'); slash != std::string_view::npos) {
        int64_t subtask = 0;
        if (whole(who.substr(slash + 1), subtask) && subtask >= 0 && subtask < 32768) {
            moment.subtask = static_cast<int>(subtask);
            who = who.substr(0, slash);
        }
    }
    if (who.empty()) return wrong("the operator is missing");
    moment.uid = who;
    return moment;
}

} // namespace weir

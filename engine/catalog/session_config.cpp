// SPDX-License-Identifier: Apache-2.0
#include "engine/catalog/session_config.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace weir {

namespace {

constexpr SettingInfo settings[] = {
    {"execution.runtime-mode", OptionType::Choice, "STREAMING", "STREAMING runs on and shows changes; BATCH waits for the end of bounded input and gives final rows.", "STREAMING|BATCH|AUTOMATIC"},
    {"execution.checkpointing.interval", OptionType::Duration, "", "How often a checkpoint is taken; none when not set."},
    {"execution.checkpointing.mode", OptionType::Choice, "EXACTLY_ONCE", "What a checkpoint guarantees.", "EXACTLY_ONCE|AT_LEAST_ONCE"},
    {"execution.checkpointing.timeout", OptionType::Duration, "10 min", "A checkpoint that takes longer is given up."},
    {"execution.checkpointing.min-pause", OptionType::Duration, "0 ms", "The least time between two checkpoints."},
    {"execution.checkpointing.dir", OptionType::Text, "", "The folder of the checkpoints; none are taken without it."},
    {"state.checkpoints.dir", OptionType::Text, "", "The old name of execution.checkpointing.dir."},
    {"execution.checkpointing.num-retained", OptionType::Integer, "3", "How many checkpoints are kept."},
    {"state.checkpoints.num-retained", OptionType::Integer, "3", "The old name of execution.checkpointing.num-retained."},
    {"execution.checkpointing.tolerable-failed-checkpoints", OptionType::Integer, "0", "How many checkpoints in a row may fail before the job does."},
    {"restart-strategy.type", OptionType::Text, "", "What happens when a job with checkpoints fails: none, fixed-delay, exponential-delay (the default) or failure-rate."},
    {"restart-strategy", OptionType::Text, "", "The old name of restart-strategy.type."},
    {"restart-strategy.fixed-delay.attempts", OptionType::Integer, "1", "How often it begins again."},
    {"restart-strategy.fixed-delay.delay", OptionType::Duration, "1 s", "How long after the failure."},
    {"restart-strategy.exponential-delay.initial-backoff", OptionType::Duration, "1 s", "How long after the first failure."},
    {"restart-strategy.exponential-delay.max-backoff", OptionType::Duration, "1 min", "The longest time between failure and restart."},
    {"restart-strategy.exponential-delay.backoff-multiplier", OptionType::Real, "1.5", "By what the time grows with each failure."},
    {"restart-strategy.exponential-delay.reset-backoff-threshold", OptionType::Duration, "1 h", "After so long without a failure the time is the initial one again."},
    {"restart-strategy.exponential-delay.jitter-factor", OptionType::Real, "0.1", "Accepted."},
    {"restart-strategy.exponential-delay.attempts-before-reset-backoff", OptionType::Text, "infinite", "How often it begins again."},
    {"restart-strategy.failure-rate.max-failures-per-interval", OptionType::Integer, "1", "How many failures an interval may have."},
    {"restart-strategy.failure-rate.failure-rate-interval", OptionType::Duration, "1 min", "The interval."},
    {"restart-strategy.failure-rate.delay", OptionType::Duration, "1 s", "How long after the failure it begins again."},
    {"execution.checkpointing.unaligned.enabled", OptionType::Boolean, "false", "Barriers overtake queued rows, which become part of the checkpoint."},
    {"execution.checkpointing.unaligned", OptionType::Boolean, "false", "The old name of execution.checkpointing.unaligned.enabled."},
    {"execution.checkpointing.aligned-checkpoint-timeout", OptionType::Duration, "0 ms", "How long barriers of an unaligned checkpoint wait their turn before they overtake; 0 ms: not at all."},
    {"execution.savepoint.path", OptionType::Text, "", "The savepoint a job starts from."},
    {"execution.attached", OptionType::Boolean, "false", "Accepted; a script waits for its INSERTs anyway."},
    {"parallelism.default", OptionType::Integer, "1", "How many subtasks an operator has."},
    {"pipeline.name", OptionType::Text, "", "The name of the next job."},
    {"pipeline.auto-watermark-interval", OptionType::Duration, "200 ms", "How often watermarks are sent; 0 ms sends one after every row that advances it."},
    {"pipeline.max-parallelism", OptionType::Integer, "-1", "The number of key groups: the greatest parallelism that a checkpoint can be restored with; -1: 128, or more where the parallelism asks for it."},
    {"pipeline.object-reuse", OptionType::Boolean, "false", "Accepted; rows are always shared."},
    {"pipeline.operator-chaining.enabled", OptionType::Boolean, "true", "Operators that follow each other without an exchange run as one task."},
    {"sql-client.execution.result-mode", OptionType::Choice, "TABLE", "How a client shows results.", "TABLE|CHANGELOG|TABLEAU"},
    {"sql-client.execution.max-table-result.rows", OptionType::Integer, "1000000", "The most rows a client keeps of a result."},
    {"sql-client.display.max-column-width", OptionType::Integer, "30", "The width of a column in a client."},
    {"sql-client.verbose", OptionType::Boolean, "false", "A client shows whole stack traces."},
    {"state.backend.type", OptionType::Text, "hashmap", "Where state lives: hashmap (or heap) in memory, rocksdb with a tier on disk."},
    {"state.backend.rocksdb.localdir", OptionType::Text, "", "The folder in which rocksdb works; the system's folder for temporary files when not set."},
    {"state.memory", OptionType::Memory, "512 mb", "How much memory the state of a job may take: more is refused with hashmap and goes to disk with rocksdb."},
    {"state.backend", OptionType::Text, "", "The old name of state.backend.type."},
    {"table.local-time-zone", OptionType::Text, "default", "The zone in which TIMESTAMP_LTZ values are shown and converted, such as Europe/Berlin or GMT-03:30."},
    {"table.sql-dialect", OptionType::Choice, "default", "The dialect of the statements.", "default|hive"},
    {"table.dml-sync", OptionType::Boolean, "false", "An INSERT is waited for."},
    {"table.dynamic-table-options.enabled", OptionType::Boolean, "true", "Whether the OPTIONS hint is allowed."},
    {"table.plan.force-recompile", OptionType::Boolean, "false", "COMPILE PLAN overwrites a plan."},
    {"table.exec.mini-batch.enabled", OptionType::Boolean, "false", "Aggregations and joins gather rows and send net changes."},
    {"table.exec.mini-batch.allow-latency", OptionType::Duration, "0 ms", "How long mini-batch may gather."},
    {"table.exec.mini-batch.size", OptionType::Integer, "-1", "How many rows mini-batch may gather."},
    {"table.exec.state.ttl", OptionType::Duration, "0 ms", "State not touched for that long is dropped; 0 keeps it for ever."},
    {"table.exec.source.idle-timeout", OptionType::Duration, "0 ms", "A source without rows for that long does not hold the watermark back."},
    {"table.exec.source.cdc-events-duplicate", OptionType::Boolean, "false", "Changes of a source with a primary key may come twice and are normalised."},
    {"table.exec.sink.not-null-enforcer", OptionType::Choice, "ERROR", "What happens to a NULL for a NOT NULL column of a sink.", "ERROR|DROP"},
    {"table.exec.sink.type-length-enforcer", OptionType::Choice, "IGNORE", "Whether texts are trimmed and padded to the length of the sink's column.", "IGNORE|TRIM_PAD|ERROR"},
    {"table.exec.sink.nested-constraint-enforcer", OptionType::Choice, "IGNORE", "Whether the constraints of nested columns are checked.", "IGNORE|ERROR"},
    {"table.exec.sink.upsert-materialize", OptionType::Choice, "AUTO", "Whether out-of-order changes are put in order before a sink with a primary key.", "AUTO|NONE|FORCE"},
    {"table.exec.sink.keyed-shuffle", OptionType::Choice, "AUTO", "Whether rows are sent to a sink's subtasks by primary key.", "AUTO|NONE|FORCE"},
    {"table.exec.sink.require-on-conflict", OptionType::Boolean, "true", "An INSERT whose rows have another upsert key than the sink's primary key must say ON CONFLICT DO ..."},
    {"table.exec.sink.rowtime-inserter", OptionType::Choice, "ENABLED", "Accepted.", "ENABLED|DISABLED"},
    {"table.exec.resource.default-parallelism", OptionType::Integer, "-1", "The parallelism of all operators of a statement, -1 for parallelism.default."},
    {"table.exec.emit.early-fire.enabled", OptionType::Boolean, "false", "Group windows show their value before they end."},
    {"table.exec.emit.early-fire.delay", OptionType::Duration, "", "How often they do so."},
    {"table.exec.emit.late-fire.enabled", OptionType::Boolean, "false", "Group windows show their value again when a late row comes."},
    {"table.exec.emit.late-fire.delay", OptionType::Duration, "", "How often they do so."},
    {"table.exec.emit.allow-lateness", OptionType::Duration, "", "How long a group window takes late rows."},
    {"table.exec.window-agg.buffer-size-limit", OptionType::Integer, "100000", "Accepted."},
    {"table.exec.async-lookup.buffer-capacity", OptionType::Integer, "100", "Accepted."},
    {"table.exec.rank.topn-cache-size", OptionType::Integer, "10000", "Accepted."},
    {"table.exec.legacy-cast-behaviour", OptionType::Choice, "DISABLED", "Only the behaviour without it is known.", "ENABLED|DISABLED"},
    {"table.exec.deduplicate.insert-update-after-sensitive-enabled", OptionType::Boolean, "true", "Accepted."},
    {"table.optimizer.agg-phase-strategy", OptionType::Choice, "AUTO", "Whether aggregations have a local and a global phase.", "AUTO|ONE_PHASE|TWO_PHASE"},
    {"table.optimizer.distinct-agg.split.enabled", OptionType::Boolean, "false", "DISTINCT aggregates are split to spread their keys."},
    {"table.optimizer.distinct-agg.split.bucket-num", OptionType::Integer, "1024", "Into how many buckets."},
    {"table.optimizer.join-reorder-enabled", OptionType::Boolean, "false", "Accepted; joins keep the order of the text."},
    {"table.optimizer.reuse-source-enabled", OptionType::Boolean, "true", "A source that is read several times is read once."},
    {"table.optimizer.reuse-sub-plan-enabled", OptionType::Boolean, "true", "Equal parts of a plan are computed once."},
    {"table.optimizer.source.predicate-pushdown-enabled", OptionType::Boolean, "true", "Filters go into sources that can use them."},
    {"table.optimizer.multiple-input-enabled", OptionType::Boolean, "true", "Accepted."},
    {"table.optimizer.nonblocking-lookup-join.enabled", OptionType::Boolean, "true", "Accepted."},
    {"table.optimizer.non-deterministic-update.strategy", OptionType::Choice, "IGNORE", "Accepted.", "IGNORE|TRY_RESOLVE"},
};

std::string upper(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return result;
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())))
        text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
        text.remove_suffix(1);
    return text;
}

/// A number and the word behind it, in small letters. False when there is no number or it is too large.
bool splitQuantity(std::string_view text, int64_t& number, std::string& unit) {
    text = trimmed(text);
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || number < 0)
        return false;
    unit = lower(trimmed(text.substr(static_cast<size_t>(end - text.data()))));
    return true;
}

struct Unit { std::string_view words; double factor; };

bool namesUnit(std::string_view words, std::string_view unit) {
    while (!words.empty()) {
        size_t space = words.find(' ');
        if (words.substr(0, space) == unit)
            return true;
        if (space == std::string_view::npos)
            return false;
        words.remove_prefix(space + 1);
    }
    return false;
}

constexpr Unit durations[] = {{"d day days", 86'400'000.0}, {"h hour hours", 3'600'000.0}, {"m min minute minutes", 60'000.0}, {"s sec second seconds", 1000.0},
                              {"ms milli millis millisecond milliseconds", 1.0}, {"us \xC2\xB5s micro micros microsecond microseconds", 1e-3},
                              {"ns nano nanos nanosecond nanoseconds", 1e-6}};
constexpr Unit memories[] = {{"b bytes", 1.0}, {"k kb kibibytes", 1024.0}, {"m mb mebibytes", 1048576.0}, {"g gb gibibytes", 1073741824.0}, {"t tb tebibytes", 1099511627776.0}};

template <size_t N>
Result<int64_t> quantity(std::string_view text, const Unit (&units)[N], std::string_view bare, const char* what, const char* example) {
    int64_t number = 0;
    std::string unit;
    Error wrong{ErrorCode::Invalid, "'" + std::string(text) + "' is no " + what + ".", {}, std::string("Write a number and a unit, such as '") + example + "'."};
    if (!splitQuantity(text, number, unit))
        return wrong;
    if (unit.empty())
        unit = bare;
    for (const auto& candidate : units)
        if (namesUnit(candidate.words, unit)) {
            double value = static_cast<double>(number) * candidate.factor;
            if (value > 9.2e18)
                return wrong;
            return candidate.factor >= 1 ? number * static_cast<int64_t>(candidate.factor) : static_cast<int64_t>(value);
        }
    return wrong;
}

bool isOneOf(std::string_view choices, const std::string& value) {
    std::string all = "|" + upper(choices) + "|";
    return all.find("|" + upper(value) + "|") != std::string::npos;
}

} // namespace

std::span<const SettingInfo> knownSettings() { return settings; }

const SettingInfo* findSetting(std::string_view key) {
    for (const auto& setting : settings)
        if (setting.key == key)
            return &setting;
    return nullptr;
}

Result<int64_t> parseDurationMillis(std::string_view text) { return quantity(text, durations, "ms", "duration", "5 s"); }
Result<int64_t> parseMemoryBytes(std::string_view text) { return quantity(text, memories, "b", "memory size", "64 mb"); }

Status SessionConfig::set(const std::string& key, const std::string& value) {
    const SettingInfo* info = findSetting(key);
    if (info) {
        std::string text(trimmed(value));
        Error wrong{ErrorCode::Invalid, "'" + value + "' is no value for '" + key + "'.", {}, ""};
        int64_t number = 0;
        switch (info->type) {
        case OptionType::Integer:
            if (auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number); error != std::errc() || end != text.data() + text.size()) {
                wrong.hint = "It takes a whole number.";
                return wrong;
            }
            break;
        case OptionType::Boolean:
            if (!isOneOf("true|false", text)) {
                wrong.hint = "It takes 'true' or 'false'.";
                return wrong;
            }
            break;
        case OptionType::Duration:
            if (auto parsed = parseDurationMillis(text); !parsed.ok()) {
                wrong.hint = parsed.error().hint;
                return wrong;
            }
            break;
        case OptionType::Memory:
            if (auto parsed = parseMemoryBytes(text); !parsed.ok()) {
                wrong.hint = parsed.error().hint;
                return wrong;
            }
            break;
        case OptionType::Choice:
            if (!isOneOf(info->choices, text)) {
                std::string choices(info->choices);
                for (size_t at = 0; (at = choices.find('|', at)) != std::string::npos; at += 2)
                    choices.replace(at, 1, ", ");
                wrong.hint = "It takes one of " + choices + ".";
                return wrong;
            }
            break;
        default: break;
        }
        if (key == "table.local-time-zone" && text != "default" && !TimeZone::find(text)) {
            wrong.hint = "It takes a zone such as 'Europe/Berlin', 'UTC' or 'GMT+02:00'.";
            return wrong;
        }
    }
    values_[key] = value;
    return {};
}

std::string SessionConfig::text(const std::string& key) const {
    const SettingInfo* info = findSetting(key);
    auto found = values_.find(key);
    if (found == values_.end())
        return info ? std::string(info->fallback) : "";
    bool folds = info && info->type == OptionType::Choice && info->choices == upper(info->choices);
    return folds ? upper(trimmed(found->second)) : found->second;
}

bool SessionConfig::boolean(const std::string& key) const { return lower(text(key)) == "true"; }

int64_t SessionConfig::integer(const std::string& key, int64_t fallback) const {
    std::string value = text(key);
    int64_t number = 0;
    auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    return error == std::errc() && !value.empty() ? number : fallback;
}

int64_t SessionConfig::durationMillis(const std::string& key, int64_t fallback) const {
    std::string value = text(key);
    if (value.empty())
        return fallback;
    auto parsed = parseDurationMillis(value);
    return parsed.ok() ? *parsed : fallback;
}

std::shared_ptr<const TimeZone> SessionConfig::zone() const {
    std::string name = text("table.local-time-zone");
    auto zone = name == "default" ? nullptr : TimeZone::find(name);
    return zone ? zone : TimeZone::utc();
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/filesystem/partition_commit.h"

#include "engine/base/error.h"
#include "engine/connectors/filesystem/partition_path.h"
#include "engine/connectors/table_options.h"

#include <algorithm>
#include <cctype>
#include <limits>

namespace weir {

namespace {

constexpr const char* Kind = "sink.partition-commit.policy.kind";
constexpr const char* Zone = "sink.partition-commit.watermark-time-zone";
constexpr const char* Formatter = "partition.time-extractor.timestamp-formatter";
constexpr const char* Extractor = "partition.time-extractor.kind";

std::vector<std::string> listed(const std::string& text) {
    std::vector<std::string> out;
    if (text.empty()) return out;
    for (size_t from = 0; from <= text.size();) {
        size_t comma = std::min(text.find(',', from), text.size());
        std::string word = text.substr(from, comma - from);
        std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        out.push_back(std::move(word));
        from = comma + 1;
    }
    return out;
}

} // namespace

Status PartitionCommit::check(const TableDefinition& table) {
    TableOptions options(table);
    for (const std::string& policy : listed(options.text(Kind))) {
        if (policy == "success-file") continue;
        if (policy == "metastore") return options.error(Kind, "a file table has no metastore to tell.", "Use 'success-file'.");
        Error error = options.error(Kind, policy == "custom" ? "policies of one's own are not supported yet." : "there is no policy '" + policy + "'.", "Use 'success-file'.");
        if (policy == "custom") error.code = ErrorCode::Unsupported;
        return error;
    }
    if (std::string kind = options.text(Extractor, "default"); kind != "default") {
        Error error = options.error(Extractor, kind == "custom" ? "extractors of one's own are not supported yet." : "there is no extractor '" + kind + "'.", "Use 'default'.");
        if (kind == "custom") error.code = ErrorCode::Unsupported;
        return error;
    }
    if (options.has(Zone) && !TimeZone::find(options.text(Zone)))
        return options.error(Zone, "there is no time zone '" + options.text(Zone) + "'.", "Name one such as 'America/Los_Angeles', 'GMT+03:00' or 'UTC'.");
    if (options.has(Formatter))
        if (auto pattern = DatePattern::compile(options.text(Formatter), DatePattern::Style::Formatter); !pattern)
            return options.error(Formatter, "the pattern cannot be read: " + pattern.error().message);
    return {};
}

PartitionCommit::PartitionCommit(const TableDefinition& table) : keys_(table.partitionKeys), table_(table.name) {
    TableOptions options(table);
    if (!listed(options.text(Kind)).empty()) successFile_ = options.text("sink.partition-commit.success-file.name", "_SUCCESS");
    pattern_ = options.text("partition.time-extractor.timestamp-pattern");
    if (options.has(Formatter)) formatter_ = DatePattern::compile(options.text(Formatter), DatePattern::Style::Formatter).value();
    byWatermark_ = options.text("sink.partition-commit.trigger") == "partition-time";
    delayMillis_ = options.millis("sink.partition-commit.delay", 0);
    zone_ = TimeZone::find(options.text(Zone, "UTC"));
}

bool PartitionCommit::isDue(const std::string& folder, int64_t createdMillis, int64_t nowMillis, int64_t watermark) const {
    if (!byWatermark_) return delayMillis_ == 0 || nowMillis > createdMillis + delayMillis_;
    if (watermark == std::numeric_limits<int64_t>::min()) return false;
    return watermark > zone_->utcFromLocal(partitionMillis(folder)) + delayMillis_;
}

/// The wall clock time that the partition's values spell: the pattern with each "$key" replaced, else the first key's value.
int64_t PartitionCommit::partitionMillis(const std::string& folder) const {
    std::map<std::string, std::string> values = partitionValues(folder);
    std::string text = pattern_;
    if (pattern_.empty()) text = keys_.empty() ? "" : values[keys_.front()];
    for (const std::string& key : keys_) {
        if (pattern_.empty()) break;
        const std::string& value = values[key];
        for (size_t at = 0; (at = text.find("$" + key, at)) != std::string::npos; at += value.size()) text.replace(at, key.size() + 1, value);
    }
    if (formatter_) {
        if (auto parsed = formatter_->parse(text)) return parsed->localMillis;
    } else if (auto moment = parseTimestamp(text, 3)) {
        return static_cast<int64_t>(*moment);
    }
    throw RunError({ErrorCode::Data, "The partition '" + folder + "' of table '" + table_ + "' is no time: '" + text + "' cannot be read as one.", {},
                    "Set 'partition.time-extractor.timestamp-pattern', as '$day $hour:00:00', and 'partition.time-extractor.timestamp-formatter'."});
}

} // namespace weir

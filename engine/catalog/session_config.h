// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/catalog/connector_traits.h"
#include "engine/types/datetime.h"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// A setting that SET knows: its kind, default and meaning. Read by SET, completion, hover and help.
struct SettingInfo {
    std::string_view key;
    OptionType type = OptionType::Text;
    std::string_view fallback;      // default as text; "" = none
    std::string_view doc;
    std::string_view choices = {};  // "streaming|batch"
};
std::span<const SettingInfo> knownSettings();
const SettingInfo* findSetting(std::string_view key);

/// "5 s", "1min", "100" (milliseconds), "2 d" as Flink's TimeUtils reads them. Error names the text.
Result<int64_t> parseDurationMillis(std::string_view text);
/// "128 kb", "1mb", "64" (bytes).
Result<int64_t> parseMemoryBytes(std::string_view text);

/// The settings of a session: what SET said, over the defaults. A value; copy it to analyse without consequences.
class SessionConfig {
public:
    /// Unknown keys are kept as Flink keeps them; known ones must have a value of their kind.
    Status set(const std::string& key, const std::string& value);
    void reset(const std::string& key) { values_.erase(key); }
    void resetAll() { values_.clear(); }
    bool has(const std::string& key) const { return values_.count(key) > 0; }
    const std::map<std::string, std::string>& values() const { return values_; }

    /// The value, else the default of the setting, else "".
    std::string text(const std::string& key) const;
    bool boolean(const std::string& key) const;
    int64_t integer(const std::string& key, int64_t fallback = 0) const;
    int64_t durationMillis(const std::string& key, int64_t fallback = 0) const;

    bool batchMode() const { return text("execution.runtime-mode") == "BATCH"; }
    std::shared_ptr<const TimeZone> zone() const;   // table.local-time-zone; UTC by default

private:
    std::map<std::string, std::string> values_;
};

} // namespace weir

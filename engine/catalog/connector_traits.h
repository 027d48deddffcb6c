// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/data_type.h"
#include "engine/types/row_kind.h"

#include <span>
#include <string_view>

namespace weir {

enum class OptionType : uint8_t { Text, Integer, Real, Boolean, Duration, Memory, Choice, Map };

/// An option of a connector or format. `name` may end in ".*" for a family ("fields.*.kind", "properties.*").
struct OptionInfo {
    std::string_view name;
    OptionType type = OptionType::Text;
    std::string_view fallback;        // default as text; "" = none
    std::string_view doc;
    bool required = false;
    std::string_view choices = {};    // "earliest-offset|latest-offset|..."
    bool secret = false;
};

struct MetadataColumn { std::string_view key; std::string_view type; bool writable = false; std::string_view doc; };   // type in SQL

/// What a connector promises: data, read by binder, planner, completion, forms and help.
struct ConnectorTraits {
    std::string_view name;                    // 'kafka' in WITH ('connector' = ...)
    std::string_view doc;
    std::span<const OptionInfo> options;
    std::span<const MetadataColumn> metadata;
    bool source = false, sink = false;
    bool needsFormat = false;
    ChangelogMode reads = ChangelogMode::append();    // before the format says otherwise
    ChangelogMode writes = ChangelogMode::append();   // blackhole, print: all
    bool projectionPushDown = false;
    bool alwaysBounded = false;
};

struct FormatTraits {
    std::string_view name;                    // 'json'
    std::string_view doc;
    std::span<const OptionInfo> options;      // full names: "json.ignore-parse-errors"
    bool decodes = true, encodes = true;
    ChangelogMode reads = ChangelogMode::append(), writes = ChangelogMode::append();
};

} // namespace weir

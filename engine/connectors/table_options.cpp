// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/table_options.h"

#include "engine/catalog/session_config.h"
#include "engine/connectors/connector_info.h"
#include "engine/formats/java_text.h"

#include <algorithm>
#include <cctype>

namespace weir {

namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}



/// Options that every source may carry.
constexpr OptionInfo watermarkOptions[] = {
    {"scan.watermark.emit.strategy", OptionType::Choice, "on-periodic", "When watermarks are sent.", false, "on-periodic|on-event"},
    {"scan.watermark.alignment.group", OptionType::Text, "", "Sources of one group are kept within the drift of each other."},
    {"scan.watermark.alignment.max-drift", OptionType::Duration, "", "How far a source may run ahead of its group."},
    {"scan.watermark.alignment.update-interval", OptionType::Duration, "1 s", "How often the group's watermark is looked at."},
    {"scan.watermark.idle-timeout", OptionType::Duration, "", "A split without rows for this long does not hold the watermark back."},
};
constexpr OptionInfo connectorOption{"connector", OptionType::Text, "", "Which connector reads and writes the table.", true};
constexpr OptionInfo formatOption{"format", OptionType::Text, "", "The format of the records."};

bool matches(std::string_view pattern, std::string_view name) {
    size_t star = pattern.find('*');
    if (star == std::string_view::npos) return pattern == name;
    std::string_view head = pattern.substr(0, star), tail = pattern.substr(star + 1);
    return name.size() > head.size() + tail.size() && name.substr(0, head.size()) == head && name.substr(name.size() - tail.size()) == tail;
}

/// What is wrong with the value, or nothing.
std::string problem(const OptionInfo& option, const std::string& value) {
    auto complain = [&](const std::string& wanted) { return "'" + value + "' is not " + wanted + "."; };
    double real;
    switch (option.type) {
    case OptionType::Integer: return parseWhole(value) ? "" : complain("a whole number");
    case OptionType::Real: return parseJavaDouble(value, real) ? "" : complain("a number");
    case OptionType::Boolean: return parseBoolean(value) ? "" : complain("true or false");
    case OptionType::Duration: return parseDurationMillis(value) ? "" : complain("a duration such as '10 s' or '1 min'");
    case OptionType::Memory: return parseMemoryBytes(value) ? "" : complain("a size such as '128mb'");
    case OptionType::Choice: {
        std::string_view rest = option.choices;
        while (!rest.empty()) {
            size_t bar = rest.find('|');
            if (lower(rest.substr(0, bar)) == lower(value)) return "";
            rest = bar == std::string_view::npos ? std::string_view() : rest.substr(bar + 1);
        }
        std::string all(option.choices);
        for (size_t at = all.find('|'); at != std::string::npos; at = all.find('|', at)) all.replace(at, 1, ", ");
        return complain("one of " + all);
    }
    default: return "";
    }
}

int64_t numberOr(const Result<int64_t>& number, int64_t fallback) { return number ? *number : fallback; }

} // namespace

std::optional<int64_t> parseWhole(std::string_view text) {
    int64_t value;
    if (!parseJavaInteger(trimJava(text), INT64_MIN, INT64_MAX, value)) return std::nullopt;
    return value;
}

std::optional<bool> parseBoolean(std::string_view text) {
    std::string word = lower(trimJava(text));
    if (word == "true") return true;
    if (word == "false") return false;
    return std::nullopt;
}

int64_t TableOptions::whole(const std::string& key, int64_t fallback) const { return has(key) ? parseWhole(text(key)).value_or(fallback) : fallback; }
double TableOptions::real(const std::string& key, double fallback) const {
    double value;
    return has(key) && parseJavaDouble(text(key), value) ? value : fallback;
}
bool TableOptions::boolean(const std::string& key, bool fallback) const { return has(key) ? parseBoolean(text(key)).value_or(fallback) : fallback; }
int64_t TableOptions::millis(const std::string& key, int64_t fallback) const {
    return numberOr(parseDurationMillis(text(key)), fallback);
}
int64_t TableOptions::bytes(const std::string& key, int64_t fallback) const { return numberOr(parseMemoryBytes(text(key)), fallback); }

Error TableOptions::error(const std::string& key, const std::string& what, std::string hint) const {
    auto found = table_.optionPlaces.find(key);
    return {ErrorCode::Invalid, "Option '" + key + "' of table '" + table_.name + "': " + what, found == table_.optionPlaces.end() ? table_.place : found->second,
            std::move(hint)};
}

const FormatTraits* findFormatTraits(std::string_view name) {
    for (const FormatTraits& traits : builtinFormatTraits())
        if (traits.name == name) return &traits;
    return nullptr;
}

Status checkOptions(const TableDefinition& table, const ConnectorTraits& traits, bool asSink, bool strictFormats) {
    TableOptions options(table);
    if (asSink && !traits.sink)
        return Error{ErrorCode::Invalid, "Connector '" + std::string(traits.name) + "' of table '" + table.name + "' cannot be written to.", table.place};
    if (!asSink && !traits.source)
        return Error{ErrorCode::Invalid, "Connector '" + std::string(traits.name) + "' of table '" + table.name + "' cannot be read from.", table.place};

    struct UsedFormat {
        std::string prefix;     // of its options: "json.", "value.json.", "key.csv."
        const FormatTraits* traits;
    };
    std::vector<UsedFormat> formats;
    if (traits.needsFormat) {
        for (const auto& [key, prefix] : {std::pair<std::string, std::string>{"format", ""}, {"value.format", "value."}, {"key.format", "key."}}) {
            if (!options.has(key)) continue;
            std::string name = options.text(key);
            const FormatTraits* format = findFormatTraits(name);
            if (!format) {
                std::vector<std::string> names;
                for (const FormatTraits& known : builtinFormatTraits()) names.emplace_back(known.name);
                std::string near = nearest(name, names), all;
                for (const std::string& known : names) all += (all.empty() ? "" : ", ") + known;
                return options.error(key, "there is no format '" + name + "'. Known are " + all + ".", near.empty() ? "" : "Did you mean '" + near + "'?");
            }
            if (asSink ? !format->encodes : !format->decodes)
                return options.error(key, std::string("the format '") + name + "' cannot be " + (asSink ? "written." : "read."));
            formats.push_back({prefix + name + ".", format});
        }
    }

    for (const auto& [key, value] : table.options) {
        const OptionInfo* known = nullptr;
        auto look = [&](const OptionInfo& option) {
            if (!known && matches(option.name, key)) known = &option;
        };
        if (key == connectorOption.name) continue;
        for (const OptionInfo& option : traits.options) look(option);
        if (traits.source)
            for (const OptionInfo& option : watermarkOptions) look(option);
        if (traits.needsFormat) look(formatOption);
        bool ofFormat = false;
        for (const UsedFormat& format : formats) {
            if (key.compare(0, format.prefix.size(), format.prefix) != 0) continue;
            ofFormat = true;
            std::string full = std::string(format.traits->name) + "." + key.substr(format.prefix.size());
            for (const OptionInfo& option : format.traits->options)
                if (!known && matches(option.name, full)) known = &option;
        }
        if (known) {
            if (std::string wrong = problem(*known, value); !wrong.empty()) return options.error(key, wrong);
            continue;
        }
        if (ofFormat && !strictFormats) continue;
        std::vector<std::string> names;
        for (const OptionInfo& option : traits.options) names.emplace_back(option.name);
        if (traits.needsFormat) names.emplace_back(formatOption.name);
        for (const UsedFormat& format : formats)
            for (const OptionInfo& option : format.traits->options)
                names.push_back(format.prefix + std::string(option.name.substr(format.traits->name.size() + 1)));
        for (const OptionInfo& option : watermarkOptions) names.emplace_back(option.name);
        std::string near = nearest(key, names);
        return options.error(key, "connector '" + std::string(traits.name) + "' does not know it.", near.empty() ? "" : "Did you mean '" + near + "'?");
    }

    for (const OptionInfo& option : traits.options)
        if (option.required && !options.has(std::string(option.name)))
            return Error{ErrorCode::Invalid, "Table '" + table.name + "' needs the option '" + std::string(option.name) + "' for connector '" +
                                                 std::string(traits.name) + "'.", table.place, "Add it to the WITH clause: " + std::string(option.doc)};
    if (traits.needsFormat && formats.empty())
        return Error{ErrorCode::Invalid, "Table '" + table.name + "' needs the option 'format' for connector '" + std::string(traits.name) + "'.", table.place,
                     "Add 'format' = 'json' or 'csv' to the WITH clause."};
    return {};
}

} // namespace weir

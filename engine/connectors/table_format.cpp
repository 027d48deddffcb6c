// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/table_format.h"

#include "engine/connectors/table_options.h"

namespace weir {

namespace {

std::string valueFormat(const TableDefinition& table) { return table.option("format", table.option("value.format")); }

Error placed(const TableDefinition& table, Error error) {
    if (!error.place.known()) error.place = table.place;
    return error;
}

} // namespace

Options formatOptions(const TableDefinition& table, const std::string& prefix) {
    if (prefix.empty()) return table.options;
    Options options;
    for (const auto& [key, value] : table.options)
        if (key.compare(0, prefix.size(), prefix) == 0) options[key.substr(prefix.size())] = value;
    return options;
}

Result<std::unique_ptr<Decoder>> makeTableDecoder(const TableDefinition& table, const std::string& format, FormatContext context) {
    const FormatInfo* info = findFormat(format);
    if (!info || !info->makeDecoder) return TableOptions(table).error("format", "the format '" + format + "' cannot be read.");
    Result<std::unique_ptr<Decoder>> made = info->makeDecoder(context);
    if (!made.ok()) return placed(table, made.error());
    return made;
}

Result<std::unique_ptr<Encoder>> makeTableEncoder(const TableDefinition& table, const std::string& format, FormatContext context) {
    const FormatInfo* info = findFormat(format);
    if (!info || !info->makeEncoder) return TableOptions(table).error("format", "the format '" + format + "' cannot be written.");
    Result<std::unique_ptr<Encoder>> made = info->makeEncoder(context);
    if (!made.ok()) return placed(table, made.error());
    return made;
}

ChangelogMode formatReads(const TableDefinition& table) {
    const FormatTraits* traits = findFormatTraits(valueFormat(table));
    return traits ? traits->reads : ChangelogMode::append();
}

ChangelogMode formatWrites(const TableDefinition& table) {
    const FormatTraits* traits = findFormatTraits(valueFormat(table));
    return traits ? traits->writes : ChangelogMode::append();
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/format_info.h"

#include <cstring>
#include <vector>

using namespace weir;

/// Any bytes as csv, strict and lenient: rows or an error. The first byte chooses which.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    DataType row = DataType::row({{"x", DataType::decimal(20, 5)}, {"y", DataType::array(DataType::string())}});
    FormatContext context{{{{"a", DataType::integer()}, {"b", DataType::string()}, {"c", DataType::float64()}, {"d", DataType::timestamp(9)}, {"e", DataType::bytes()},
                            {"f", row}}},
                          {5, 0, 1, 2, 3, 4},
                          {},
                          TimeZone::utc()};
    if (data[0] & 1) context.options["csv.ignore-parse-errors"] = "true";
    if (data[0] & 2) context.options["csv.escape-character"] = "\\";
    if (data[0] & 4) context.options["csv.allow-comments"] = "true";
    if (data[0] & 8) context.options["csv.null-literal"] = "";
    auto decoder = std::move(findFormat("csv")->makeDecoder(context)).value();
    std::vector<DataType> types;
    for (int column : context.wanted) types.push_back(context.schema.fields[static_cast<size_t>(column)].type);
    DecodedRows rows(types);
    std::vector<char> bytes(size - 1 + 64);
    std::memcpy(bytes.data(), data + 1, size - 1);
    for (size_t at = 0; at < size - 1;) {
        Result<size_t> used = decoder->decodeMany({bytes.data() + at, size - 1 - at}, true, 3, rows);
        if (!used.ok() || *used == 0) break;
        at += *used;
        (void)rows.finish();
    }
    return 0;
}

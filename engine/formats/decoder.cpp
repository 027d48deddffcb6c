// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/decoder.h"

#include "engine/formats/format_options.h"

#include <cstring>

namespace weir {

DecodedRows::DecodedRows(const std::vector<DataType>& types, int expectedRows) {
    columns.reserve(types.size());
    for (const DataType& type : types) columns.emplace_back(type, expectedRows);
}

Batch DecodedRows::finish() {
    Batch batch;
    batch.rows = rows;
    batch.columns.reserve(columns.size());
    for (VectorBuilder& column : columns) batch.columns.push_back(column.finish());
    if (!kinds.empty()) {
        kinds.resize(static_cast<size_t>(rows), RowKind::Insert);
        batch.kinds = BufferRef(kinds.size());
        std::memcpy(batch.kinds.as<RowKind>(), kinds.data(), kinds.size());
        kinds.clear();
    }
    rows = 0;
    return batch;
}

Result<size_t> Decoder::decodeMany(std::string_view bytes, bool last, int maxRows, DecodedRows& rows) {
    size_t at = 0;
    while (at < bytes.size() && rows.rows < maxRows) {
        const char* begin = bytes.data() + at;
        const char* end = static_cast<const char*>(std::memchr(begin, '\n', bytes.size() - at));
        if (!end && !last) break;
        size_t length = end ? static_cast<size_t>(end - begin) : bytes.size() - at;
        size_t consumed = length + (end != nullptr);
        if (end && length > 0 && begin[length - 1] == '\r') --length;
        Status status = decode({begin, length}, rows);
        if (!status.ok()) return status.error();
        at += consumed;
    }
    return at;
}

} // namespace weir

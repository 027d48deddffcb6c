// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/replay/kept_rows.h"

#include "engine/base/error.h"
#include "engine/recording/varint.h"
#include "engine/types/vector_builder.h"

namespace weir {

std::string KeptRows::encode(const Batch& rows) {
    std::string out;
    encoded_.clear();
    codec_.encode(rows.columns, rows, encoded_);
    int count = rows.size();
    putVarint(out, static_cast<uint64_t>(count));
    putSigned(out, rows.span ? rows.span->firstPosition : 0);
    out += rows.kinds ? '\1' : '\0';
    for (int i = 0; i < count; ++i) {
        if (rows.kinds) out += static_cast<char>(rows.kind(rows.physicalRow(i)));
        putText(out, encoded_.row(i));
    }
    return out;
}

Batch KeptRows::decode(std::string_view bytes, size_t columns) const {
    VarintReader in(bytes);
    Batch out;
    auto count = in.number();
    int64_t position = in.signedNumber();
    bool kinds = in.byte() != 0;
    std::vector<std::string_view> rows;
    std::string kindBytes;
    for (uint64_t i = 0; i < count && in.ok(); ++i) {
        if (kinds) kindBytes += in.byte();
        rows.push_back(in.text());
    }
    if (!in.ok() || count > MaxBatchRows) throw RunError(ErrorCode::Data, "Rows that were kept make no sense.");
    out.rows = static_cast<int>(count);
    out.columns = codec_.decode(rows);
    out.columns.resize(columns);
    if (kinds) {
        out.kinds = BufferRef(kindBytes.size());
        std::copy(kindBytes.begin(), kindBytes.end(), out.kinds.as<char>());
    }
    out.span = SourceSpan{-1, -1, position};
    return out;
}

} // namespace weir

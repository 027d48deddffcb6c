// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/batch.h"
#include "engine/types/row_codec.h"

#include <string>
#include <string_view>

namespace weir {

/// A batch as bytes and back: rows of a source that cannot be read again in a recording, rows in flight in a checkpoint. One thread.
class KeptRows {
public:
    explicit KeptRows(std::vector<DataType> types) : codec_(std::move(types)) {}
    std::string encode(const Batch& rows);
    /// `columns` of them, in front. Throws RunError where the bytes make no sense.
    Batch decode(std::string_view bytes, size_t columns) const;

private:
    RowCodec codec_;
    EncodedRows encoded_;
};

} // namespace weir

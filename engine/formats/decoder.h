// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/formats/byte_stream.h"
#include "engine/types/batch.h"
#include "engine/types/vector_builder.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace weir {

/// Rows being decoded: one builder per wanted column, kinds only if a changelog format wrote one.
struct DecodedRows {
    std::vector<VectorBuilder> columns;
    std::vector<RowKind> kinds;           // empty = all +I
    int rows = 0;
    explicit DecodedRows(const std::vector<DataType>& types, int expectedRows = DefaultBatchRows);
    Batch finish();                       // empties
};

/// How a byte stream falls into records: lines or the format's own way (CSV's quoted line ends, JSON values). Container: unpack() gives the records.
enum class Framing : uint8_t { Lines, CsvRecords, WholeFile, Container };

/// Bytes to rows. One per split; not thread-safe. Bad records: as the format's ignore-parse-errors says, dropped (counted) or a Data error that
/// quotes the record's beginning. Records are limited to 64 MB, nesting to 1,000.
class Decoder {
public:
    virtual ~Decoder() = default;
    virtual Framing framing() const { return Framing::Lines; }
    /// A file's bytes -> its records' bytes, for decodeMany(). The decoder outlives the stream; `path` is for messages.
    virtual std::unique_ptr<ByteStream> unpack(std::unique_ptr<ByteStream> file, const std::string& /*path*/) { return file; }
    /// One record (a message, a line without its end) -> zero or more rows.
    virtual Status decode(std::string_view record, DecodedRows& rows) = 0;
    /// Many records lying in one buffer, each separated by '\n' (Framing::Lines): faster where the format can. Returns bytes consumed;
    /// stops when rows.rows >= maxRows. `last` says that an unterminated rest is a record. The buffer has 64 readable bytes behind its end.
    virtual Result<size_t> decodeMany(std::string_view bytes, bool last, int maxRows, DecodedRows& rows);
    int64_t ignoredRecords() const { return ignored_; }

protected:
    int64_t ignored_ = 0;
};

/// Rows to bytes. One per sink subtask.
class Encoder {
public:
    virtual ~Encoder() = default;
    /// What a file begins with.
    virtual void beginFile(std::string& /*out*/) {}
    /// Appends each row of the dense batch as a record with its line end (files) ...
    virtual Status encodeLines(const Batch& rows, std::string& out) = 0;
    /// ... or one message a row, without line end (Kafka). Appends to out and the end offset of each to `ends`.
    virtual Status encodeMessages(const Batch& rows, std::string& out, std::vector<size_t>& ends) = 0;
};

using Options = std::map<std::string, std::string>;

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/formats/json/json_row_reader.h"

#include <optional>

namespace weir {

/// What becomes of a record when a value of it is an object or array where its column wants none, and errors are ignored.
/// Flink then reads a stream of tokens: it drops the opening bracket for NULL and goes on with what lies within, as if it belonged to the
/// object around. So later columns may be lost, or found inside. Such records are read here token by token; all others never come here.
class JsonStreamReader {
public:
    /// `reader` owns this and lends its conversion.
    explicit JsonStreamReader(JsonRowReader& reader) : reader_(reader) {}

    /// Whether the reader's slots hold such a value.
    bool derails() const;
    /// Appends the record's row, or none when Flink drops the record. False never: errors are ignored here.
    bool append(std::string_view record, DecodedRows& rows);

private:
    enum class Kind : uint8_t { ObjectBegin, ObjectEnd, ArrayBegin, ArrayEnd, Key, Scalar };
    struct Token {
        Kind kind;
        JsonToken value;        // the text of a key, a scalar, or all of what a bracket opens
        size_t end;             // of ObjectBegin and ArrayBegin: where its bracket closes
    };
    struct RanOut {};           // the record ends where a token is needed
    using Part = JsonRowReader::Part;

    static bool derails(const JsonToken& token, const Part& part);
    void tokenize(const JsonToken& value);
    const Token& token() const;
    const Token& next();
    void skipToNextField();

    std::vector<ColumnRef> object(std::vector<Part>& parts);
    void convert(Part& part, VectorBuilder& out);
    bool convertNested(Part& part, VectorBuilder& out);

    JsonRowReader& reader_;
    std::vector<Token> tokens_;
    size_t at_ = 0;
    std::string text_;
};

} // namespace weir

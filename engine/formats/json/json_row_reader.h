// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/formats/decoder.h"
#include "engine/formats/json/json_options.h"
#include "engine/formats/json/json_scanner.h"
#include "engine/formats/value_plan.h"

#include <memory>
#include <string>
#include <vector>

namespace weir {

class JsonStreamReader;

/// JSON objects to rows, by Flink's rules of conversion. A record is scanned first and its wanted values converted then, so that a broken
/// record leaves nothing behind. Not thread-safe.
class JsonRowReader {
public:
    JsonRowReader(const JsonOptions& options, const Schema& schema, const std::vector<int>& wanted);
    ~JsonRowReader();

    /// The slots of the object at `at`; the position behind it or null, and error() says why.
    const char* scan(const char* at, const char* end);
    /// Appends the scanned slots as a row. False: a value does not fit its column (only when errors are not ignored); error() says which.
    bool append(DecodedRows& rows);
    const std::string& error() const { return error_; }

    const std::vector<JsonToken>& slots() const { return slots_; }
    std::vector<JsonToken>& slots() { return slots_; }

private:
    /// One ROW type inside: its scanner and the values found.
    struct Nested {
        JsonObjectScanner scanner;
        std::vector<JsonToken> slots;
    };
    struct Part {
        Part(ValuePlan valuePlan, bool asTree);
        ValuePlan plan;
        std::vector<Part> children;
        std::unique_ptr<Nested> object;     // ROW only
    };
    friend class JsonStreamReader;
    bool convert(const JsonToken& token, Part& part, VectorBuilder& out);
    bool convertScalar(const JsonToken& token, const ValuePlan& plan, VectorBuilder& out);
    bool convertNested(const JsonToken& token, Part& part, VectorBuilder& out);
    bool failed(const Part& part, VectorBuilder& out);
    bool convertEntries(const JsonToken& object, Part& part, VectorBuilder& out);
    void appendCompact(const JsonToken& token, std::string& out) const;

    JsonOptions options_;
    bool exactReals_ = false;       // the schema has a DECIMAL: nested numbers keep their digits, as Jackson is told then
    std::vector<Part> parts_;
    JsonObjectScanner scanner_;
    std::vector<JsonToken> slots_;
    std::string_view record_;
    std::unique_ptr<JsonStreamReader> stream_;      // while errors are ignored
    std::string scratch_, bytes_, error_;
    bool missing_ = false;
};

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/formats/format_info.h"
#include "engine/formats/json/json_options.h"
#include "engine/formats/json/json_row_reader.h"

#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// What the change formats share: a JSON envelope whose fields are found first; then each format says which rows it means.
class CdcDecoder : public Decoder {
public:
    /// `keys` are the fields of the envelope that the format asks for, by slot.
    CdcDecoder(JsonOptions options, const FormatContext& context, std::vector<std::string> keys);
    Status decode(std::string_view record, DecodedRows& rows) final;

protected:
    /// The rows of an envelope. Appends with append() and says what is wrong by fail().
    virtual Status change(DecodedRows& rows) = 0;

    const JsonToken& field(int slot) const { return envelope_[static_cast<size_t>(slot)]; }
    std::vector<JsonToken>& envelope() { return envelope_; }
    std::string fieldText(int slot);
    /// Goes on with an object within the envelope: field() then speaks of its fields.
    bool enter(const JsonToken& object);

    /// The row of the object.
    Status append(const JsonToken& object, RowKind kind, DecodedRows& rows);
    /// The old row of an update, given as its changed fields: the others are those of the `whole` new row.
    Status appendMerged(const JsonToken& changed, const JsonToken& whole, RowKind kind, DecodedRows& rows);
    /// Nothing more may be appended of the record then: ask failed() where the status is ok because errors are ignored.
    Status fail(const std::string& why);
    bool failed() const { return failed_; }

    JsonOptions options_;

private:
    Status put(RowKind kind, DecodedRows& rows);
    std::vector<std::string> keys_;
    JsonObjectScanner scanner_;
    std::vector<JsonToken> envelope_;
    JsonRowReader reader_;
    std::vector<JsonToken> saved_;
    std::string_view record_;
    std::string scratch_;
    bool failed_ = false;
};

} // namespace weir

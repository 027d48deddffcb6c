// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/cdc/cdc_decoder.h"

#include "engine/formats/format_options.h"

namespace weir {

CdcDecoder::CdcDecoder(JsonOptions options, const FormatContext& context, std::vector<std::string> keys)
    : options_(std::move(options)), keys_(keys), scanner_(std::move(keys)), envelope_(keys_.size()), reader_(options_, context.schema, context.wanted) {}

Status CdcDecoder::decode(std::string_view record, DecodedRows& rows) {
    record_ = record;
    failed_ = false;
    const char* end = record.data() + record.size();
    if (skipJsonSpace(record.data(), end) == end) return {};       // a tombstone
    const char* why = nullptr;
    if (!scanner_.scan(record.data(), end, envelope_.data(), why)) return fail(why);
    if (!validUtf8(record)) return fail("it is not UTF-8");
    return change(rows);
}

bool CdcDecoder::enter(const JsonToken& object) {
    if (object.kind != JsonKind::Object) return false;
    const JsonToken inner = object;
    const char* why = nullptr;
    return scanner_.scan(inner.begin, inner.begin + inner.size, envelope_.data(), why) != nullptr;
}

std::string CdcDecoder::fieldText(int slot) {
    JsonKind kind = field(slot).kind;
    return kind == JsonKind::Missing || kind == JsonKind::Null ? std::string() : std::string(jsonText(field(slot), scratch_));
}

Status CdcDecoder::fail(const std::string& why) {
    if (!options_.ignoreErrors) return recordError(options_.format, record_, why);
    ++ignored_;
    failed_ = true;
    return {};
}

Status CdcDecoder::put(RowKind kind, DecodedRows& rows) {
    const int before = rows.rows;
    if (!reader_.append(rows)) return recordError(options_.format, record_, reader_.error());
    if (rows.rows == before) {      // dropped, as Flink does
        ++ignored_;
        return {};
    }
    if (kind != RowKind::Insert || !rows.kinds.empty()) {
        rows.kinds.resize(static_cast<size_t>(rows.rows) - 1, RowKind::Insert);
        rows.kinds.push_back(kind);
    }
    return {};
}

Status CdcDecoder::append(const JsonToken& object, RowKind kind, DecodedRows& rows) {
    if (object.kind != JsonKind::Object || !reader_.scan(object.begin, object.begin + object.size)) return fail("a row is no JSON object");
    return put(kind, rows);
}

Status CdcDecoder::appendMerged(const JsonToken& changed, const JsonToken& whole, RowKind kind, DecodedRows& rows) {
    if (whole.kind != JsonKind::Object || !reader_.scan(whole.begin, whole.begin + whole.size)) return fail("a row is no JSON object");
    saved_ = reader_.slots();
    if (changed.kind != JsonKind::Object || !reader_.scan(changed.begin, changed.begin + changed.size)) return fail("an old row is no JSON object");
    for (size_t i = 0; i < saved_.size(); ++i)
        if (reader_.slots()[i].kind == JsonKind::Missing) reader_.slots()[i] = saved_[i];
    return put(kind, rows);
}

} // namespace weir

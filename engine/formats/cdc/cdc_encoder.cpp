// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/cdc/cdc_encoder.h"

#include "engine/formats/json/json_format.h"
#include "engine/formats/json/json_row_writer.h"

namespace weir {

namespace {

class CdcEncoder final : public Encoder {
public:
    CdcEncoder(const JsonOptions& options, const Schema& schema, const CdcEnvelope& envelope)
        : writer_(options, schema), beforeInsert_(envelope.beforeInsert), behindInsert_(envelope.behindInsert), beforeDelete_(envelope.beforeDelete),
          behindDelete_(envelope.behindDelete) {
        if (!options.leaveOutNulls) return;
        for (std::string* part : {&beforeInsert_, &behindInsert_, &beforeDelete_, &behindDelete_})
            for (std::string_view empty : {"\"before\":null,", ",\"after\":null"})
                if (size_t at = part->find(empty); at != std::string::npos) part->erase(at, empty.size());
    }

    Status encodeLines(const Batch& rows, std::string& out) override {
        return each(rows, out, [&] { out += '\n'; });
    }
    Status encodeMessages(const Batch& rows, std::string& out, std::vector<size_t>& ends) override {
        return each(rows, out, [&] { ends.push_back(out.size()); });
    }

private:
    template <class Done> Status each(const Batch& rows, std::string& out, Done done) {
        for (int row = 0; row < rows.rows; ++row) {
            bool adds = isAdd(rows.kind(row));
            out += adds ? beforeInsert_ : beforeDelete_;
            if (Status status = writer_.writeRow(rows, row, out); !status.ok()) return status;
            out += adds ? behindInsert_ : behindDelete_;
            done();
        }
        return {};
    }

    JsonRowWriter writer_;
    std::string beforeInsert_, behindInsert_, beforeDelete_, behindDelete_;
};

} // namespace

Result<std::unique_ptr<Encoder>> makeCdcEncoder(const FormatContext& context, std::string_view format, const CdcEnvelope& envelope) {
    Result<JsonOptions> options = JsonOptions::read(context.options, format);
    if (!options.ok()) return options.error();
    if (Status status = checkJsonTypes(format, context.schema); !status.ok()) return status.error();
    return std::unique_ptr<Encoder>(std::make_unique<CdcEncoder>(options.value(), context.schema, envelope));
}

} // namespace weir

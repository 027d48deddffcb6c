// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/cdc/cdc_encoder.h"

#include "engine/formats/json/json_format.h"
#include "engine/formats/json/json_row_writer.h"

namespace weir {

namespace {

class CdcEncoder final : public Encoder {
public:
    CdcEncoder(const JsonOptions& options, const Schema& schema, const CdcEnvelope& envelope) : writer_(options, schema), envelope_(envelope) {}

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
            out += adds ? envelope_.beforeInsert : envelope_.beforeDelete;
            if (Status status = writer_.writeRow(rows, row, out); !status.ok()) return status;
            out += adds ? envelope_.behindInsert : envelope_.behindDelete;
            done();
        }
        return {};
    }

    JsonRowWriter writer_;
    CdcEnvelope envelope_;
};

} // namespace

Result<std::unique_ptr<Encoder>> makeCdcEncoder(const FormatContext& context, std::string_view format, const CdcEnvelope& envelope) {
    Result<JsonOptions> options = JsonOptions::read(context.options, format);
    if (!options.ok()) return options.error();
    if (Status status = checkJsonTypes(format, context.schema); !status.ok()) return status.error();
    return std::unique_ptr<Encoder>(std::make_unique<CdcEncoder>(options.value(), context.schema, envelope));
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/blackhole/blackhole_connector.h"

#include "engine/connectors/table_options.h"

namespace weir {

namespace {

constexpr OptionInfo options[] = {{"sink.parallelism", OptionType::Integer, "", "Subtasks that forget."}};

class BlackholeSink final : public Sink {
public:
    void write(const Batch&) override {}
};

Status validate(const TableDefinition& table, bool asSink) {
    return checkOptions(table, blackholeConnector.traits, asSink, true);
}
Result<std::unique_ptr<Sink>> makeSink(const SinkRequest& request) {
    if (Status status = validate(request.table, true); !status.ok()) return status.error();
    return std::unique_ptr<Sink>(std::make_unique<BlackholeSink>());
}
ChangelogMode all(const TableDefinition&) { return ChangelogMode::all(); }

} // namespace

const ConnectorInfo blackholeConnector{
    {"blackhole", "Forgets each row.", options, {}, false, true, false, ChangelogMode::append(), ChangelogMode::all(), false, false},
    validate, nullptr, makeSink, nullptr, nullptr, all};

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/savepoint/savepoint_rows.h"

#include <algorithm>

namespace weir {

SavepointRows::SavepointRows(const StoredCheckpoint& stored, SavepointTable table, TypeReader typeOf)
    : stored_(stored), table_(std::move(table)), typeOf_(std::move(typeOf)), reader_(stored.reader(table_.definition.database, 0, 1)) {}

bool SavepointRows::openPart() {
    const ManifestOperator* held = stored_.find(table_.definition.database);
    for (; held && reader_ && part_ < table_.parts.size(); ++part_) {
        const SavepointTable::Part& part = table_.parts[part_];
        auto section = std::find_if(held->sections.begin(), held->sections.end(), [&](const ManifestSection& one) { return one.name == part.section; });
        if (section == held->sections.end() || !reader_->section(section->name, section->form)) continue;
        if (table_.content == SavepointContent::Splits || table_.content == SavepointContent::Task) return true;
        const auto shape = shapeOf(section->form);
        if (!shape) continue;
        grammar_ = EntryGrammar::parse(shape->grammar);
        entries_.emplace(stored_, *held, *reader_, *grammar_);
        rows_ = makeEntryTable(table_, part, section->form, *shape, typeOf_);
        return true;
    }
    return false;
}

Batch SavepointRows::next(int mostRows, std::vector<Entry>* entries) {
    if (table_.content == SavepointContent::Splits || table_.content == SavepointContent::Task) return controls(mostRows);
    while (rows_ || openPart()) {
        const bool isTimed = grammar_->startsWith("kt");
        for (StateEntry entry; rows_->rows() < mostRows && entries_->next(entry);) {
            Entry one{-rows_->rows(), entry.keyGroup(), static_cast<int64_t>(entry.size()), true};
            grammar_->walk(entry, [&](const EntryPart& part) {
                rows_->add(part);
                for (const EntryMoment& moment : part.moments)
                    if (isTimed ? moment.kind == EntryMoment::Kind::Own && moment.time != INT64_MIN
                                : moment.kind == EntryMoment::Kind::TimeToLive && moment.time > 0 && moment.time != INT64_MAX)
                        one.isEndless = false;
            });
            one.rows += rows_->rows();
            if (entries) entries->push_back(one);
        }
        if (rows_->rows() > 0) return rows_->finish();
        rows_.reset();
        ++part_;
    }
    return {};
}

Batch SavepointRows::controls(int mostRows) {
    Batch out;
    if (!isOpen_ && !openPart()) return out;
    isOpen_ = true;
    std::vector<VectorBuilder> builders;
    for (const TableColumn& column : table_.definition.columns) builders.emplace_back(column.type);
    for (StateEntry entry; out.rows < mostRows && reader_->next(entry); ++out.rows) {
        int64_t watermark;
        bool done;
        if (table_.content == SavepointContent::Splits) {
            entry.number();
            builders[0].appendBytes(entry.bytes());
            builders[1].appendBytes(entry.bytes());
            done = (entry.number() & 2) != 0;
            watermark = entry.number();
        } else {
            watermark = entry.number();
            entry.number();
            entry.number();
            done = entry.number() != 0;
        }
        VectorBuilder& time = builders[builders.size() - 2];
        if (watermark == INT64_MIN || watermark == INT64_MAX) time.appendNull();
        else time.append(watermark);
        builders.back().append(done);
    }
    for (VectorBuilder& builder : builders) out.columns.push_back(builder.finish());
    return out;
}

EntryEnd endOfEntries(const StateForm& form) {
    const auto shape = shapeOf(form);
    if (!shape) return EntryEnd::Untold;
    const EntryGrammar grammar = *EntryGrammar::parse(shape->grammar);
    if (grammar.startsWith("kt")) return EntryEnd::Timer;
    // What lies in a window goes with it.
    for (char letter : {'w', 'W', 't', 'p'})
        if (grammar.has(letter)) return EntryEnd::Untold;
    return grammar.startsWith("k") ? EntryEnd::TimeToLive : EntryEnd::Untold;
}

} // namespace weir

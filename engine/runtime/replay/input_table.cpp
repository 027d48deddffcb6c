// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/replay/input_table.h"

#include <algorithm>
#include <set>

namespace weir {

namespace {

std::string listed(const std::set<std::string>& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "'" : ", '") + name + "'";
    return out;
}

/// What the job reads of what was kept.
Status chooseColumns(InputTable& table, const plan::SourceSpec& spec, const std::function<Result<DataType>(const std::string&)>& typeOf) {
    for (const std::string& type : table.head.types) {
        auto known = typeOf(type);
        if (!known) return known.error();
        table.types.push_back(*known);
    }
    std::set<std::string> missing;
    for (int column : spec.columns) {
        const TableColumn& read = spec.table->columns[static_cast<size_t>(column)];
        auto kept = std::find(table.head.columns.begin(), table.head.columns.end(), read.name);
        if (kept == table.head.columns.end()) {
            missing.insert(read.name);
            continue;
        }
        auto at = static_cast<size_t>(kept - table.head.columns.begin());
        if (std::string type = read.type.text(true); type != table.head.types[at])
            return Error{ErrorCode::Invalid, "Column '" + read.name + "' of table '" + spec.table->name + "' is " + type + ", in the recording " + table.head.types[at] + ".",
                         spec.table->place, {}};
        table.wanted.push_back(static_cast<int>(at));
    }
    if (missing.empty()) return {};
    return Error{ErrorCode::Invalid, "The recording did not keep " + std::string(missing.size() == 1 ? "column " : "columns ") + listed(missing) + " of table '" + spec.table->name + "'.",
                 spec.table->place, "It has " + listed({table.head.columns.begin(), table.head.columns.end()}) + "; this source cannot be read again."};
}

Status sameOptions(const InputTable& table, const plan::SourceSpec& spec) {
    const std::map<std::string, std::string> now = rowOptions(*spec.table);
    std::set<std::string> keys;
    for (const auto* options : {&now, &table.head.options})
        for (const auto& [key, value] : *options) keys.insert(key);
    for (const std::string& key : keys) {
        auto is = now.find(key), was = table.head.options.find(key);
        auto shown = [&](auto found, const auto& in) { return found == in.end() ? std::string("not set") : "'" + found->second + "'"; };
        if (is != now.end() && was != table.head.options.end() && is->second == was->second) continue;
        auto place = spec.table->optionPlaces.find(key);
        return Error{ErrorCode::Invalid, "Option '" + key + "' of table '" + spec.table->name + "' is " + shown(is, now) + ", in the recording " + shown(was, table.head.options) +
                     ": its rows would be others.", place == spec.table->optionPlaces.end() ? spec.table->place : place->second, "Leave the source as it was recorded."};
    }
    return {};
}

} // namespace

std::map<std::string, std::string> rowOptions(const TableDefinition& table) {
    std::map<std::string, std::string> out;
    for (const auto& [key, value] : table.options)
        if (key.rfind("scan.watermark.", 0) != 0) out[key] = value;
    return out;
}

Result<InputTable> InputTable::find(const Recording& recording, int job, const plan::SourceSpec& spec, int number,
                                    const std::function<Result<DataType>(const std::string&)>& typeOf) {
    std::vector<size_t> order;
    if (job >= 0 && static_cast<size_t>(job) < recording.jobs().size()) order.push_back(static_cast<size_t>(job));
    for (size_t i = 0; i < recording.jobs().size(); ++i)
        if (static_cast<int>(i) != job) order.push_back(i);
    std::set<std::string> known;
    for (size_t each : order) {
        const std::vector<size_t>& attempts = recording.jobs()[each].attempts;
        if (attempts.empty()) continue;
        const std::vector<RecordedTask>& tasks = recording.attempts()[attempts.front()].tasks;
        std::vector<std::string> uids;      // of the sources that read the table
        for (const RecordedTask& task : tasks) {
            if (!task.table.empty()) known.insert(task.table);
            if (task.table == spec.table->name && std::find(uids.begin(), uids.end(), task.uid) == uids.end()) uids.push_back(task.uid);
        }
        if (uids.empty()) continue;
        const std::string& uid = uids[std::min(static_cast<size_t>(number), uids.size() - 1)];
        InputTable out;
        out.attempts = attempts;
        for (size_t i = 0; i < tasks.size(); ++i) {
            if (tasks[i].uid != uid) continue;
            if (out.tasks.empty()) out.head = tasks[i];
            out.tasks.push_back(static_cast<int>(i));
            for (size_t attempt : attempts) {
                const std::vector<RecordedTask>& later = recording.attempts()[attempt].tasks;
                if (i >= later.size() || later[i].uid != uid || later[i].subtask != tasks[i].subtask || later[i].parallelism != tasks[i].parallelism)
                    return Error{ErrorCode::Unsupported, "The recorded job went on with another number of subtasks behind a failure; its rows cannot be the input of another job."};
            }
        }
        Status fits = out.head.keepsRows ? chooseColumns(out, spec, typeOf) : sameOptions(out, spec);
        if (!fits) return fits.error();
        return out;
    }
    std::string near = nearest(spec.table->name, known);
    return Error{ErrorCode::Unknown, "The recording has no rows of table '" + spec.table->name + "'.", spec.table->place,
                 near.empty() ? "It has those of " + listed(known) + "." : "Did you mean '" + near + "'?"};
}

} // namespace weir

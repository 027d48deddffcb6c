// SPDX-License-Identifier: Apache-2.0
#include "engine/recording/recording.h"

#include "engine/recording/step_chunk.h"
#include "engine/recording/varint.h"

#include <nlohmann/json.hpp>

namespace weir {

namespace {

using Json = nlohmann::ordered_json;

Status bad(const std::string& what) { return Error{ErrorCode::Data, what}; }

RecordingHeader headerOf(const Json& from) {
    RecordingHeader out;
    out.version = from.at("version").get<std::string>();
    out.script = from.at("script").get<std::string>();
    out.baseFolder = from.at("base_folder").get<std::string>();
    for (const auto& [key, value] : from.at("settings").items()) out.settings[key] = value.get<std::string>();
    out.parallelism = from.at("parallelism").get<int>();
    out.maxBatchRows = from.at("batch_rows").get<int>();
    out.randomBatches = from.at("random_batches").get<bool>();
    out.together = from.at("together").get<bool>();
    out.seed = from.at("seed").get<uint64_t>();
    out.startedMillis = from.at("started").get<int64_t>();
    return out;
}

RecordedAttempt attemptOf(const Json& from) {
    RecordedAttempt out;
    out.job = from.at("job").get<int>();
    out.startedMillis = from.at("started").get<int64_t>();
    out.restoredFrom = from.at("restored").get<int64_t>();
    out.restoredPath = from.at("restored_path").get<std::string>();
    for (const Json& task : from.at("tasks")) {
        RecordedTask made{task.at("uid").get<std::string>(), task.at("name").get<std::string>(), task.at("subtask").get<int>(), task.at("parallelism").get<int>(),
                          task.at("splits").get<bool>(), task.at("rows").get<bool>(), task.at("table").get<std::string>(),
                          task.at("columns").get<std::vector<std::string>>(), task.at("types").get<std::vector<std::string>>(),
                          task.at("options").get<std::map<std::string, std::string>>()};
        out.tasks.push_back(std::move(made));
    }
    out.steps.resize(out.tasks.size());
    out.notes.resize(out.tasks.size());
    return out;
}

} // namespace

std::string headerText(const RecordingHeader& header) {
    return Json{{"version", header.version}, {"script", header.script}, {"base_folder", header.baseFolder}, {"settings", header.settings}, {"parallelism", header.parallelism},
                {"batch_rows", header.maxBatchRows}, {"random_batches", header.randomBatches}, {"together", header.together}, {"seed", header.seed}, {"started", header.startedMillis}}
        .dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string jobText(int job, const RecordedJob& value) {
    return Json{{"job", job}, {"title", value.title}, {"graph", value.graph}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string attemptText(const RecordedAttempt& value) {
    Json tasks = Json::array();
    for (const RecordedTask& task : value.tasks)
        tasks.push_back({{"uid", task.uid}, {"name", task.name}, {"subtask", task.subtask}, {"parallelism", task.parallelism}, {"splits", task.hasSplits}, {"rows", task.keepsRows},
                         {"table", task.table}, {"columns", task.columns}, {"types", task.types}, {"options", task.options}});
    return Json{{"job", value.job}, {"started", value.startedMillis}, {"restored", value.restoredFrom}, {"restored_path", value.restoredPath}, {"tasks", std::move(tasks)}}
        .dump(-1, ' ', false, Json::error_handler_t::replace);
}

Status Recording::take(const ChunkPlace& place, std::string_view content) {
    if (hasHeader_ == (place.kind == ChunkKind::Header)) return bad(hasHeader_ ? "a second header" : "the header is missing");
    if (place.kind == ChunkKind::Steps) {
        StepChunk chunk;
        if (!decode(content, false, chunk) || chunk.attempt >= attempts_.size() || chunk.task >= attempts_[chunk.attempt].tasks.size())
            return bad("steps of a task that is not there");
        RecordedAttempt& of = attempts_[chunk.attempt];
        size_t task = chunk.task;
        VarintReader notes(chunk.notes);
        of.steps[task].push_back(place);
        while (!notes.atEnd()) {
            auto kind = static_cast<uint8_t>(notes.byte());
            std::string_view text = notes.text();
            if (!notes.ok() || kind > static_cast<uint8_t>(NoteKind::Read)) return bad("a note that makes no sense");
            of.notes[task].emplace_back(static_cast<NoteKind>(kind), text);
        }
        return {};
    }
    try {
        Json from = Json::parse(content);
        switch (place.kind) {
        case ChunkKind::Header:
            header_ = headerOf(from);
            hasHeader_ = true;
            break;
        case ChunkKind::Job:
            if (from.at("job").get<size_t>() != jobs_.size()) return bad("jobs out of order");
            jobs_.push_back({from.at("title").get<std::string>(), from.at("graph").get<std::string>(), {}});
            break;
        case ChunkKind::Attempt: {
            RecordedAttempt made = attemptOf(from);
            if (made.job < 0 || static_cast<size_t>(made.job) >= jobs_.size()) return bad("an attempt at a job that is not there");
            jobs_[static_cast<size_t>(made.job)].attempts.push_back(attempts_.size());
            attempts_.push_back(std::move(made));
            break;
        }
        case ChunkKind::AttemptEnd: {
            size_t attempt = from.at("attempt").get<size_t>();
            if (attempt >= attempts_.size()) return bad("the end of an attempt that is not there");
            attempts_[attempt].outcome = from.at("outcome").get<std::string>();
            break;
        }
        case ChunkKind::End: break;
        default: return bad("an unknown kind of chunk");
        }
    } catch (const nlohmann::json::exception& problem) {
        return bad(std::string("it cannot be read (") + problem.what() + ")");
    }
    return {};
}

std::optional<int64_t> Recording::lastKept(size_t attempt) const {
    const RecordedAttempt& of = attempts_[attempt];
    for (size_t later = attempt + 1; later < attempts_.size(); ++later)
        if (attempts_[later].job == of.job) return attempts_[later].restoredFrom == of.restoredFrom ? 0 : attempts_[later].restoredFrom;
    return {};
}

Result<std::shared_ptr<const Recording>> Recording::open(FileSystem& files, const std::string& path) {
    auto recording = std::make_shared<Recording>();
    auto reader = RecordingReader::open(files, path, [&](const ChunkPlace& place, std::string_view content) {
        recording->bytes_ = place.offset + place.bytes;
        return recording->take(place, content);
    });
    if (!reader) return reader.error();
    recording->reader_ = std::move(*reader);
    if (!recording->hasHeader_) return Error{ErrorCode::Data, "The recording '" + path + "' ends before its first chunk."};
    return std::shared_ptr<const Recording>(std::move(recording));
}

} // namespace weir

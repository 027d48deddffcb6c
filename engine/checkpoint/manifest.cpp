// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/manifest.h"

#include "engine/checkpoint/file_hash.h"

#include <nlohmann/json.hpp>

namespace weir {

using Json = nlohmann::ordered_json;

namespace {

Json columns(const std::vector<StateColumn>& from) {
    Json out = Json::array();
    for (const StateColumn& column : from) out.push_back({column.name, column.type});
    return out;
}

std::vector<StateColumn> columns(const Json& from) {
    std::vector<StateColumn> out;
    for (const Json& column : from) out.push_back({column.at(0).get<std::string>(), column.at(1).get<std::string>()});
    return out;
}

Json shape(const StateShape& from) {
    Json out{{"grammar", from.grammar}};
    if (from.keyColumns >= 0) out["key_columns"] = from.keyColumns;
    if (from.rowAt > 0) out["row_at"] = from.rowAt;
    if (from.rowColumns >= 0) out["row_columns"] = from.rowColumns;
    for (const StateCall& call : from.calls) out["calls"].push_back({call.function, call.retracts, call.arguments});
    if (from.isProcessingTime) out["processing_time"] = true;
    if (!from.zone.empty()) out["zone"] = from.zone;
    return out;
}

StateShape shape(const Json& from) {
    StateShape out{from.at("grammar").get<std::string>(), from.value("key_columns", -1), from.value("row_at", 0), from.value("row_columns", -1), {},
                   from.value("processing_time", false), from.value("zone", "")};
    if (from.contains("calls"))
        for (const Json& call : from.at("calls")) out.calls.push_back({call.at(0).get<std::string>(), call.at(2).get<std::vector<std::string>>(), call.at(1).get<bool>()});
    return out;
}

StateForm form(const Json& section) {
    StateForm out{columns(section.at("key")), columns(section.at("value")), section.value("layout", "")};
    if (section.contains("shape")) out.shape = shape(section.at("shape"));
    return out;
}

/// A name that stays in its folder.
bool isPlainName(const std::string& name) { return !name.empty() && name.find('/') == std::string::npos && name[0] != '.' && name.find('\0') == std::string::npos; }

Manifest read(const Json& from) {
    Manifest out;
    out.format = from.at("format").get<int>();
    out.job = from.at("job").get<std::string>();
    out.jobId = from.at("job_id").get<std::string>();
    out.checkpoint = from.at("checkpoint").get<int64_t>();
    out.takenMillis = from.at("taken_millis").get<int64_t>();
    out.maxParallelism = from.at("max_parallelism").get<int>();
    out.isFinal = from.at("final").get<bool>();
    out.isSavepoint = from.value("savepoint", false);
    out.name = from.value("name", "");
    out.text = from.value("script", "");
    for (const Json& file : from.at("files")) out.files.push_back({file.at("name").get<std::string>(), file.at("bytes").get<int64_t>(), file.at("xxh3_128").get<std::string>()});
    for (const Json& one : from.at("operators")) {
        ManifestOperator made{one.at("uid").get<std::string>(), one.at("name").get<std::string>(), one.at("parallelism").get<int>(), {}, {}};
        for (const Json& section : one.at("sections"))
            made.sections.push_back({section.at("name").get<std::string>(), form(section), section.value("layered", false)});
        for (const Json& part : one.at("parts"))
            made.handles.push_back({part.at(0).get<int>(), part.at(1).get<int>(), part.at(2).get<int>(), part.at(3).get<int64_t>(), part.at(4).get<int64_t>(),
                                    part.at(5).get<int64_t>()});
        out.operators.push_back(std::move(made));
    }
    return out;
}

/// Why the content makes no sense, or "".
std::string problem(const Manifest& manifest) {
    for (const ManifestFile& file : manifest.files)
        if (!isPlainName(file.name) || file.bytes < 0 || file.hash.size() != 32) return "file '" + file.name + "' is no plain file of the folder";
    if (manifest.maxParallelism < 1 || manifest.maxParallelism > 32768) return "the number of key groups is out of range";
    for (const ManifestOperator& one : manifest.operators) {
        for (const ManifestSection& section : one.sections) {
            const auto columns = static_cast<int64_t>(section.form.value.size());
            const StateShape& shape = section.form.shape;
            const bool keyFits = shape.keyColumns <= static_cast<int64_t>(section.form.key.size());
            const bool rowFits = shape.rowAt >= 0 && shape.rowAt <= columns && shape.rowColumns <= columns - shape.rowAt;
            if (!keyFits || !rowFits || static_cast<int64_t>(shape.calls.size()) > columns) return "operator '" + one.uid + "' has state with fewer columns than it says";
        }
        if (one.parallelism < 1 || one.parallelism > manifest.maxParallelism) return "operator '" + one.uid + "' has no sensible parallelism";
        for (const StateHandle& part : one.handles) {
            bool known = part.section >= 0 && part.section < static_cast<int>(one.sections.size()) && part.file >= 0 &&
                         part.file < static_cast<int>(manifest.files.size()) && part.subtask >= 0 && part.subtask < one.parallelism;
            if (!known || part.offset < 0 || part.bytes < 0 || part.bytes > manifest.files[static_cast<size_t>(part.file)].bytes - part.offset)
                return "operator '" + one.uid + "' refers to bytes that are not there";
        }
    }
    return "";
}

constexpr std::string_view HashWord = "xxh3-128 ";

} // namespace

std::string text(const Manifest& manifest) {
    Json out{{"format", manifest.format}, {"job", manifest.job}, {"job_id", manifest.jobId}, {"checkpoint", manifest.checkpoint}, {"taken_millis", manifest.takenMillis},
             {"max_parallelism", manifest.maxParallelism}, {"final", manifest.isFinal}};
    if (manifest.isSavepoint) out.update({{"savepoint", true}, {"name", manifest.name}, {"script", manifest.text}});
    out["files"] = Json::array();
    for (const ManifestFile& file : manifest.files) out["files"].push_back({{"name", file.name}, {"bytes", file.bytes}, {"xxh3_128", file.hash}});
    out["operators"] = Json::array();
    for (const ManifestOperator& one : manifest.operators) {
        Json made{{"uid", one.uid}, {"name", one.name}, {"parallelism", one.parallelism}};
        made["sections"] = Json::array();
        for (const ManifestSection& section : one.sections) {
            made["sections"].push_back({{"name", section.name}, {"key", columns(section.form.key)}, {"value", columns(section.form.value)}});
            if (section.isLayered) made["sections"].back()["layered"] = true;
            if (!section.form.layout.empty()) made["sections"].back()["layout"] = section.form.layout;
            if (!section.form.shape.grammar.empty()) made["sections"].back()["shape"] = shape(section.form.shape);
        }
        made["parts"] = Json::array();
        for (const StateHandle& part : one.handles) made["parts"].push_back({part.section, part.subtask, part.file, part.offset, part.bytes, part.entries});
        out["operators"].push_back(std::move(made));
    }
    std::string body = out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
    return body + std::string(HashWord) + fileHash(body) + "\n";
}

Result<Manifest> parseManifest(std::string_view whole, const std::string& path) {
    auto damaged = [&](const std::string& why) {
        return Error{ErrorCode::Data, "The manifest '" + path + "' is damaged: " + why + " (hash of the whole file: " + fileHash(whole) + ").", {}, "Start from another checkpoint."};
    };
    size_t last = whole.size() > 1 && whole.back() == '\n' ? whole.rfind('\n', whole.size() - 2) : std::string_view::npos;
    if (last == std::string_view::npos) return damaged("it ends too early");
    std::string_view body = whole.substr(0, last + 1), line = whole.substr(last + 1, whole.size() - last - 2);
    if (line.substr(0, HashWord.size()) != HashWord) return damaged("its last line is no hash");
    std::string found = fileHash(body);
    if (line.substr(HashWord.size()) != found) return damaged("its hash is " + found + ", but " + std::string(line.substr(HashWord.size())) + " is written in it");
    try {
        Json json = Json::parse(body);
        int format = json.at("format").get<int>();
        if (format > ManifestFormat)
            return Error{ErrorCode::Unsupported, "The checkpoint '" + path + "' is of format " + std::to_string(format) + "; this program reads formats up to " +
                         std::to_string(ManifestFormat) + ".", {}, "Use the version of Weir that wrote it, or a later one."};
        Manifest manifest = read(json);
        if (std::string why = problem(manifest); !why.empty()) return damaged(why);
        return manifest;
    } catch (const nlohmann::json::exception&) {
        return damaged("it is not what a manifest contains");
    }
}

} // namespace weir

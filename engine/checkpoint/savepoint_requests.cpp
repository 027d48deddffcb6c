// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/savepoint_requests.h"

#include <nlohmann/json.hpp>

namespace weir {

using Json = nlohmann::ordered_json;

namespace {

constexpr int64_t LargestRequest = 64 << 10;
constexpr std::string_view RequestEnd = ".request";

std::string textOf(const Json& json) { return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n"; }

} // namespace

Result<std::string> SavepointRequests::read(const std::string& path) {
    auto file = files_.openToRead(path);
    if (!file) return file.error();
    if ((*file)->size() > LargestRequest) return Error{ErrorCode::Data, "'" + path + "' is too large to be a request."};
    std::string bytes(static_cast<size_t>((*file)->size()), '\0');
    auto got = (*file)->read(0, bytes.data(), bytes.size());
    if (!got) return got.error();
    bytes.resize(*got);
    return bytes;
}

Status SavepointRequests::write(const std::string& name, const std::string& text) {
    if (Status made = files_.createFolders(folder_); !made) return made;
    std::string hidden = folder_ + "/." + name;
    auto file = files_.openToWrite(hidden);
    if (!file) return file.error();
    if (Status done = (*file)->append(text); !done) return done;
    if (Status done = (*file)->close(); !done) return done;
    return files_.rename(hidden, folder_ + "/" + name);
}

std::vector<SavepointRequest> SavepointRequests::take() {
    std::vector<SavepointRequest> out;
    if (!files_.exists(folder_)) return out;
    auto entries = files_.list(folder_);
    if (!entries) return out;
    for (const FileInfo& entry : *entries) {
        std::string name = entry.path.substr(entry.path.find_last_of('/') + 1);
        if (name.size() <= RequestEnd.size() || name[0] == '.' || name.compare(name.size() - RequestEnd.size(), RequestEnd.size(), RequestEnd) != 0) continue;
        auto text = read(entry.path);
        // Gone at once, so that nobody takes it twice.
        if (!text || !files_.remove(entry.path)) continue;
        SavepointRequest request;
        request.id = name.substr(0, name.size() - RequestEnd.size());
        try {
            Json json = Json::parse(*text);
            request.folder = json.at("folder").get<std::string>();
            request.name = json.value("name", "");
            request.stop = json.value("stop", false);
        } catch (const nlohmann::json::exception&) {
            (void)answer({request.id, "", "The request cannot be read.", false});
            continue;
        }
        out.push_back(std::move(request));
    }
    return out;
}

Status SavepointRequests::answer(const SavepointAnswer& answer) {
    return write(answer.id + ".answer", textOf({{"path", answer.path}, {"error", answer.error}, {"stopped", answer.stopped}}));
}

Status SavepointRequests::ask(const SavepointRequest& request) {
    return write(request.id + std::string(RequestEnd), textOf({{"folder", request.folder}, {"name", request.name}, {"stop", request.stop}}));
}

void SavepointRequests::withdraw(const std::string& id) { (void)files_.remove(folder_ + "/" + id + std::string(RequestEnd)); }

std::optional<SavepointAnswer> SavepointRequests::answerOf(const std::string& id) {
    std::string path = folder_ + "/" + id + ".answer";
    if (!files_.exists(path)) return std::nullopt;
    auto text = read(path);
    if (!text) return std::nullopt;
    (void)files_.remove(path);
    SavepointAnswer answer{id, "", "", false};
    try {
        Json json = Json::parse(*text);
        answer.path = json.at("path").get<std::string>();
        answer.error = json.at("error").get<std::string>();
        answer.stopped = json.value("stopped", false);
    } catch (const nlohmann::json::exception&) {
        answer.error = "The answer cannot be read.";
    }
    return answer;
}

} // namespace weir

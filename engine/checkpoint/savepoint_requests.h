// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/file_system.h"

#include <optional>
#include <string>
#include <vector>

namespace weir {

/// What somebody wants of a running job.
struct SavepointRequest {
    std::string id;             // a plain name
    std::string folder;         // where the savepoint's folder is made
    std::string name;           // of the savepoint; empty: by job and time
    bool stop = false;          // the job ends with it
};
struct SavepointAnswer {
    std::string id;
    std::string path, error;    // one of them is empty
    bool stopped = false;
};

/// Requests to another process by way of files in the folder of the job's checkpoints: `requests/ID.request` is taken by the run that has the folder,
/// which leaves `requests/ID.answer`. Who may write there may do so to the checkpoints, too; nothing listens. One thread.
class SavepointRequests {
public:
    SavepointRequests(FileSystem& files, std::string jobFolder) : files_(files), folder_(std::move(jobFolder) + "/requests") {}
    // The run's side.
    std::vector<SavepointRequest> take();
    Status answer(const SavepointAnswer& answer);
    // The asker's side.
    Status ask(const SavepointRequest& request);
    bool isTaken(const std::string& id) { return !files_.exists(folder_ + "/" + id + ".request"); }
    /// Takes the request back.
    void withdraw(const std::string& id);
    std::optional<SavepointAnswer> answerOf(const std::string& id);

private:
    Result<std::string> read(const std::string& path);
    Status write(const std::string& name, const std::string& text);
    FileSystem& files_;
    std::string folder_;
};

} // namespace weir

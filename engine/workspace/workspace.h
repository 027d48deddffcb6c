// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/workspace/past_run.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

struct sqlite3;

namespace weir {

/// Text that was typed and not saved, as it was at the last pause. Survives a crash.
struct UnsavedText {
    std::string document;          // path of the file, or "untitled:1"
    std::string text;
    std::string savedHash;         // hash of the file the text started from; "" = no file
    int64_t changedMillis = 0;
};

/// A text as it once was: saved, or given up.
struct TextVersion {
    int64_t number = 0;
    int64_t changedMillis = 0;
    std::string reason;            // "saved", "discarded"
    std::string text;
};

struct OpenFile {
    std::string document;
    int caret = 0;
    int firstLine = 0;
    bool isCurrent = false;
};

struct RecentProject {
    std::string path;
    int64_t openedMillis = 0;
};

/// What the window remembers between two starts, in one SQLite file: settings, recent projects, open files, unsaved text, past runs.
/// Thread-safe; every call is a transaction of its own and durable against a crash of the program when it returns.
class Workspace {
public:
    /// Opens or creates the file. One that is damaged is set aside (renamed to NAME.damaged) and a new one begun; `notice` then says so.
    static Result<std::unique_ptr<Workspace>> open(const std::string& file);
    /// Forgets at the end of the program; for tests and for when no file can be written.
    static std::unique_ptr<Workspace> inMemory();
    ~Workspace();
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;

    const std::string& notice() const { return notice_; }

    std::string setting(const std::string& key, const std::string& fallback = "") const;
    Status setSetting(const std::string& key, const std::string& value);       // any bytes

    std::vector<RecentProject> recentProjects(int atMost = 12) const;          // newest first
    Status addRecentProject(const std::string& path, int64_t nowMillis);
    Status forgetRecentProject(const std::string& path);

    /// The open files of a project ("" = none), in the order of their tabs.
    std::vector<OpenFile> openFiles(const std::string& project) const;
    Status setOpenFiles(const std::string& project, const std::vector<OpenFile>& files);

    Status keepUnsaved(const UnsavedText& text);
    Status dropUnsaved(const std::string& document);
    std::optional<UnsavedText> unsaved(const std::string& document) const;
    std::vector<UnsavedText> allUnsaved() const;

    /// The local history of a document: a version that equals the one before is not kept; older ones than the limits are forgotten.
    static constexpr int MostVersions = 60;
    static constexpr int64_t MostVersionBytes = 32 << 20;                        // of one document
    Status keepVersion(const std::string& document, const std::string& text, const std::string& reason, int64_t nowMillis);
    std::vector<TextVersion> versions(const std::string& document) const;       // newest first

    static constexpr int MostPastRuns = 500;                                    // older ones are forgotten
    /// Gives the run's number. The curves come one by one, see curvesOf(); points are for their maker to bound.
    Result<int64_t> addPastRun(const PastRun& run, const std::vector<RunCurve>& curves = {});
    std::vector<PastRun> pastRuns(int atMost = MostPastRuns) const;             // newest first
    std::vector<RunCurve> curvesOf(int64_t run) const;                          // by name; empty: none were kept

private:
    explicit Workspace(sqlite3* database) : database_(database) {}
    Status prepare();
    mutable std::mutex mutex_;                 // guards the connection
    sqlite3* database_;
    std::string notice_;
};

/// A hash of a text, to see whether a file changed meanwhile.
std::string textHash(std::string_view text);

} // namespace weir

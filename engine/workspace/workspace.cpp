// SPDX-License-Identifier: Apache-2.0
#include "engine/workspace/workspace.h"

#include "engine/workspace/statement.h"

#include <cstdio>
#include <sqlite3.h>
#include <string_view>

namespace weir {

namespace {

constexpr int SchemaVersion = 2;
constexpr const char* Tables = R"(
CREATE TABLE IF NOT EXISTS setting (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS recent_project (path TEXT PRIMARY KEY, opened INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS open_file (project TEXT NOT NULL, position INTEGER NOT NULL, document TEXT NOT NULL, caret INTEGER NOT NULL,
    first_line INTEGER NOT NULL, is_current INTEGER NOT NULL, PRIMARY KEY (project, position)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS past_run (number INTEGER PRIMARY KEY, folder TEXT NOT NULL, script BLOB NOT NULL, settings TEXT NOT NULL, started INTEGER NOT NULL,
    nanos INTEGER NOT NULL, source_rows INTEGER NOT NULL, result_rows INTEGER NOT NULL, peak_memory INTEGER NOT NULL, outcome TEXT NOT NULL, error TEXT NOT NULL,
    recording TEXT NOT NULL, restored_from TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS run_setting (run INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (run, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS run_checkpoint (run INTEGER NOT NULL, path TEXT NOT NULL, number INTEGER NOT NULL, taken INTEGER NOT NULL, bytes INTEGER NOT NULL,
    is_savepoint INTEGER NOT NULL, PRIMARY KEY (run, path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS run_curve (run INTEGER NOT NULL, name TEXT NOT NULL, step INTEGER NOT NULL, points BLOB NOT NULL, PRIMARY KEY (run, name));
CREATE TABLE IF NOT EXISTS version (number INTEGER PRIMARY KEY, document TEXT NOT NULL, text BLOB NOT NULL, reason TEXT NOT NULL, changed INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS version_of_document ON version (document, number);
CREATE TABLE IF NOT EXISTS unsaved_text (document TEXT PRIMARY KEY, text BLOB NOT NULL, saved_hash TEXT NOT NULL, changed INTEGER NOT NULL);
)";

sqlite3* connect(const std::string& file) {
    sqlite3* database = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;
    if (sqlite3_open_v2(file.c_str(), &database, flags, nullptr) != SQLITE_OK) {
        sqlite3_close(database);
        return nullptr;
    }
    sqlite3_busy_timeout(database, 2000);
    return database;
}

/// Version 1 did not know what a run began with.
bool addNewColumns(sqlite3* database) {
    Statement known(database, "SELECT 1 FROM pragma_table_info('past_run') WHERE name = 'restored_from'");
    return known.next() || execute(database, "ALTER TABLE past_run ADD COLUMN restored_from TEXT NOT NULL DEFAULT ''");
}

} // namespace

Result<std::unique_ptr<Workspace>> Workspace::open(const std::string& file) {
    std::string notice;
    for (int attempt = 0; attempt < 2; ++attempt) {
        sqlite3* database = connect(file);
        if (!database) return Error{ErrorCode::Io, "The workspace '" + file + "' cannot be opened. Check that its folder exists and can be written."};
        std::unique_ptr<Workspace> workspace(new Workspace(database));
        const Status ready = workspace->prepare();
        if (ready.ok()) {
            workspace->notice_ = notice;
            return workspace;
        }
        workspace.reset();
        if (attempt == 1 || ready.error().code != ErrorCode::Data) return ready.error();
        // The damaged file is kept for whoever wants to look; its log belongs to it.
        const std::string aside = file + ".damaged";
        std::remove(aside.c_str());
        if (std::rename(file.c_str(), aside.c_str()) != 0) return ready.error();
        std::remove((file + "-wal").c_str());
        std::remove((file + "-shm").c_str());
        notice = "The workspace was damaged and is now '" + aside + "'. Project files were not touched.";
    }
    return Error{ErrorCode::Io, "The workspace '" + file + "' cannot be opened."};
}

std::unique_ptr<Workspace> Workspace::inMemory() {
    std::unique_ptr<Workspace> workspace(new Workspace(connect(":memory:")));
    check(workspace->prepare().ok(), "a workspace in memory can always be made");
    return workspace;
}

Workspace::~Workspace() { sqlite3_close(database_); }

Status Workspace::prepare() {
    // Durable against a crash of the program with every commit, against one of the machine with every checkpoint of the log.
    execute(database_, "PRAGMA journal_mode = WAL");
    execute(database_, "PRAGMA synchronous = NORMAL");
    auto unreadable = [this] {
        const int code = sqlite3_errcode(database_);
        const bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ROW || code == SQLITE_OK || code == SQLITE_DONE;
        return Error{damaged ? ErrorCode::Data : ErrorCode::Io, std::string("The workspace cannot be read: ") + sqlite3_errmsg(database_) + '.'};
    };
    if (Statement check(database_, "PRAGMA quick_check(1)"); !check.next() || check.text(0) != "ok") return unreadable();
    if (Statement version(database_, "PRAGMA user_version"); version.next() && version.number(0) > SchemaVersion)
        return Error{ErrorCode::Unsupported, "The workspace was written by a newer Weir. Start that one, or move the file away."};
    // All or nothing: what a crash leaves is the former version.
    for (const char* sql : {"BEGIN IMMEDIATE", Tables})
        if (!execute(database_, sql)) return unreadable();
    if (!addNewColumns(database_)) return unreadable();
    const std::string version = "PRAGMA user_version = " + std::to_string(SchemaVersion);
    for (const char* sql : {version.c_str(), "COMMIT"})
        if (!execute(database_, sql)) return unreadable();
    return {};
}

std::string Workspace::setting(const std::string& key, const std::string& fallback) const {
    std::lock_guard lock(mutex_);
    Statement query(database_, "SELECT value FROM setting WHERE key = ?");
    return query.bind(key).next() ? query.text(0) : fallback;
}

Status Workspace::setSetting(const std::string& key, const std::string& value) {
    std::lock_guard lock(mutex_);
    return Statement(database_, "INSERT INTO setting VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value").bind(key).bind(value).run();
}

std::vector<RecentProject> Workspace::recentProjects(int atMost) const {
    std::lock_guard lock(mutex_);
    Statement query(database_, "SELECT path, opened FROM recent_project ORDER BY opened DESC, path LIMIT ?");
    query.bind(static_cast<int64_t>(atMost));
    std::vector<RecentProject> found;
    while (query.next()) found.push_back({query.text(0), query.number(1)});
    return found;
}

Status Workspace::addRecentProject(const std::string& path, int64_t nowMillis) {
    std::lock_guard lock(mutex_);
    return Statement(database_, "INSERT INTO recent_project VALUES (?, ?) ON CONFLICT(path) DO UPDATE SET opened = excluded.opened")
        .bind(path).bind(nowMillis).run();
}

Status Workspace::forgetRecentProject(const std::string& path) {
    std::lock_guard lock(mutex_);
    return Statement(database_, "DELETE FROM recent_project WHERE path = ?").bind(path).run();
}

std::vector<OpenFile> Workspace::openFiles(const std::string& project) const {
    std::lock_guard lock(mutex_);
    Statement query(database_, "SELECT document, caret, first_line, is_current FROM open_file WHERE project = ? ORDER BY position");
    query.bind(project);
    std::vector<OpenFile> files;
    while (query.next())
        files.push_back({query.text(0), static_cast<int>(query.number(1)), static_cast<int>(query.number(2)), query.number(3) != 0});
    return files;
}

Status Workspace::setOpenFiles(const std::string& project, const std::vector<OpenFile>& files) {
    std::lock_guard lock(mutex_);
    execute(database_, "BEGIN IMMEDIATE");
    Status done = Statement(database_, "DELETE FROM open_file WHERE project = ?").bind(project).run();
    int64_t position = 0;
    for (const OpenFile& file : files) {
        if (!done.ok()) break;
        done = Statement(database_, "INSERT INTO open_file VALUES (?, ?, ?, ?, ?, ?)")
                   .bind(project).bind(position++).bind(file.document).bind(int64_t{file.caret}).bind(int64_t{file.firstLine})
                   .bind(int64_t{file.isCurrent}).run();
    }
    execute(database_, done.ok() ? "COMMIT" : "ROLLBACK");
    return done;
}

Status Workspace::keepUnsaved(const UnsavedText& text) {
    std::lock_guard lock(mutex_);
    return Statement(database_, "INSERT INTO unsaved_text VALUES (?, ?, ?, ?) ON CONFLICT(document) DO UPDATE SET text = excluded.text, "
                                "saved_hash = excluded.saved_hash, changed = excluded.changed")
        .bind(text.document).bind(text.text).bind(text.savedHash).bind(text.changedMillis).run();
}

Status Workspace::dropUnsaved(const std::string& document) {
    std::lock_guard lock(mutex_);
    return Statement(database_, "DELETE FROM unsaved_text WHERE document = ?").bind(document).run();
}

std::optional<UnsavedText> Workspace::unsaved(const std::string& document) const {
    std::lock_guard lock(mutex_);
    Statement query(database_, "SELECT document, text, saved_hash, changed FROM unsaved_text WHERE document = ?");
    if (!query.bind(document).next()) return std::nullopt;
    return UnsavedText{query.text(0), query.text(1), query.text(2), query.number(3)};
}

std::vector<UnsavedText> Workspace::allUnsaved() const {
    std::lock_guard lock(mutex_);
    Statement query(database_, "SELECT document, text, saved_hash, changed FROM unsaved_text ORDER BY document");
    std::vector<UnsavedText> found;
    while (query.next()) found.push_back({query.text(0), query.text(1), query.text(2), query.number(3)});
    return found;
}

Status Workspace::keepVersion(const std::string& document, const std::string& text, const std::string& reason, int64_t nowMillis) {
    std::lock_guard lock(mutex_);
    {
        Statement last(database_, "SELECT text FROM version WHERE document = ? ORDER BY number DESC LIMIT 1");
        if (last.bind(document).next() && last.text(0) == text) return {};
    }
    execute(database_, "BEGIN IMMEDIATE");
    Status done = Statement(database_, "INSERT INTO version VALUES (NULL, ?, ?, ?, ?)").bind(document).bind(text).bind(reason).bind(nowMillis).run();
    // The newest one stays, however large.
    if (done.ok())
        done = Statement(database_, "DELETE FROM version WHERE document = ?1 AND number IN (SELECT number FROM (SELECT number, ROW_NUMBER() OVER (ORDER BY number DESC) AS place, "
                                    "SUM(LENGTH(text)) OVER (ORDER BY number DESC) AS bytes FROM version WHERE document = ?1) WHERE place > 1 AND (place > ?2 OR bytes > ?3))")
                   .bind(document).bind(int64_t{MostVersions}).bind(MostVersionBytes).run();
    execute(database_, done.ok() ? "COMMIT" : "ROLLBACK");
    return done;
}

std::vector<TextVersion> Workspace::versions(const std::string& document) const {
    std::lock_guard lock(mutex_);
    Statement query(database_, "SELECT number, changed, reason, text FROM version WHERE document = ? ORDER BY number DESC");
    query.bind(document);
    std::vector<TextVersion> all;
    while (query.next()) all.push_back({query.number(0), query.number(1), query.text(2), query.text(3)});
    return all;
}

std::string textHash(std::string_view text) {
    // FNV-1a in 64 bits: to notice a change, not to withstand an attack.
    uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    char hex[17];
    std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(hash));
    return hex;
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/state/cold_store.h"

#include "engine/base/error.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

namespace weir {

namespace {

constexpr size_t TableBytes = 4;
/// Below it rows go through RocksDB's memory, above as a file of their own.
constexpr size_t FileBytes = 1 << 20;

std::string prefixOf(int table) {
    auto number = static_cast<uint32_t>(table);
    return {static_cast<char>(number >> 24), static_cast<char>(number >> 16), static_cast<char>(number >> 8), static_cast<char>(number)};
}

/// What counts is in checkpoints.
rocksdb::WriteOptions withoutLog() {
    rocksdb::WriteOptions how;
    how.disableWAL = true;
    return how;
}

} // namespace

/// The folder and its lock, which the system gives back when the process dies.
class ColdStore::Folder {
public:
    Folder(FileSystem& files, std::string path) : files_(files), path_(std::move(path)) { clearLeft(); }
    ~Folder() {
        if (!lock_) return;
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
        rocksdb::Env::Default()->UnlockFile(lock_);
    }
    FileSystem& files() { return files_; }
    /// Made with the first call.
    const std::string& path() {
        std::lock_guard lock(mutex_);
        if (lock_) return path_;
        // Somebody who clears away what is left may have come between making and locking it.
        constexpr int Tries = 5;
        Status made;
        for (int number = 0; number < Tries; ++number) {
            std::string path = number == 0 ? path_ : path_ + "-" + std::to_string(number);
            made = files_.createFolders(path);
            if (!made || !rocksdb::Env::Default()->LockFile(path + Lock, &lock_).ok()) continue;
            // Who removed the folder between opening and locking left a lock without a name.
            if (files_.exists(path + Lock)) {
                path_ = path;
                return path_;
            }
            rocksdb::Env::Default()->UnlockFile(lock_);
            lock_ = nullptr;
        }
        throw RunError({ErrorCode::Io, "The folder '" + path_ + "' for state on disk cannot be made: " + (made ? "it is locked." : made.error().message), {},
                        "Give 'state.backend.rocksdb.localdir' another one."});
    }
    std::string newFile() { return path() + "/run-" + std::to_string(number_++); }

private:
    static constexpr const char* Lock = "/lock";
    /// Folders of processes that were killed.
    void clearLeft() {
        std::filesystem::path here(path_);
        auto listed = files_.list(here.parent_path().string());
        if (!listed) return;
        for (const FileInfo& one : *listed) {
            if (!one.isFolder || std::filesystem::path(one.path).filename().string().rfind(FolderPrefix, 0) != 0 || !files_.exists(one.path + Lock)) continue;
            rocksdb::FileLock* lock = nullptr;
            if (!rocksdb::Env::Default()->LockFile(one.path + Lock, &lock).ok()) continue;
            std::error_code ignored;
            std::filesystem::remove_all(one.path, ignored);
            rocksdb::Env::Default()->UnlockFile(lock);
        }
    }
    FileSystem& files_;
    std::mutex mutex_;              // guards path_ and lock_
    std::string path_;
    rocksdb::FileLock* lock_ = nullptr;
    std::atomic<int64_t> number_{0};
};

class ColdStore::Database {
public:
    Database(std::shared_ptr<Folder> folder, int64_t memory) : folder_(std::move(folder)) {
        rocksdb::BlockBasedTableOptions table;
        table.block_cache = rocksdb::NewLRUCache(static_cast<size_t>(std::max<int64_t>(memory, 1 << 20)));
        // There are so many rows that filters must stay within the cache too.
        table.cache_index_and_filter_blocks = true;
        table.cache_index_and_filter_blocks_with_high_priority = true;
        table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
        table.partition_filters = true;
        table.filter_policy.reset(rocksdb::NewRibbonFilterPolicy(10));
        table.format_version = 5;
        options_.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
        options_.create_if_missing = true;
        options_.write_buffer_size = static_cast<size_t>(std::clamp<int64_t>(memory / 4, 1 << 20, 16 << 20));
        options_.max_write_buffer_number = 2;
        options_.compression = rocksdb::kLZ4Compression;
        options_.max_open_files = 256;
        options_.max_background_jobs = 2;
        options_.info_log_level = rocksdb::FATAL_LEVEL;
        options_.keep_log_file_num = 1;
        options_.stats_dump_period_sec = 0;
        options_.avoid_unnecessary_blocking_io = true;
    }

    rocksdb::DB& open() {
        std::lock_guard lock(mutex_);
        if (db_) return *db_;
        rocksdb::DB* made = nullptr;
        done(rocksdb::DB::Open(options_, folder_->path() + "/db", &made));
        db_.reset(made);
        return *db_;
    }
    rocksdb::DB* opened() {
        std::lock_guard lock(mutex_);
        return db_.get();
    }
    void done(const rocksdb::Status& status) const {
        if (status.ok()) return;
        throw RunError({ErrorCode::Io, "State cannot go to disk in '" + folder_->path() + "': " + status.ToString() + ".", {},
                        status.IsNoSpace() ? "Make room on the disk or raise 'state.memory'." : "Look at the folder and its disk."});
    }

    void ingest(rocksdb::DB& db, const std::string& prefix, std::span<const Row> rows) {
        std::string path = folder_->newFile() + ".sst";
        rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), options_);
        done(writer.Open(path));
        std::string key;
        for (const Row& row : rows) done(writer.Put(key.assign(prefix).append(row.key), row.value));
        done(writer.Finish());
        rocksdb::IngestExternalFileOptions how;
        how.move_files = true;
        how.snapshot_consistency = true;
        done(db.IngestExternalFile({path}, how));
    }

    std::atomic<int> tables{0};

private:
    std::shared_ptr<Folder> folder_;
    rocksdb::Options options_;
    std::mutex mutex_;              // guards db_
    std::unique_ptr<rocksdb::DB> db_;
};

ColdStore::ColdStore(FileSystem& files, std::string folder, int64_t memory)
    : folder_(std::make_shared<Folder>(files, std::move(folder))), database_(std::make_shared<Database>(folder_, memory)) {}
ColdStore::~ColdStore() = default;

SortedRunWriter ColdStore::newRun(size_t mostRows) { return {folder_->files(), folder_->newFile(), mostRows, folder_}; }
int ColdStore::addTable() { return database_->tables++; }

void ColdStore::write(int table, std::span<const Row> rows) {
    if (rows.empty()) return;
    rocksdb::DB& db = database_->open();
    std::string prefix = prefixOf(table), key;
    size_t bytes = 0;
    for (const Row& row : rows) bytes += row.key.size() + row.value.size();
    if (bytes >= FileBytes) return database_->ingest(db, prefix, rows);
    rocksdb::WriteBatch batch;
    for (const Row& row : rows) database_->done(batch.Put(key.assign(prefix).append(row.key), row.value));
    database_->done(db.Write(withoutLog(), &batch));
}

void ColdStore::take(int table, std::span<const std::string_view> keys, std::vector<std::optional<std::string>>& values) {
    values.assign(keys.size(), std::nullopt);
    rocksdb::DB* db = keys.empty() ? nullptr : database_->opened();
    if (!db) return;
    std::string prefix = prefixOf(table);
    std::vector<std::string> whole(keys.size());
    std::vector<rocksdb::Slice> slices(keys.size());
    for (size_t i = 0; i < keys.size(); ++i) {
        whole[i].reserve(TableBytes + keys[i].size());
        whole[i].append(prefix).append(keys[i]);
        slices[i] = whole[i];
    }
    std::vector<rocksdb::PinnableSlice> found(keys.size());
    std::vector<rocksdb::Status> states(keys.size());
    db->MultiGet(rocksdb::ReadOptions(), db->DefaultColumnFamily(), keys.size(), slices.data(), found.data(), states.data(), true);
    rocksdb::WriteBatch batch;
    for (size_t i = 0; i < keys.size(); ++i) {
        if (states[i].IsNotFound()) continue;
        database_->done(states[i]);
        values[i].emplace(found[i].data(), found[i].size());
        database_->done(batch.Delete(slices[i]));
    }
    if (batch.Count() > 0) database_->done(db->Write(withoutLog(), &batch));
}

void ColdStore::takeFirst(int table, size_t most, std::vector<Row>& rows) {
    rows.clear();
    rocksdb::DB* db = database_->opened();
    if (!db || most == 0) return;
    std::string prefix = prefixOf(table), end = prefixOf(table + 1);
    rocksdb::ReadOptions how;
    how.fill_cache = false;
    rocksdb::Slice bound(end);
    how.iterate_upper_bound = &bound;
    std::unique_ptr<rocksdb::Iterator> at(db->NewIterator(how));
    for (at->Seek(prefix); at->Valid() && rows.size() < most; at->Next()) {
        rocksdb::Slice key = at->key(), value = at->value();
        rows.push_back({std::string(key.data() + TableBytes, key.size() - TableBytes), std::string(value.data(), value.size())});
    }
    database_->done(at->status());
    if (rows.empty()) return;
    // The end of the range is the last key and a byte.
    std::string last = prefix + rows.back().key + '\0';
    database_->done(db->DeleteRange(withoutLog(), db->DefaultColumnFamily(), prefix, last));
}

void ColdStore::drop(int table) {
    if (rocksdb::DB* db = database_->opened()) (void)db->DeleteRange(withoutLog(), db->DefaultColumnFamily(), prefixOf(table), prefixOf(table + 1));
}

std::shared_ptr<const ColdStore::Snapshot> ColdStore::snapshot(int table) {
    class Picture final : public Snapshot {
    public:
        Picture(std::shared_ptr<Database> database, int table)
            : database_(std::move(database)), db_(database_->opened()), prefix_(prefixOf(table)), end_(prefixOf(table + 1)), taken_(db_ ? db_->GetSnapshot() : nullptr) {}
        ~Picture() override {
            if (taken_) db_->ReleaseSnapshot(taken_);
        }
        void each(std::string_view first, std::string_view before, const std::function<void(std::string_view, std::string_view)>& visit) const override {
            if (!db_) return;
            rocksdb::ReadOptions how;
            how.snapshot = taken_;
            how.fill_cache = false;
            const std::string from = prefix_ + std::string(first), to = before.empty() ? end_ : prefix_ + std::string(before);
            rocksdb::Slice end(to);
            how.iterate_upper_bound = &end;
            std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(how));
            for (at->Seek(from); at->Valid(); at->Next()) {
                rocksdb::Slice key = at->key(), value = at->value();
                visit({key.data() + TableBytes, key.size() - TableBytes}, {value.data(), value.size()});
            }
            database_->done(at->status());
        }

    private:
        std::shared_ptr<Database> database_;
        rocksdb::DB* db_;
        std::string prefix_, end_;
        const rocksdb::Snapshot* taken_;
    };
    return std::make_shared<Picture>(database_, table);
}

} // namespace weir

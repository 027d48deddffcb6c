// SPDX-License-Identifier: Apache-2.0
#include "engine/state/cold_store.h"

#include "engine/base/error.h"

#include <atomic>
#include <filesystem>
#include <mutex>

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
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

} // namespace

class ColdStore::Database {
public:
    Database(std::string folder, int64_t memory) : folder_(std::move(folder)) {
        rocksdb::BlockBasedTableOptions table;
        table.block_cache = rocksdb::NewLRUCache(static_cast<size_t>(std::max<int64_t>(memory, 1 << 20)));
        table.cache_index_and_filter_blocks = false;      // small, and needed by every look
        table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10, false));
        table.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;
        table.format_version = 5;
        options_.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
        options_.create_if_missing = true;
        options_.write_buffer_size = 4 << 20;
        options_.max_write_buffer_number = 3;
        options_.compression = rocksdb::kLZ4Compression;
        options_.max_open_files = 256;
        options_.max_background_jobs = 2;
        options_.info_log_level = rocksdb::FATAL_LEVEL;
        options_.keep_log_file_num = 1;
        options_.stats_dump_period_sec = 0;
        options_.avoid_unnecessary_blocking_io = true;
    }
    ~Database() {
        db_.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    rocksdb::DB& open() {
        std::lock_guard lock(mutex_);
        if (db_) return *db_;
        std::error_code failed;
        std::filesystem::create_directories(folder_, failed);
        if (failed) throw RunError({ErrorCode::Io, "The folder '" + folder_ + "' for state on disk cannot be made: " + failed.message() + ".", {}, "Give 'state.backend.rocksdb.localdir' another one."});
        rocksdb::DB* made = nullptr;
        done(rocksdb::DB::Open(options_, folder_ + "/db", &made));
        db_.reset(made);
        return *db_;
    }
    rocksdb::DB* opened() {
        std::lock_guard lock(mutex_);
        return db_.get();
    }
    void done(const rocksdb::Status& status) const {
        if (status.ok()) return;
        throw RunError({ErrorCode::Io, "State cannot go to disk in '" + folder_ + "': " + status.ToString() + ".", {},
                        status.IsNoSpace() ? "Make room on the disk or raise 'state.memory'." : "Look at the folder and its disk."});
    }

    void ingest(rocksdb::DB& db, const std::string& prefix, std::span<const Change> changes) {
        std::string path = folder_ + "/in-" + std::to_string(files_++) + ".sst";
        rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), options_);
        done(writer.Open(path));
        std::string key;
        for (const Change& change : changes) {
            key.assign(prefix).append(change.key);
            done(change.removes ? writer.Delete(key) : writer.Put(key, change.value));
        }
        done(writer.Finish());
        rocksdb::IngestExternalFileOptions how;
        how.move_files = true;
        how.snapshot_consistency = true;
        done(db.IngestExternalFile({path}, how));
    }

    std::atomic<int> tables{0};

private:
    std::string folder_;
    rocksdb::Options options_;
    std::mutex mutex_;              // guards db_
    std::unique_ptr<rocksdb::DB> db_;
    std::atomic<int64_t> files_{0};
};

ColdStore::ColdStore(std::string folder, int64_t memory) : database_(std::make_shared<Database>(std::move(folder), memory)) {}
ColdStore::~ColdStore() = default;

int ColdStore::addTable() { return database_->tables++; }

void ColdStore::write(int table, std::span<const Change> changes) {
    if (changes.empty()) return;
    rocksdb::DB& db = database_->open();
    std::string prefix = prefixOf(table), key;
    size_t bytes = 0;
    for (const Change& change : changes) bytes += change.key.size() + change.value.size();
    if (bytes >= FileBytes) return database_->ingest(db, prefix, changes);
    rocksdb::WriteBatch batch;
    for (const Change& change : changes) {
        key.assign(prefix).append(change.key);
        database_->done(change.removes ? batch.Delete(key) : batch.Put(key, change.value));
    }
    rocksdb::WriteOptions how;
    how.disableWAL = true;          // what counts is in checkpoints
    database_->done(db.Write(how, &batch));
}

void ColdStore::read(int table, std::span<const std::string_view> keys, std::vector<std::optional<std::string>>& values) {
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
    for (size_t i = 0; i < keys.size(); ++i) {
        if (states[i].IsNotFound()) continue;
        database_->done(states[i]);
        values[i].emplace(found[i].data(), found[i].size());
    }
}

std::shared_ptr<const ColdStore::Snapshot> ColdStore::snapshot(int table) {
    class Picture final : public Snapshot {
    public:
        Picture(std::shared_ptr<Database> database, int table)
            : database_(std::move(database)), db_(database_->opened()), prefix_(prefixOf(table)), end_(prefixOf(table + 1)), taken_(db_ ? db_->GetSnapshot() : nullptr) {}
        ~Picture() override {
            if (taken_) db_->ReleaseSnapshot(taken_);
        }
        void each(const std::function<void(std::string_view, std::string_view)>& visit) const override {
            if (!db_) return;
            rocksdb::ReadOptions how;
            how.snapshot = taken_;
            how.fill_cache = false;
            rocksdb::Slice end(end_);
            how.iterate_upper_bound = &end;
            std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(how));
            for (at->Seek(prefix_); at->Valid(); at->Next()) {
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

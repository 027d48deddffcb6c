// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/checkpoint/state_reader.h"
#include "engine/checkpoint/state_writer.h"
#include "engine/metrics/task_metrics.h"
#include "engine/state/cold_dues.h"
#include "engine/state/cold_store.h"
#include "engine/state/key_table.h"
#include "engine/state/state_memory.h"

#include <functional>
#include <initializer_list>
#include <memory>
#include <utility>

namespace weir {

/// The part of a KeyTable that lies on disk: rows that have not been used for long go there when the job's memory is full, and come back before their keys
/// are used. A row is in the table, in one of the runs, or in the store's database, never in two of them: coming back it is marked as gone where it was.
/// Rows leave as a run of their own; runs are merged when there are many, and go to the database when what is known of them takes too much memory. Owned by
/// an operator; not thread-safe.
class ColdRows {
public:
    /// How the operator's rows become bytes. Called for rows that move, next to the disk.
    class Owner {
    public:
        virtual ~Owner() = default;
        /// What a checkpoint holds of the row behind key and end of its time to live.
        virtual void saveRow(uint32_t row, StateWriter& out) = 0;
        /// Back into a row whose payload is zeros.
        virtual void loadRow(uint32_t row, StateEntry& in) = 0;
        /// Frees what the row holds and takes it out of the table.
        virtual void dropRow(uint32_t row) = 0;
        /// The key group of a key, of a table whose keys are bytes.
        virtual int groupOf(std::string_view /*key*/) const { return 0; }
        /// The time by which the row must be back, see fetchDue(); of a table whose keys are columns.
        virtual int64_t dueOf(uint32_t /*row*/) const { return ColdDues::Never; }
        /// False while something points to the row.
        virtual bool mayMove(uint32_t /*row*/) const { return true; }
        /// What all of it takes in memory.
        virtual size_t usedBytes() const = 0;
    };
    /// What it is given outlives it; counters may be null.
    ColdRows(ColdStore& store, StateMemory& memory, KeyTable& table, Owner& owner, int maxParallelism, OperatorCounters* counters);
    ~ColdRows();

    /// Brings back those rows on disk that these keys need; before they are looked for.
    void fetch(const std::vector<uint64_t>& hashes, std::span<const ColumnRef> keys, const Batch& batch);
    /// The same for a table whose keys are bytes.
    void fetch(std::span<const uint64_t> hashes, const EncodedRows& keys);
    /// The same for keys of another table's rows, at most 65,535.
    void fetch(const KeyTable& other, std::span<const uint32_t> rows);
    /// Brings back rows that are due by then, about so many, at most 65,535; false when none of those on disk is. Rows that are back already count.
    bool fetchDue(int64_t time, size_t rows);
    /// Not before this time; ColdDues::Never: at no time.
    int64_t nextDue() const { return dues_.next(); }
    /// These rows are used; KeyTable::NoRow is passed over.
    void touch(std::span<const uint32_t> rows);
    /// When the job's memory is full: moves rows until the operator takes a quarter less. Between batches; true when rows moved.
    bool keepBudget();
    /// Brings back at most so many rows, whichever; 0 when nothing lies on disk any more. From the first call until that nothing else may be asked of it.
    /// Not of a table whose keys are bytes.
    size_t takeBack(size_t rows);
    size_t rowsOnDisk() const;
    size_t bytes() const { return runBytes() + dues_.bytes() + touched_.capacity(); }

    /// The rows on disk as they are now, for a reader on any thread.
    struct Frozen {
        std::vector<std::pair<std::shared_ptr<const SortedRun>, SortedRun::Gone>> runs;
        std::shared_ptr<const ColdStore::Snapshot> rows;        // null: none
        /// Key group, packed key, and end of the time to live with what the owner has saved.
        using Visit = std::function<void(int16_t group, std::string_view key, std::string_view value)>;
        void each(const Visit& visit) const { each(0, SortedRun::AllOrders, visit); }
        /// Of these orders of hashes (SortedRun::orderOf).
        void each(uint64_t firstOrder, uint64_t endOrder, const Visit& visit) const;
        /// As entries of the open section; the prefix comes before the key.
        void save(StateWriter& out, std::initializer_list<int64_t> prefix = {}) const;
    };
    std::shared_ptr<const Frozen> freeze() const;
    /// All entries of the open section: those of rows in memory at once, those of rows on disk later; without `onDisk` by Frozen::save().
    using Save = std::function<void(const Frozen&, StateWriter&)>;
    void save(StateWriter& out, const std::function<void(StateWriter&)>& inMemory, Save onDisk = nullptr) const;
    /// Copies of another's rows of these orders come into the table, which is empty, so many at once: `visit` looks at them and empties the table again.
    void copyFrom(const Frozen& other, uint64_t firstOrder, uint64_t endOrder, size_t rows, const std::function<void()>& visit);

private:
    /// A key of the batch that is not in the table.
    struct Wanted {
        uint32_t order;
        int place;                      // among the selected rows
        std::string_view key;
        int64_t value = -1;             // where it begins in values_
        size_t length = 0;
    };
    size_t runBytes() const;
    /// Rows that come together: keys in encoded_, values behind each other in values_.
    void gather(std::string_view key, std::string_view value);
    size_t bringIn();
    /// Into a new row of the table, or none when the table has a row of that key.
    void load(uint32_t row, Found found, std::string_view value);
    bool isAllInMemory() const { return runs_.empty() && inStore_ == 0; }
    bool isOfBytes() const { return table_.keyTypes().empty(); }
    /// Where most are new the filters spare the work that follows.
    void filterWanted();
    /// Takes out what is there of the wanted keys; the rest is wanted no more.
    void takeWanted();
    std::string_view valueOf(const Wanted& one) const { return std::string_view(values_).substr(static_cast<size_t>(one.value), one.length); }
    void lookInRuns();
    void lookInStore();
    size_t move(size_t rows);
    std::shared_ptr<SortedRun> writeRun(std::span<const std::pair<uint32_t, uint32_t>> rows);
    /// Few runs, with few rows that are gone, that take little memory.
    void tidy();
    void merge(std::span<const size_t> runs);
    void toStore(const SortedRun& run);
    void tell(size_t used);
    ColdStore& store_;
    StateMemory& memory_;
    KeyTable& table_;
    Owner& owner_;
    int maxParallelism_;
    OperatorCounters* counters_;
    int number_;
    RowCodec codec_;
    std::vector<std::shared_ptr<SortedRun>> runs_;     // the newest is the last
    ColdDues dues_;
    size_t inStore_ = 0;                         // rows in the database
    bool mostAreThere_ = false;                  // of the keys that the last batch looked for
    std::unique_ptr<SortedRun::Reader> back_;    // takeBack() in the last run
    std::vector<uint8_t> touched_;               // by row: used since the hand passed
    uint32_t hand_ = 0;
    int64_t told_ = 0;                           // what memory_ knows of
    std::string where_ = "a row on disk";
    // Scratch of one batch.
    std::vector<uint32_t> rows_;
    std::vector<Found> found_;
    EncodedRows encoded_;
    std::vector<Wanted> wanted_;
    std::string values_;
    std::vector<size_t> ends_;                   // of gathered rows in values_
};

} // namespace weir

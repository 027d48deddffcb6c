// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/state/cold_rows.h"
#include "engine/state/key_table.h"
#include "engine/state/row_lists.h"
#include "engine/state/table_state.h"

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {

/// The rows of one input of a join, by join key. What is known of unique keys decides how a row is found again: the join key holds
/// a unique key (one row a key), the row has a unique key (the last row of it stands), neither (equal rows are counted).
class JoinSide : private ColdRows::Owner {
public:
    struct Options {
        std::vector<DataType> types;
        std::vector<int> keys;           // columns
        std::vector<int> uniqueKey;
        bool keyIsUnique = false;
        bool updates = false;            // rows may be taken away or replaced
        int64_t ttlMillis = 0;
    };
    explicit JoinSide(Options options);

    JoinSide(JoinSide&&) = delete;

    /// From now on keys that have not been used for long go there when memory is full. Not for sides without a key.
    void spillTo(ColdStore& store, StateMemory& memory, int maxParallelism, OperatorCounters* counters);
    bool spills() const { return cold_.has_value(); }
    /// Brings back what these keys need; before find() and findOrInsert().
    void fetch(const std::vector<uint64_t>& hashes, std::span<const ColumnRef> keys, const Batch& batch) {
        if (cold_) cold_->fetch(hashes, keys, batch);
    }
    void keepBudget() {
        if (cold_) cold_->keepBudget();
    }

    const RowCodec& codec() const { return codec_; }
    const std::vector<DataType>& types() const { return options_.types; }
    const std::vector<int>& keyColumns() const { return options_.keys; }

    void setTime(int64_t nowMillis) { now_ = nowMillis; }
    /// The list of each row's key, KeyTable::NoRow where there is none.
    void find(const std::vector<uint64_t>& hashes, std::span<const ColumnRef> keys, const Batch& batch, std::vector<uint32_t>& out) {
        keys_.find(hashes, keys, batch, out);
        if (cold_) cold_->touch(out);
    }
    void findOrInsert(const std::vector<uint64_t>& hashes, std::span<const ColumnRef> keys, const Batch& batch, std::vector<uint32_t>& out);
    /// The key of another side's key row here.
    uint32_t findKey(const JoinSide& other, uint32_t key) const { return keys_.findFrom(other.keys_, key); }
    /// Unique-key bytes of the batch's rows, when the side needs them.
    void encodeUnique(const Batch& batch, EncodedRows& out) const;

    template <class Visit> void each(uint32_t key, Visit visit) {
        for (uint32_t at = std::as_const(keys_).as<RowLists::List>(key).first; at != RowLists::None; at = rows_.read(at).next)
            if (options_.ttlMillis <= 0 || rows_.read(at).time > now_) visit(at);
    }
    /// To change its degree; read() is for the rest.
    RowLists::Entry& entry(uint32_t at) { return rows_[at]; }
    /// Of a key whose entries are changed by entry().
    void touch(uint32_t key) {
        if (key != KeyTable::NoRow) keys_.touch(key);
    }
    const RowLists::Entry& read(uint32_t at) const { return rows_.read(at); }

    void add(uint32_t key, std::string_view row, std::string_view unique, uint32_t degree);
    void retract(uint32_t key, std::string_view row, std::string_view unique);
    /// Frees the key when its list is empty.
    void dropIfEmpty(uint32_t key) {
        if (keys_.live(key) && std::as_const(keys_).as<RowLists::List>(key).size == 0) keys_.erase(key);
    }
    /// As it is now, for a reader on any thread. Without keys while an earlier copy is still read.
    struct Frozen {
        std::shared_ptr<const KeyTable> keys, index;
        std::shared_ptr<const RowLists> rows;
        std::shared_ptr<const ColdRows::Frozen> cold;
        std::shared_ptr<TableLayer> layer;           // instead of the keys
        void save(StateWriter& out, std::initializer_list<int64_t> prefix = {}) const {
            if (layer) {
                while (const KeyTable* some = layer->next()) JoinSide::save(*some, *rows, index.get(), out, prefix, false);
                layer->saveRemoved(out);
                return;
            }
            JoinSide::save(*keys, *rows, index.get(), out, prefix, false);
            if (cold) cold->save(out);
        }
    };
    Frozen freeze() const { return freeze(nullptr); }
    /// The same, of the keys only what the checkpoint needs.
    Frozen freeze(StateWriter& out) const { return freeze(&out); }

    /// Into and out of the open section; the prefix chooses among several sides (a window).
    void save(StateWriter& out, std::initializer_list<int64_t> prefix = {}, bool everySubtask = false) const {
        save(keys_, rows_, uniqueCodec_ && index_ ? &*index_ : nullptr, out, prefix, everySubtask);
        if (cold_) cold_->freeze()->save(out);
    }
    static void load(StateReader& in, size_t prefixNumbers, const std::function<JoinSide&(std::span<const int64_t>)>& choose);
    void load(StateReader& in) {
        load(in, 0, [this](std::span<const int64_t>) -> JoinSide& { return *this; });
    }
    StateForm form(const Schema& schema) const {
        return {stateColumns(schema, options_.keys), stateColumns(schema), uniqueCodec_ ? "" : "rows k*(rnnn)", {uniqueCodec_ && index_ ? "k*(rnneb)" : "k*(rnne)"}};
    }

    uint32_t keyEnd() const { return keys_.end(); }
    bool keyLive(uint32_t key) const { return keys_.live(key); }
    size_t rows() const { return rows_.size(); }
    size_t bytes() const { return usedBytes(); }

private:
    /// `index` is given where unique keys are kept in it.
    static void save(const KeyTable& keys, const RowLists& rows, const KeyTable* index, StateWriter& out, std::initializer_list<int64_t> prefix,
                     bool everySubtask);
    static void saveList(const RowLists& rows, const RowLists::List& list, const KeyTable* index, StateWriter& out);
    void loadList(uint32_t key, StateEntry& in);
    void saveRow(uint32_t row, StateWriter& out) override {
        saveList(rows_, std::as_const(keys_).as<RowLists::List>(row), uniqueCodec_ && index_ ? &*index_ : nullptr, out);
    }
    void loadRow(uint32_t row, StateEntry& in) override { loadList(row, in); }
    void dropRow(uint32_t row) override;
    size_t usedBytes() const override { return keys_.usedBytes() + rows_.usedBytes() + (index_ ? index_->usedBytes() : 0) + (cold_ ? cold_->bytes() : 0); }
    Frozen freeze(StateWriter* out) const;
    uint32_t indexRow(uint32_t key, std::string_view part, Found& found, bool insert);
    void removeEntry(uint32_t key, uint32_t at);

    Options options_;
    RowCodec codec_;
    std::optional<RowCodec> uniqueCodec_;
    KeyTable keys_;                       // payload: RowLists::List
    mutable RowLists rows_;               // freezing is no change
    std::optional<KeyTable> index_;       // (key row, unique key or row) -> entry
    std::optional<ColdRows> cold_;
    std::string scratch_;
    std::vector<Found> found_;
    int64_t now_ = 0;
};

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/state/key_table.h"
#include "engine/state/row_lists.h"
#include "engine/state/table_state.h"

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace weir {

/// The rows of one input of a join, by join key. What is known of unique keys decides how a row is found again: the join key holds
/// a unique key (one row a key), the row has a unique key (the last row of it stands), neither (equal rows are counted).
class JoinSide {
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

    const RowCodec& codec() const { return codec_; }
    const std::vector<DataType>& types() const { return options_.types; }
    const std::vector<int>& keyColumns() const { return options_.keys; }

    void setTime(int64_t nowMillis) { now_ = nowMillis; }
    /// The list of each row's key, KeyTable::NoRow where there is none.
    void find(const std::vector<uint64_t>& hashes, std::span<const ColumnRef> keys, const Batch& batch, std::vector<uint32_t>& out) {
        keys_.find(hashes, keys, batch, out);
    }
    void findOrInsert(const std::vector<uint64_t>& hashes, std::span<const ColumnRef> keys, const Batch& batch, std::vector<uint32_t>& out);
    /// The key of another side's key row here.
    uint32_t findKey(const JoinSide& other, uint32_t key) const { return keys_.findFrom(other.keys_, key); }
    /// Unique-key bytes of the batch's rows, when the side needs them.
    void encodeUnique(const Batch& batch, EncodedRows& out) const;

    template <class Visit> void each(uint32_t key, Visit visit) {
        for (uint32_t at = keys_.as<RowLists::List>(key).first; at != RowLists::None; at = rows_[at].next)
            if (options_.ttlMillis <= 0 || rows_[at].time > now_) visit(at);
    }
    RowLists::Entry& entry(uint32_t at) { return rows_[at]; }

    void add(uint32_t key, std::string_view row, std::string_view unique, uint32_t degree);
    void retract(uint32_t key, std::string_view row, std::string_view unique);
    /// Frees the key when its list is empty.
    void dropIfEmpty(uint32_t key) {
        if (keys_.live(key) && keys_.as<RowLists::List>(key).size == 0) keys_.erase(key);
    }

    /// Into and out of the open section; the prefix chooses among several sides (a window).
    void save(StateWriter& out, std::initializer_list<int64_t> prefix = {}, bool everySubtask = false) const;
    static void load(StateReader& in, size_t prefixNumbers, const std::function<JoinSide&(std::span<const int64_t>)>& choose);
    void load(StateReader& in) {
        load(in, 0, [this](std::span<const int64_t>) -> JoinSide& { return *this; });
    }
    StateForm form(const Schema& schema) const { return {stateColumns(schema, options_.keys), stateColumns(schema), uniqueCodec_ ? "" : "rows k*(rnnn)"}; }

    uint32_t keyEnd() const { return keys_.end(); }
    bool keyLive(uint32_t key) const { return keys_.live(key); }
    size_t rows() const { return rows_.size(); }
    size_t bytes() const { return keys_.bytes() + rows_.bytes() + (index_ ? index_->bytes() : 0); }

private:
    uint32_t indexRow(uint32_t key, std::string_view part, Found& found, bool insert);
    void removeEntry(uint32_t key, uint32_t at);

    Options options_;
    RowCodec codec_;
    std::optional<RowCodec> uniqueCodec_;
    KeyTable keys_;                       // payload: RowLists::List
    RowLists rows_;
    std::optional<KeyTable> index_;       // (key row, unique key or row) -> entry
    std::string scratch_;
    std::vector<Found> found_;
    int64_t now_ = 0;
};

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/limits/limits.h"

#include <algorithm>
#include <cstdio>
#include <deque>
#include <memory>
#include <string>

#include "tests/bench/limits/key_table.h"

namespace weir::bench {

namespace {

constexpr int Batch = 1024;
constexpr int Ahead = 16; // rows between a prefetch and its use
using Int128 = __int128;

/// Rows that were written count as put out; the compiler may not leave out the writing.
template <class... Columns>
void handOver(const Columns*... columns) {
    (..., [&] { asm volatile("" : : "g"(columns) : "memory"); }());
}

/// Bid ordinals of the first events in batches.
template <class Step>
void eachBatch(const NexmarkModel& model, int64_t events, Step step) {
    const int64_t bids = model.before(NexmarkKind::Bid, events);
    for (int64_t first = 0; first < bids; first += Batch)
        step(first, static_cast<int>(std::min<int64_t>(Batch, bids - first)));
}

/// q0: SELECT auction, bidder, price, dateTime, extra FROM bid
LimitResult passThrough(const NexmarkModel& model, int64_t events, Output output) {
    LimitResult result;
    int64_t auction[Batch], bidder[Batch], price[Batch], time[Batch];
    std::string_view extra[Batch];
    eachBatch(model, events, [&](int64_t first, int count) {
        model.fillBidAuction(first, count, auction);
        model.fillBidBidder(first, count, bidder);
        model.fillBidPrice(first, count, price);
        model.fillTime(NexmarkKind::Bid, first, count, time);
        model.fillBidExtra(first, count, extra);
        handOver(auction, bidder, price, time, extra);
        result.rowsOut += count;
        if (output == Output::Checksum)
            for (int i = 0; i < count; ++i)
                result.checksum += RowHash().add(auction[i]).add(bidder[i]).add(price[i]).add(time[i]).add(extra[i]).value();
    });
    return result;
}

/// q1: SELECT auction, bidder, 0.908 * price, dateTime, extra FROM bid; the product is a DECIMAL(23, 3), so 16 bytes.
LimitResult currency(const NexmarkModel& model, int64_t events, Output output) {
    LimitResult result;
    int64_t auction[Batch], bidder[Batch], price[Batch], time[Batch];
    Int128 euro[Batch];
    std::string_view extra[Batch];
    eachBatch(model, events, [&](int64_t first, int count) {
        model.fillBidAuction(first, count, auction);
        model.fillBidBidder(first, count, bidder);
        model.fillBidPrice(first, count, price);
        model.fillTime(NexmarkKind::Bid, first, count, time);
        model.fillBidExtra(first, count, extra);
        for (int i = 0; i < count; ++i)
            euro[i] = static_cast<Int128>(price[i]) * 908;
        handOver(auction, bidder, euro, time, extra);
        result.rowsOut += count;
        if (output == Output::Checksum)
            for (int i = 0; i < count; ++i)
                result.checksum += RowHash()
                                       .add(auction[i])
                                       .add(bidder[i])
                                       .add(static_cast<int64_t>(euro[i]))
                                       .add(time[i])
                                       .add(extra[i])
                                       .value();
    });
    return result;
}

/// q2: SELECT auction, price FROM bid WHERE MOD(auction, 123) = 0; the price of the few rows that stay only.
LimitResult selection(const NexmarkModel& model, int64_t events, Output output) {
    LimitResult result;
    int64_t auction[Batch], outAuction[Batch], outPrice[Batch];
    int16_t selected[Batch];
    eachBatch(model, events, [&](int64_t first, int count) {
        model.fillBidAuction(first, count, auction);
        int n = 0;
        for (int i = 0; i < count; ++i) {
            selected[n] = static_cast<int16_t>(i);
            n += static_cast<uint64_t>(auction[i]) % 123 == 0;
        }
        for (int i = 0; i < n; ++i) {
            outAuction[i] = auction[selected[i]];
            model.fillBidPrice(first + selected[i], 1, outPrice + i);
        }
        handOver(outAuction, outPrice);
        result.rowsOut += n;
        if (output == Output::Checksum)
            for (int i = 0; i < n; ++i)
                result.checksum += RowHash().add(outAuction[i]).add(outPrice[i]).value();
    });
    return result;
}

struct IdKey {
    int64_t id;
    size_t hash() const { return static_cast<size_t>((static_cast<uint64_t>(id) * 0x9e3779b97f4a7c15ULL) >> 24); }
    bool operator==(const IdKey&) const = default;
};

struct Counter {
    static constexpr int64_t None = INT64_MIN;
    Counter() = default;
    explicit Counter(IdKey key) : id(key.id) {}
    IdKey key() const { return {id}; }
    bool empty() const { return id == None; }

    int64_t id = None;
    int64_t count = 0;
};

void countKeys(KeyTable<Counter>& table, const int64_t* keys, int count) {
    table.reserveMore(static_cast<size_t>(count));
    for (int i = 0; i < std::min(count, Ahead); ++i)
        table.prefetch(IdKey{keys[i]});
    for (int i = 0; i < count; ++i) {
        if (i + Ahead < count) table.prefetch(IdKey{keys[i + Ahead]});
        ++table.find(IdKey{keys[i]}).count;
    }
}

/// Calls use(i, n, slice) for the stretches of a batch that lie in one slice of event time; time does not go back in this
/// generator.
template <class Use>
void eachSlice(const int64_t* time, int count, int64_t length, Use use) {
    for (int from = 0; from < count;) {
        const int64_t slice = time[from] / length;
        int to = count;
        if (time[count - 1] / length != slice)
            to = static_cast<int>(std::lower_bound(time + from, time + count, (slice + 1) * length) - time);
        use(from, to - from, slice);
        from = to;
    }
}

/// q5: the auctions with the most bids in HOP(2 s, 10 s). Two-second slices, a running total, one pass for the largest.
class HotItems {
public:
    static constexpr int64_t Slide = 2000, Slices = 5;

    explicit HotItems(Output output) : output_(output) {}
    void add(const int64_t* auction, int count, int64_t slice) {
        if (slices_.empty()) next_ = slice;
        while (next_ < slice)
            close();
        if (slices_.empty() || slices_.back().first != slice) slices_.emplace_back(slice, KeyTable<Counter>());
        countKeys(slices_.back().second, auction, count);
    }
    LimitResult finish() {
        while (!slices_.empty())
            close();
        return result_;
    }

private:
    /// The window that ends with slice `next_` is complete.
    void close() {
        if (!slices_.empty() && slices_.back().first == next_) {
            KeyTable<Counter>& newest = slices_.back().second;
            total_.reserveMore(newest.size());
            newest.each([&](const Counter& row) { total_.find(IdKey{row.id}).count += row.count; });
        }
        write((next_ + 1) * Slide);
        if (!slices_.empty() && slices_.front().first == next_ - Slices + 1) {
            slices_.front().second.each([&](const Counter& row) {
                Counter& sum = total_.find(IdKey{row.id});
                sum.count -= row.count;
                gone_ += sum.count == 0;
            });
            slices_.pop_front();
        }
        if (gone_ * 2 > total_.size()) {
            KeyTable<Counter> kept;
            total_.each([&](const Counter& row) {
                if (row.count > 0) {
                    kept.reserveMore(1);
                    kept.find(IdKey{row.id}).count = row.count;
                }
            });
            total_ = std::move(kept);
            gone_ = 0;
        }
        ++next_;
    }
    void write(int64_t end) {
        int64_t most = 1;
        total_.each([&](const Counter& row) { most = std::max(most, row.count); });
        total_.each([&](const Counter& row) {
            if (row.count < most) return;
            int64_t cells[] = {row.id, row.count, end};
            handOver(cells);
            ++result_.rowsOut;
            if (output_ == Output::Checksum) result_.checksum += RowHash().add(cells[0]).add(cells[1]).add(cells[2]).value();
        });
    }

    Output output_;
    int64_t next_ = 0;
    std::deque<std::pair<int64_t, KeyTable<Counter>>> slices_;
    KeyTable<Counter> total_;
    size_t gone_ = 0; // rows of total_ that have become zero (a key that comes back is counted twice; it only rebuilds earlier)
    LimitResult result_;
};

LimitResult hotItems(const NexmarkModel& model, int64_t events, Output output) {
    HotItems windows(output);
    int64_t auction[Batch], time[Batch];
    eachBatch(model, events, [&](int64_t first, int count) {
        model.fillBidAuction(first, count, auction);
        model.fillTime(NexmarkKind::Bid, first, count, time);
        eachSlice(time, count, HotItems::Slide, [&](int from, int n, int64_t slice) { windows.add(auction + from, n, slice); });
    });
    return windows.finish();
}

/// q12 on event time: bids by bidder and TUMBLE(10 s).
LimitResult windowedBids(const NexmarkModel& model, int64_t events, Output output) {
    constexpr int64_t Length = 10'000;
    LimitResult result;
    KeyTable<Counter> table;
    int64_t open = -1;
    int64_t outBidder[Batch], outCount[Batch], outStart[Batch], outEnd[Batch];
    auto close = [&] {
        int n = 0;
        auto flush = [&] {
            handOver(outBidder, outCount, outStart, outEnd);
            result.rowsOut += n;
            if (output == Output::Checksum)
                for (int i = 0; i < n; ++i)
                    result.checksum += RowHash().add(outBidder[i]).add(outCount[i]).add(outStart[i]).add(outEnd[i]).value();
            n = 0;
        };
        table.each([&](const Counter& row) {
            outBidder[n] = row.id;
            outCount[n] = row.count;
            outStart[n] = open * Length;
            outEnd[n] = (open + 1) * Length;
            if (++n == Batch) flush();
        });
        flush();
        table = KeyTable<Counter>();
    };
    int64_t bidder[Batch], time[Batch];
    eachBatch(model, events, [&](int64_t first, int count) {
        model.fillBidBidder(first, count, bidder);
        model.fillTime(NexmarkKind::Bid, first, count, time);
        eachSlice(time, count, Length, [&](int from, int n, int64_t window) {
            if (window != open && open >= 0) close();
            open = window;
            countKeys(table, bidder + from, n);
        });
    });
    if (open >= 0) close();
    return result;
}

struct DayKey {
    int64_t auction;
    int64_t day;
    size_t hash() const {
        return static_cast<size_t>(
            ((static_cast<uint64_t>(auction) + (static_cast<uint64_t>(day) << 40)) * 0x9e3779b97f4a7c15ULL) >> 24);
    }
    bool operator==(const DayKey&) const = default;
};

/// The accumulators of q17, one cache line. rank3 is what total leaves over.
struct alignas(64) DayBids {
    DayBids() = default;
    explicit DayBids(DayKey key) : auction(key.auction), day(key.day) {}
    DayKey key() const { return {auction, day}; }
    bool empty() const { return auction == INT64_MIN; }
    void add(int64_t price) {
        ++total;
        rank1 += price < 10'000;
        rank2 += price >= 10'000 && price < 1'000'000;
        least = std::min(least, price);
        most = std::max(most, price);
        sum += price;
    }

    int64_t auction = INT64_MIN, day = 0;
    int64_t total = 0, rank1 = 0, rank2 = 0, least = INT64_MAX, most = INT64_MIN, sum = 0;
};

/// The rows that q17 puts out, in columns with their kinds.
class DayBidsWriter {
public:
    explicit DayBidsWriter(Output output) : output_(output) {}
    /// One change of a key: +I where it is new, -U and +U otherwise.
    void change(const DayBids& before, const DayBids& after) {
        if (before.total > 0) row(before, 1);
        row(after, before.total > 0 ? 2 : 0);
        if (rows_ > 2 * Batch - 2) flush();
    }
    LimitResult finish() {
        flush();
        return result_;
    }

private:
    void row(const DayBids& bids, int8_t kind) {
        const int i = rows_++;
        if (bids.day != day_) name(bids.day);
        kind_[i] = kind;
        auction_[i] = bids.auction;
        dayText_[i] = text_;
        total_[i] = bids.total;
        rank1_[i] = bids.rank1;
        rank2_[i] = bids.rank2;
        rank3_[i] = bids.total - bids.rank1 - bids.rank2;
        least_[i] = bids.least;
        most_[i] = bids.most;
        average_[i] = bids.sum / bids.total;
        sum_[i] = bids.sum;
    }
    void flush() {
        handOver(kind_, auction_, dayText_, total_, rank1_, rank2_, rank3_, least_, most_, average_, sum_);
        result_.rowsOut += rows_;
        if (output_ == Output::Checksum)
            for (int i = 0; i < rows_; ++i) {
                const uint64_t hash = RowHash()
                                          .add(auction_[i])
                                          .add(dayText_[i])
                                          .add(total_[i])
                                          .add(rank1_[i])
                                          .add(rank2_[i])
                                          .add(rank3_[i])
                                          .add(least_[i])
                                          .add(most_[i])
                                          .add(average_[i])
                                          .add(sum_[i])
                                          .value();
                result_.checksum += kind_[i] == 1 ? -hash : hash;
            }
        rows_ = 0;
    }
    void name(int64_t day) {
        // Civil date from days since 1970 (Howard Hinnant's algorithm), for years after 0.
        day_ = day;
        const int64_t z = day + 719'468, era = z / 146'097, doe = z % 146'097;
        const int64_t yoe = (doe - doe / 1460 + doe / 36'524 - doe / 146'096) / 365,
                      doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        const int64_t mp = (5 * doy + 2) / 153, month = mp < 10 ? mp + 3 : mp - 9;
        char out[64];
        const int size = std::snprintf(out, sizeof out, "%04d-%02d-%02d", static_cast<int>(yoe + era * 400 + (month <= 2)),
                                       static_cast<int>(month), static_cast<int>(doy - (153 * mp + 2) / 5 + 1));
        names_.emplace_back(out, static_cast<size_t>(size));
        text_ = names_.back();
    }

    Output output_;
    int rows_ = 0;
    int64_t day_ = -1;
    std::string_view text_;
    std::deque<std::string> names_;
    int8_t kind_[2 * Batch];
    std::string_view dayText_[2 * Batch];
    int64_t auction_[2 * Batch], total_[2 * Batch], rank1_[2 * Batch], rank2_[2 * Batch], rank3_[2 * Batch], least_[2 * Batch],
        most_[2 * Batch], average_[2 * Batch], sum_[2 * Batch];
    LimitResult result_;
};

/// q17: statistics of the bids by auction and day. `rowsAMiniBatch` 0: every change is put out.
LimitResult auctionStatistics(const NexmarkModel& model, int64_t events, Output output, int rowsAMiniBatch) {
    constexpr int64_t Day = 86'400'000;
    auto writer = std::make_unique<DayBidsWriter>(output);
    KeyTable<DayBids> table;
    std::vector<std::pair<size_t, DayBids>> touched; // position of a row, and what it was before this mini-batch
    std::vector<uint32_t> stamp;                     // by position: the mini-batch that touched it last
    uint32_t miniBatch = 0;
    int waiting = 0;
    auto flush = [&] {
        for (const auto& [position, before] : touched)
            writer->change(before, table[position]);
        touched.clear();
        waiting = 0;
    };
    int64_t auction[Batch], price[Batch], time[Batch];
    eachBatch(model, events, [&](int64_t first, int count) {
        model.fillBidAuction(first, count, auction);
        model.fillBidPrice(first, count, price);
        model.fillTime(NexmarkKind::Bid, first, count, time);
        const bool oneDay = time[0] / Day == time[count - 1] / Day;
        int64_t day = time[0] / Day;
        auto key = [&](int i) { return DayKey{auction[i], oneDay ? day : time[i] / Day}; };
        if (rowsAMiniBatch == 0) {
            table.reserveMore(static_cast<size_t>(count));
            for (int i = 0; i < count; ++i) {
                if (i + Ahead < count) table.prefetch(key(i + Ahead));
                DayBids& row = table.find(key(i));
                const DayBids before = row;
                row.add(price[i]);
                writer->change(before, row);
            }
            return;
        }
        if (waiting == 0) {
            const DayBids* where = &table[0];
            table.reserveMore(static_cast<size_t>(rowsAMiniBatch) + Batch);
            if (where != &table[0] || stamp.empty()) {
                stamp.assign(table.capacity(), 0);
                miniBatch = 0;
            }
            ++miniBatch;
        }
        for (int i = 0; i < count; ++i) {
            if (i + Ahead < count) table.prefetch(key(i + Ahead));
            DayBids& row = table.find(key(i));
            const size_t position = table.position(row);
            if (stamp[position] != miniBatch) {
                stamp[position] = miniBatch;
                touched.emplace_back(position, row);
            }
            row.add(price[i]);
        }
        waiting += count;
        if (waiting >= rowsAMiniBatch) flush();
    });
    flush();
    return writer->finish();
}

} // namespace

const std::vector<std::string_view>& limitQueries() {
    static const std::vector<std::string_view> names{"q0", "q1", "q2", "q5", "q12", "q17", "q17_net"};
    return names;
}

LimitResult runLimit(std::string_view query, const NexmarkModel& model, int64_t events, Output output) {
    if (query == "q0") return passThrough(model, events, output);
    if (query == "q1") return currency(model, events, output);
    if (query == "q2") return selection(model, events, output);
    if (query == "q5") return hotItems(model, events, output);
    if (query == "q12") return windowedBids(model, events, output);
    if (query == "q17") return auctionStatistics(model, events, output, 0);
    return auctionStatistics(model, events, output, 50'000);
}

} // namespace weir::bench

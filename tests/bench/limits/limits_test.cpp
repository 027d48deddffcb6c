// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <map>
#include <set>
#include <string>

#include "tests/bench/limits/limits.h"

using namespace weir;
using namespace weir::bench;

namespace {

struct Bid {
    int64_t auction, bidder, price, time;
    std::string extra;
};

/// Row by row, the slow way.
std::vector<Bid> bidsOf(const NexmarkModel& model, int64_t events) {
    std::vector<Bid> bids;
    for (int64_t i = 0; i < events; ++i) {
        if (model.kind(i) != NexmarkKind::Bid) continue;
        const int64_t ordinal = model.before(NexmarkKind::Bid, i);
        Bid bid{0, 0, 0, model.time(i), {}};
        model.fillBidAuction(ordinal, 1, &bid.auction);
        model.fillBidBidder(ordinal, 1, &bid.bidder);
        model.fillBidPrice(ordinal, 1, &bid.price);
        std::string_view extra;
        model.fillBidExtra(ordinal, 1, &extra);
        bid.extra = extra;
        bids.push_back(bid);
    }
    return bids;
}

std::string dayOf(int64_t time) { return QDateTime::fromMSecsSinceEpoch(time, Qt::UTC).toString("yyyy-MM-dd").toStdString(); }

LimitResult naive(const std::string& query, const std::vector<Bid>& bids) {
    LimitResult result;
    auto out = [&](const RowHash& row) {
        ++result.rowsOut;
        result.checksum += row.value();
    };
    if (query == "q0" || query == "q1") {
        for (const Bid& bid : bids)
            out(RowHash()
                    .add(bid.auction)
                    .add(bid.bidder)
                    .add(query == "q0" ? bid.price : bid.price * 908)
                    .add(bid.time)
                    .add(bid.extra));
    } else if (query == "q2") {
        for (const Bid& bid : bids)
            if (bid.auction % 123 == 0) out(RowHash().add(bid.auction).add(bid.price));
    } else if (query == "q5") {
        std::map<int64_t, std::map<int64_t, int64_t>> windows;
        for (const Bid& bid : bids)
            for (int64_t end = bid.time / 2000 * 2000 + 2000; end <= bid.time + 10'000; end += 2000)
                ++windows[end][bid.auction];
        for (const auto& [end, counts] : windows) {
            int64_t most = 0;
            for (const auto& [auction, count] : counts)
                most = std::max(most, count);
            for (const auto& [auction, count] : counts)
                if (count == most) out(RowHash().add(auction).add(count).add(end));
        }
    } else if (query == "q12") {
        std::map<std::pair<int64_t, int64_t>, int64_t> counts;
        for (const Bid& bid : bids)
            ++counts[{bid.time / 10'000 * 10'000, bid.bidder}];
        for (const auto& [key, count] : counts)
            out(RowHash().add(key.second).add(count).add(key.first).add(key.first + 10'000));
    } else {
        struct Statistics {
            int64_t total = 0, rank1 = 0, rank2 = 0, rank3 = 0, least = INT64_MAX, most = 0, sum = 0;
        };
        std::map<std::pair<int64_t, std::string>, Statistics> groups;
        for (const Bid& bid : bids) {
            Statistics& s = groups[{bid.auction, dayOf(bid.time)}];
            ++s.total;
            ++(bid.price < 10'000 ? s.rank1 : bid.price < 1'000'000 ? s.rank2 : s.rank3);
            s.least = std::min(s.least, bid.price);
            s.most = std::max(s.most, bid.price);
            s.sum += bid.price;
        }
        for (const auto& [key, s] : groups)
            out(RowHash()
                    .add(key.first)
                    .add(std::string_view(key.second))
                    .add(s.total)
                    .add(s.rank1)
                    .add(s.rank2)
                    .add(s.rank3)
                    .add(s.least)
                    .add(s.most)
                    .add(s.sum / s.total)
                    .add(s.sum));
        result.rowsOut = 2 * static_cast<int64_t>(bids.size()) - static_cast<int64_t>(groups.size());
    }
    return result;
}

} // namespace

class LimitsTest : public QObject {
    Q_OBJECT
private slots:
    void everyLimitAnswersAsThePlainVersion_data() {
        QTest::addColumn<qint64>("rate");
        QTest::addColumn<qint64>("baseTime");
        QTest::newRow("dense") << qint64(10'000'000) << qint64(1'436'918'400'000);
        QTest::newRow("many windows") << qint64(1000) << qint64(1'436'918'401'234);
        QTest::newRow("gaps between windows, over midnight") << qint64(1) << qint64(1'436'995'800'000);
        QTest::newRow("the first days of 1970") << qint64(100) << qint64(86'399'000);
    }
    void everyLimitAnswersAsThePlainVersion() {
        QFETCH(qint64, rate);
        QFETCH(qint64, baseTime);
        NexmarkConfig config;
        config.firstEventRate = rate;
        config.baseTime = baseTime;
        const NexmarkModel model(config);
        for (int64_t events : {0, 1, 5, 3001, 120'000}) {
            const std::vector<Bid> bids = bidsOf(model, events);
            for (std::string_view query : limitQueries()) {
                const LimitResult want = naive(std::string(query), bids);
                const LimitResult got = runLimit(query, model, events, Output::Checksum);
                QVERIFY2(want.checksum == got.checksum, query.data());
                if (query != "q17_net") QCOMPARE(got.rowsOut, want.rowsOut);
                QCOMPARE(runLimit(query, model, events, Output::Blackhole).rowsOut, got.rowsOut);
            }
        }
    }
};

QTEST_APPLESS_MAIN(LimitsTest)
#include "limits_test.moc"

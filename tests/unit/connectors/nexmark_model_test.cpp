// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <map>
#include <set>

#include "engine/connectors/nexmark/nexmark_model.h"

using namespace weir;

class NexmarkModelTest : public QObject {
    Q_OBJECT
private slots:
    void kindsAndOrdinalsFitTogether() {
        NexmarkConfig odd;
        odd.personProportion = 2;
        odd.auctionProportion = 5;
        odd.bidProportion = 7;
        for (const NexmarkConfig& config : {NexmarkConfig(), odd}) {
            const NexmarkModel model(config);
            int64_t counts[3] = {};
            std::vector<int32_t> kinds(1000);
            model.fillKind(0, 1000, kinds.data());
            for (int64_t i = 0; i < 1000; ++i) {
                const NexmarkKind kind = model.kind(i);
                QCOMPARE(static_cast<int32_t>(kind), kinds[static_cast<size_t>(i)]);
                for (NexmarkKind each : {NexmarkKind::Person, NexmarkKind::Auction, NexmarkKind::Bid})
                    QCOMPARE(model.before(each, i), counts[static_cast<int>(each)]);
                QCOMPARE(model.event(kind, counts[static_cast<int>(kind)]), i);
                ++counts[static_cast<int>(kind)];
            }
        }
    }
    void aRangeIsTheSameInPieces() {
        const NexmarkModel model{NexmarkConfig()};
        constexpr int Rows = 500;
        int64_t whole[Rows], part[Rows];
        std::string_view texts[Rows], text;
        using Fill = void (NexmarkModel::*)(int64_t, int, int64_t*) const;
        for (Fill fill : {&NexmarkModel::fillBidAuction, &NexmarkModel::fillBidBidder, &NexmarkModel::fillBidPrice,
                          &NexmarkModel::fillAuctionReserve, &NexmarkModel::fillAuctionExpires,
                          &NexmarkModel::fillAuctionSeller, &NexmarkModel::fillAuctionCategory, &NexmarkModel::fillPersonId}) {
            (model.*fill)(100, Rows, whole);
            for (int i = 0, n = 1; i < Rows; i += n, n = std::min(n + 7, Rows - i)) {
                (model.*fill)(100 + i, n, part);
                QVERIFY(std::equal(part, part + n, whole + i));
            }
        }
        model.fillBidExtra(100, Rows, texts);
        for (int i = 0; i < Rows; ++i) {
            model.fillBidExtra(100 + i, 1, &text);
            QVERIFY(text == texts[i]);
        }
    }
    void theDistributionsAreThePublicOnes() {
        const NexmarkModel model{NexmarkConfig()};
        constexpr int Rows = 200'000;
        std::vector<int64_t> numbers(Rows);
        // Half of the bids go to hot auctions (ids that are 1000 + 100 n), three quarters come from hot bidders (1001 + 100 n).
        model.fillBidAuction(0, Rows, numbers.data());
        QVERIFY(std::abs(share(numbers, [](int64_t id) { return id % 100 == 0; }) - 0.505) < 0.01);
        model.fillBidBidder(0, Rows, numbers.data());
        QVERIFY(std::abs(share(numbers, [](int64_t id) { return id % 100 == 1; }) - 0.7525) < 0.01);
        // log10(price / 100) is uniform on [0, 6).
        model.fillBidPrice(0, Rows, numbers.data());
        QVERIFY(*std::min_element(numbers.begin(), numbers.end()) >= 100);
        QVERIFY(*std::max_element(numbers.begin(), numbers.end()) <= 100'000'000);
        for (int decade = 1; decade < 6; ++decade)
            QVERIFY(std::abs(share(numbers, [&](int64_t price) { return price < 100 * std::pow(10, decade); }) - decade / 6.0) <
                    0.01);
        std::vector<uint16_t> codes(Rows);
        model.fillBidChannelCode(0, Rows, codes.data());
        QVERIFY(std::abs(share(codes, [](uint16_t code) { return code < 4; }) - 0.5) < 0.01);
        QVERIFY(*std::max_element(codes.begin(), codes.end()) < model.channels().size());
        std::vector<std::string_view> extras(Rows);
        model.fillBidExtra(0, Rows, extras.data());
        double bytes = 0;
        for (std::string_view extra : extras) {
            QVERIFY(extra.size() >= 54 && extra.size() < 82);
            bytes += static_cast<double>(extra.size());
        }
        QVERIFY(std::abs(bytes / Rows - 67.5) < 1);
    }
    void idsPointAtWhatExistsOrSoonWill() {
        const NexmarkModel model{NexmarkConfig()};
        for (int64_t ordinal = 0; ordinal < 20'000; ++ordinal) {
            const int64_t event = model.event(NexmarkKind::Bid, ordinal);
            int64_t auction, bidder;
            model.fillBidAuction(ordinal, 1, &auction);
            model.fillBidBidder(ordinal, 1, &bidder);
            const int64_t auctions = model.before(NexmarkKind::Auction, event),
                          people = model.before(NexmarkKind::Person, event);
            QVERIFY(auction >= NexmarkModel::FirstId && auction < NexmarkModel::FirstId + auctions + 10);
            QVERIFY(bidder >= NexmarkModel::FirstId && bidder < NexmarkModel::FirstId + people + 10 + 1);
        }
    }
    void textsLookAsTheyShould() {
        const NexmarkModel model{NexmarkConfig()};
        char chars[64 * NexmarkModel::CreditCardBytes];
        std::string_view texts[64];
        model.fillPersonCreditCard(7, 64, chars, texts);
        for (std::string_view text : texts)
            for (size_t i = 0; i < text.size(); ++i)
                QVERIFY(i % 5 == 4 ? text[i] == ' ' : text[i] >= '0' && text[i] <= '9');
        model.fillPersonEmail(7, 64, chars, texts);
        for (std::string_view text : texts)
            QVERIFY(text.find('@') != text.npos && text.substr(text.size() - 4) == ".com" &&
                    text.size() <= NexmarkModel::EmailBytes);
        QCOMPARE(model.channels().size(), size_t{10'004});
        QCOMPARE(model.urls().size(), size_t{10'004});
        QCOMPARE(model.names().size(), size_t{99});
        QVERIFY(model.channels()[0] == "Google" && model.channels()[4] == "channel-0" &&
                model.channels()[10'003] == "channel-9999");
        QVERIFY(model.urls()[0].substr(0, 24) == "https://www.nexmark.com/");
    }
    void anotherSeedIsAnotherStream() {
        NexmarkConfig config;
        const NexmarkModel one(config), same(config);
        config.seed = 1;
        const NexmarkModel other(config);
        int64_t a[100], b[100], c[100];
        one.fillBidPrice(0, 100, a);
        same.fillBidPrice(0, 100, b);
        other.fillBidPrice(0, 100, c);
        QVERIFY(std::equal(a, a + 100, b));
        QVERIFY(!std::equal(a, a + 100, c));
    }
    void timeFollowsTheRate() {
        NexmarkConfig config;
        config.firstEventRate = 10'000'000;
        const NexmarkModel fast(config);
        QCOMPARE(fast.time(0), config.baseTime);
        QCOMPARE(fast.time(9'999), config.baseTime);
        QCOMPARE(fast.time(10'000), config.baseTime + 1);
        config.firstEventRate = 10;
        const NexmarkModel slow(config);
        QCOMPARE(slow.time(15), config.baseTime + 1500);
    }
    void oneKindOnlyWorks() {
        NexmarkConfig config;
        config.personProportion = 0;
        config.auctionProportion = 0;
        QCOMPARE(config.problem(), std::string());
        const NexmarkModel model(config);
        int64_t auctions[1000];
        model.fillBidAuction(0, 1000, auctions);
        for (int64_t auction : auctions)
            QVERIFY(auction >= NexmarkModel::FirstId);
        config.bidProportion = 0;
        QVERIFY(!config.problem().empty());
    }

private:
    template <class Values, class Test>
    static double share(const Values& values, Test test) {
        return static_cast<double>(std::count_if(values.begin(), values.end(), test)) / static_cast<double>(values.size());
    }
};

QTEST_APPLESS_MAIN(NexmarkModelTest)
#include "nexmark_model_test.moc"

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/random.h"

namespace weir {

/// The options of the public Nexmark generator (github.com/nexmark/nexmark), with its defaults.
struct NexmarkConfig {
    uint64_t seed = 0;
    int64_t firstEventRate = 10'000;      // events per second of event time
    int64_t baseTime = 1'436'918'400'000; // milliseconds since 1970 of event 0; fixed, so that a run can be repeated
    int personProportion = 1;
    int auctionProportion = 3;
    int bidProportion = 46;
    int hotAuctionRatio = 2;
    int hotBiddersRatio = 4;
    int hotSellersRatio = 4;
    int inFlightAuctions = 100;
    int activePeople = 1000;
    int avgPersonBytes = 200;
    int avgAuctionBytes = 500;
    int avgBidBytes = 100;

    /// What is wrong with these options, or an empty text.
    std::string problem() const;
};

enum class NexmarkKind : int32_t { Person = 0, Auction = 1, Bid = 2 };

/// The events of the Nexmark benchmark as pure functions of (seed, event number): the proportions, ids, hot keys, prices and
/// texts of the public generator, but counter-based, so that any column of any range can be had without the others, at any time
/// and on any thread. Event i has one kind; the events of a kind are counted by ordinals, and the fill functions take a range
/// of ordinals: the bids among the events [a, b) are the ordinals [before(Bid, a), before(Bid, b)). Texts are views into tables
/// that the model owns, or (email, credit card) into characters that the caller gives. Immutable after construction; many
/// threads may read it.
class NexmarkModel {
public:
    static constexpr int64_t FirstId = 1000; // of persons and of auctions
    static constexpr int64_t FirstCategory = 10;
    static constexpr int EmailBytes = 16; // room a row needs in `chars`
    static constexpr int CreditCardBytes = 19;

    /// The configuration has no problem().
    explicit NexmarkModel(const NexmarkConfig& config);
    NexmarkModel(const NexmarkModel&) = delete;
    NexmarkModel& operator=(const NexmarkModel&) = delete;

    const NexmarkConfig& config() const { return config_; }
    int proportion(NexmarkKind kind) const { return proportion_[static_cast<int>(kind)]; }

    NexmarkKind kind(int64_t event) const;
    int64_t before(NexmarkKind kind, int64_t event) const; // events of that kind among [0, event)
    int64_t event(NexmarkKind kind, int64_t ordinal) const;
    int64_t time(int64_t event) const { // milliseconds since 1970
        return config_.baseTime + static_cast<int64_t>(static_cast<double>(event) * delayMicros_) / 1000;
    }

    // By event number.
    void fillKind(int64_t first, int count, int32_t* out) const;
    void fillTime(int64_t first, int count, int64_t* out) const;

    // By ordinal of the kind. A `Time` is in milliseconds since 1970, a `Code` an index into the table of that name.
    void fillTime(NexmarkKind kind, int64_t first, int count, int64_t* out) const;

    void fillBidAuction(int64_t first, int count, int64_t* out) const;
    void fillBidBidder(int64_t first, int count, int64_t* out) const;
    void fillBidPrice(int64_t first, int count, int64_t* out) const;
    void fillBidChannelCode(int64_t first, int count, uint16_t* out) const; // of channels() and of urls()
    void fillBidExtra(int64_t first, int count, std::string_view* out) const;

    void fillAuctionId(int64_t first, int count, int64_t* out) const;
    void fillAuctionItemName(int64_t first, int count, std::string_view* out) const;
    void fillAuctionDescription(int64_t first, int count, std::string_view* out) const;
    void fillAuctionInitialBid(int64_t first, int count, int64_t* out) const;
    void fillAuctionReserve(int64_t first, int count, int64_t* out) const;
    void fillAuctionExpires(int64_t first, int count, int64_t* out) const;
    void fillAuctionSeller(int64_t first, int count, int64_t* out) const;
    void fillAuctionCategory(int64_t first, int count, int64_t* out) const;
    void fillAuctionExtra(int64_t first, int count, std::string_view* out) const;

    void fillPersonId(int64_t first, int count, int64_t* out) const;
    void fillPersonNameCode(int64_t first, int count, uint16_t* out) const;
    void fillPersonEmail(int64_t first, int count, char* chars, std::string_view* out) const;      // count * EmailBytes
    void fillPersonCreditCard(int64_t first, int count, char* chars, std::string_view* out) const; // count * CreditCardBytes
    void fillPersonCityCode(int64_t first, int count, uint16_t* out) const;
    void fillPersonStateCode(int64_t first, int count, uint16_t* out) const;
    void fillPersonExtra(int64_t first, int count, std::string_view* out) const;

    const std::vector<std::string_view>& channels() const { return channels_; }
    const std::vector<std::string_view>& urls() const { return urls_; }
    const std::vector<std::string_view>& names() const { return names_; }
    static const std::vector<std::string_view>& cities();
    static const std::vector<std::string_view>& states();

private:
    Random column(int number) const { return Random(config_.seed, static_cast<uint64_t>(number)); }
    int64_t lastPerson(int64_t event) const; // base 0
    int64_t lastAuction(int64_t event) const;
    int64_t anyPerson(int64_t event, uint64_t draw) const;
    int64_t price(uint64_t draw) const;
    std::string_view words(uint64_t draw, int most) const;
    std::string_view extra(uint64_t draw, int size, int average) const;
    int emailSize(uint64_t draw) const;
    template <class Run>
    void eachEpoch(NexmarkKind kind, int64_t first, int count, Run run) const;

    NexmarkConfig config_;
    int proportion_[3];
    int offset_[3];
    int total_;
    double delayMicros_;
    std::vector<double> powers_; // 100 * 10^(6 k / 1024)
    std::string letters_;        // what `extra` columns are slices of
    std::string wordPool_;       // the same with spaces, for names and descriptions
    std::string tableText_;
    std::vector<std::string_view> channels_, urls_, names_;
};

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/nexmark/nexmark_model.h"

#include <algorithm>
#include <cmath>

namespace weir {

namespace {

// Hot keys: "the last hundred" of people or auctions has one that is hot, and ids may be this far ahead of what exists.
constexpr int64_t HotEvery = 100;
constexpr int64_t IdLead = 10;
constexpr int Categories = 5;
constexpr int HotChannels = 4;
constexpr int ColdChannels = 10'000;
constexpr int PriceSteps = 1024;
constexpr int PoolLetters = 1 << 16;

/// One independent stream of numbers a column.
enum Column {
    BidAuction = 1,
    BidBidder,
    BidPrice,
    BidChannel,
    BidExtra,
    AuctionName,
    AuctionDescription,
    AuctionInitial,
    AuctionReserve,
    AuctionExpires,
    AuctionSeller,
    AuctionCategory,
    AuctionExtra,
    PersonName,
    PersonEmail,
    PersonCard,
    PersonCity,
    PersonState,
    PersonExtra,
    Letters,
    Words,
    Channels
};

/// The high and the low half of a draw serve as two numbers.
inline int64_t highBelow(uint64_t draw, uint64_t bound) { return static_cast<int64_t>(((draw >> 32) * bound) >> 32); }
inline int64_t lowBelow(uint64_t draw, uint64_t bound) { return static_cast<int64_t>(((draw & 0xffffffffU) * bound) >> 32); }

const std::vector<std::string_view>& firstNames() {
    static const std::vector<std::string_view> names{"Peter", "Paul",  "Luke",  "John",   "Saul",  "Vicky",
                                                     "Kate",  "Julie", "Sarah", "Deiter", "Walter"};
    return names;
}

const std::vector<std::string_view>& lastNames() {
    static const std::vector<std::string_view> names{"Shultz", "Abrams", "Spencer", "White", "Bartels",
                                                     "Walton", "Smith",  "Jones",   "Noris"};
    return names;
}

uint32_t reversed(uint32_t bits) {
    uint32_t out = 0;
    for (int i = 0; i < 32; ++i, bits >>= 1)
        out = out << 1 | (bits & 1);
    return out;
}

/// The least number is its own absolute value, as in Java.
int32_t javaAbs(uint32_t bits) { return static_cast<int32_t>(bits >> 31 ? 0 - bits : bits); }

std::string path(Random& random) {
    std::string out;
    for (auto left = 3 + random.below(2); left > 0; --left)
        out += random.below(13) == 0 ? '_' : static_cast<char>('a' + random.below(26));
    return out;
}

} // namespace

std::string NexmarkConfig::problem() const {
    if (firstEventRate <= 0) return "'first-event.rate' must be at least 1.";
    if (personProportion < 0 || auctionProportion < 0 || bidProportion < 0 || personProportion > 1'000'000 ||
        auctionProportion > 1'000'000 || bidProportion > 1'000'000)
        return "The proportions of persons, auctions and bids must lie between 0 and 1000000.";
    if (personProportion + auctionProportion + bidProportion == 0)
        return "At least one of the proportions of persons, auctions and bids must be above 0.";
    if (hotAuctionRatio < 1 || hotBiddersRatio < 1 || hotSellersRatio < 1) return "A hot ratio must be at least 1.";
    if (inFlightAuctions < 0 || activePeople < 0 || inFlightAuctions > 1'000'000'000 || activePeople > 1'000'000'000)
        return "The numbers of active people and auctions in flight must lie between 0 and 1000000000.";
    if (std::min({avgPersonBytes, avgAuctionBytes, avgBidBytes}) < 0 ||
        std::max({avgPersonBytes, avgAuctionBytes, avgBidBytes}) > 16 << 20)
        return "An average size must lie between 0 and 16 MB.";
    return {};
}

NexmarkModel::NexmarkModel(const NexmarkConfig& config)
    : config_(config), proportion_{config.personProportion, config.auctionProportion, config.bidProportion},
      offset_{0, config.personProportion, config.personProportion + config.auctionProportion},
      total_(config.personProportion + config.auctionProportion + config.bidProportion),
      delayMicros_(1'000'000.0 / static_cast<double>(config.firstEventRate)) {
    powers_.resize(PriceSteps);
    for (int k = 0; k < PriceSteps; ++k)
        powers_[k] = 100.0 * std::pow(10.0, 6.0 * k / PriceSteps);

    const size_t longest =
        2 * static_cast<size_t>(std::max({config.avgPersonBytes, config.avgAuctionBytes, config.avgBidBytes, 200}));
    Random letters = column(Letters);
    letters_.resize(PoolLetters + longest);
    for (char& c : letters_)
        c = static_cast<char>('a' + letters.below(26));
    Random words = column(Words);
    wordPool_.resize(PoolLetters + 128);
    for (char& c : wordPool_)
        c = words.below(13) == 0 ? ' ' : static_cast<char>('a' + words.below(26));

    // Channels and their pages, then the names of people: written into one text first, because a view must not move.
    std::vector<std::pair<size_t, size_t>> places;
    auto add = [&](const std::string& text) {
        places.emplace_back(tableText_.size(), text.size());
        tableText_ += text;
    };
    Random random = column(Channels);
    const char* hot[HotChannels] = {"Google", "Facebook", "Baidu", "Apple"};
    for (int i = 0; i < HotChannels + ColdChannels; ++i) {
        const int number = i - HotChannels;
        add(i < HotChannels ? hot[i] : "channel-" + std::to_string(number));
        std::string url = "https://www.nexmark.com/";
        for (int part = 0; part < 3; ++part)
            url += path(random) + '/';
        url += "item.htm?query=1";
        if (i >= HotChannels && random.below(10) > 0)
            url += "&channel_id=" + std::to_string(javaAbs(reversed(static_cast<uint32_t>(number))));
        add(url);
    }
    for (std::string_view first : firstNames())
        for (std::string_view last : lastNames())
            add(std::string(first) + ' ' + std::string(last));
    for (size_t i = 0; i < places.size(); ++i) {
        const std::string_view view(tableText_.data() + places[i].first, places[i].second);
        if (i >= 2 * (HotChannels + ColdChannels))
            names_.push_back(view);
        else
            (i % 2 == 0 ? channels_ : urls_).push_back(view);
    }
}

const std::vector<std::string_view>& NexmarkModel::cities() {
    static const std::vector<std::string_view> cities{"Phoenix", "Los Angeles", "San Francisco", "Boise", "Portland",
                                                      "Bend",    "Redmond",     "Seattle",       "Kent",  "Cheyenne"};
    return cities;
}

const std::vector<std::string_view>& NexmarkModel::states() {
    static const std::vector<std::string_view> states{"AZ", "CA", "ID", "OR", "WA", "WY"};
    return states;
}

NexmarkKind NexmarkModel::kind(int64_t event) const {
    const int64_t offset = event % total_;
    return offset < offset_[1] ? NexmarkKind::Person : offset < offset_[2] ? NexmarkKind::Auction : NexmarkKind::Bid;
}

int64_t NexmarkModel::before(NexmarkKind kind, int64_t event) const {
    const int k = static_cast<int>(kind);
    return event / total_ * proportion_[k] + std::clamp<int64_t>(event % total_ - offset_[k], 0, proportion_[k]);
}

int64_t NexmarkModel::event(NexmarkKind kind, int64_t ordinal) const {
    const int k = static_cast<int>(kind);
    return ordinal / proportion_[k] * total_ + offset_[k] + ordinal % proportion_[k];
}

int64_t NexmarkModel::lastPerson(int64_t event) const {
    const int64_t offset = std::min<int64_t>(event % total_, config_.personProportion - 1);
    return event / total_ * config_.personProportion + offset;
}

int64_t NexmarkModel::lastAuction(int64_t event) const {
    int64_t epoch = event / total_;
    int64_t offset = event % total_ - offset_[1];
    if (offset < 0) --epoch;
    if (offset < 0 || offset >= config_.auctionProportion) offset = config_.auctionProportion - 1;
    return epoch * config_.auctionProportion + offset;
}

int64_t NexmarkModel::anyPerson(int64_t event, uint64_t draw) const {
    const int64_t people = lastPerson(event) + 1;
    const int64_t active = std::min<int64_t>(people, config_.activePeople);
    return people - active + highBelow(draw, static_cast<uint64_t>(active + IdLead));
}

// 100 * 10^(6u) for a uniform u, rounded: a table for the first ten bits, four terms of the series for the rest.
int64_t NexmarkModel::price(uint64_t draw) const {
    constexpr double Scale = 6.0 / PriceSteps * 2.302585092994045684 * 0x1.0p-43;
    const double x = static_cast<double>(static_cast<int64_t>((draw >> 11) & ((uint64_t{1} << 43) - 1))) * Scale;
    const double rest = 1.0 + x * (1.0 + x * (0.5 + x * (1.0 / 6 + x * (1.0 / 24))));
    return static_cast<int64_t>(powers_[draw >> 54] * rest + 0.5);
}

std::string_view NexmarkModel::words(uint64_t draw, int most) const {
    const size_t size = static_cast<size_t>(3 + lowBelow(draw, static_cast<uint64_t>(most - 3)));
    std::string_view text(wordPool_.data() + highBelow(draw, PoolLetters), size);
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

std::string_view NexmarkModel::extra(uint64_t draw, int size, int average) const {
    if (size > average) return {};
    const int left = average - size;
    const int delta = (2 * left + 5) / 10; // a fifth, rounded
    const int64_t length = left - delta + lowBelow(draw, static_cast<uint64_t>(2 * delta));
    return {letters_.data() + highBelow(draw, PoolLetters), static_cast<size_t>(length)};
}

int NexmarkModel::emailSize(uint64_t draw) const {
    return static_cast<int>(words(draw, 7).size() + words(Random::mix(draw), 5).size()) + 5;
}

/// Calls run(event, i, n) for stretches of n rows from row i on, whose events follow each other within one epoch.
template <class Run>
void NexmarkModel::eachEpoch(NexmarkKind kind, int64_t first, int count, Run run) const {
    const int64_t proportion = this->proportion(kind);
    for (int done = 0; done < count;) {
        const int64_t inEpoch = (first + done) % proportion;
        const int n = static_cast<int>(std::min<int64_t>(count - done, proportion - inEpoch));
        run(event(kind, first + done), done, n);
        done += n;
    }
}

void NexmarkModel::fillKind(int64_t first, int count, int32_t* out) const {
    int64_t offset = first % total_;
    for (int i = 0; i < count; ++i) {
        out[i] = (offset >= offset_[1]) + (offset >= offset_[2]);
        if (++offset == total_) offset = 0;
    }
}

void NexmarkModel::fillTime(int64_t first, int count, int64_t* out) const {
    for (int i = 0; i < count; ++i)
        out[i] = time(first + i);
}

void NexmarkModel::fillTime(NexmarkKind kind, int64_t first, int count, int64_t* out) const {
    eachEpoch(kind, first, count, [&](int64_t event, int at, int n) { fillTime(event, n, out + at); });
}

void NexmarkModel::fillBidAuction(int64_t first, int count, int64_t* out) const {
    const Random random = column(BidAuction);
    const uint64_t ratio = static_cast<uint64_t>(config_.hotAuctionRatio);
    eachEpoch(NexmarkKind::Bid, first, count, [&](int64_t event, int at, int n) {
        const int64_t last = lastAuction(event);
        const int64_t hot = last / HotEvery * HotEvery + FirstId;
        const int64_t lowest = std::max<int64_t>(last - config_.inFlightAuctions, 0);
        const uint64_t choices = static_cast<uint64_t>(last - lowest + 1 + IdLead);
        for (int i = 0; i < n; ++i) {
            const uint64_t draw = random.at(static_cast<uint64_t>(event + i));
            const int64_t cold = lowest + FirstId + highBelow(draw, choices);
            out[at + i] = lowBelow(draw, ratio) > 0 ? hot : cold;
        }
    });
}

void NexmarkModel::fillBidBidder(int64_t first, int count, int64_t* out) const {
    const Random random = column(BidBidder);
    const uint64_t ratio = static_cast<uint64_t>(config_.hotBiddersRatio);
    eachEpoch(NexmarkKind::Bid, first, count, [&](int64_t event, int at, int n) {
        // The second of the hundred, so that the hot bidder is not the hot seller.
        const int64_t people = lastPerson(event) + 1;
        const int64_t hot = (people - 1) / HotEvery * HotEvery + 1 + FirstId;
        const int64_t active = std::min<int64_t>(people, config_.activePeople);
        const int64_t lowest = people - active + FirstId;
        const uint64_t choices = static_cast<uint64_t>(active + IdLead);
        for (int i = 0; i < n; ++i) {
            const uint64_t draw = random.at(static_cast<uint64_t>(event + i));
            const int64_t cold = lowest + highBelow(draw, choices);
            out[at + i] = lowBelow(draw, ratio) > 0 ? hot : cold;
        }
    });
}

void NexmarkModel::fillBidPrice(int64_t first, int count, int64_t* out) const {
    const Random random = column(BidPrice);
    eachEpoch(NexmarkKind::Bid, first, count, [&](int64_t event, int at, int n) {
        for (int i = 0; i < n; ++i)
            out[at + i] = price(random.at(static_cast<uint64_t>(event + i)));
    });
}

void NexmarkModel::fillBidChannelCode(int64_t first, int count, uint16_t* out) const {
    const Random random = column(BidChannel);
    eachEpoch(NexmarkKind::Bid, first, count, [&](int64_t event, int at, int n) {
        for (int i = 0; i < n; ++i) {
            const uint64_t draw = random.at(static_cast<uint64_t>(event + i));
            const int64_t cold = HotChannels + highBelow(draw, ColdChannels);
            out[at + i] = static_cast<uint16_t>(draw & 1 ? highBelow(draw, HotChannels) : cold);
        }
    });
}

void NexmarkModel::fillBidExtra(int64_t first, int count, std::string_view* out) const {
    const Random random = column(BidExtra);
    eachEpoch(NexmarkKind::Bid, first, count, [&](int64_t event, int at, int n) {
        for (int i = 0; i < n; ++i)
            out[at + i] = extra(random.at(static_cast<uint64_t>(event + i)), 32, config_.avgBidBytes);
    });
}

void NexmarkModel::fillAuctionId(int64_t first, int count, int64_t* out) const {
    for (int i = 0; i < count; ++i)
        out[i] = first + i + FirstId;
}

void NexmarkModel::fillAuctionItemName(int64_t first, int count, std::string_view* out) const {
    const Random random = column(AuctionName);
    for (int i = 0; i < count; ++i)
        out[i] = words(random.at(static_cast<uint64_t>(first + i)), 20);
}

void NexmarkModel::fillAuctionDescription(int64_t first, int count, std::string_view* out) const {
    const Random random = column(AuctionDescription);
    for (int i = 0; i < count; ++i)
        out[i] = words(random.at(static_cast<uint64_t>(first + i)), 100);
}

void NexmarkModel::fillAuctionInitialBid(int64_t first, int count, int64_t* out) const {
    const Random random = column(AuctionInitial);
    for (int i = 0; i < count; ++i)
        out[i] = price(random.at(static_cast<uint64_t>(first + i)));
}

void NexmarkModel::fillAuctionReserve(int64_t first, int count, int64_t* out) const {
    const Random initial = column(AuctionInitial);
    const Random more = column(AuctionReserve);
    for (int i = 0; i < count; ++i)
        out[i] = price(initial.at(static_cast<uint64_t>(first + i))) + price(more.at(static_cast<uint64_t>(first + i)));
}

void NexmarkModel::fillAuctionExpires(int64_t first, int count, int64_t* out) const {
    const Random random = column(AuctionExpires);
    // An auction lives, on average, until as many others as may be in flight have come.
    const int64_t ahead = static_cast<int64_t>(config_.inFlightAuctions) * total_ / std::max(1, config_.auctionProportion);
    for (int i = 0; i < count; ++i) {
        const int64_t number = event(NexmarkKind::Auction, first + i);
        const int64_t now = time(number);
        const int64_t horizon = std::max<int64_t>(2 * (time(number + ahead) - now), 1);
        const uint64_t draw = random.at(static_cast<uint64_t>(first + i));
        out[i] = now + 1 + static_cast<int64_t>((static_cast<unsigned __int128>(draw) * static_cast<uint64_t>(horizon)) >> 64);
    }
}

void NexmarkModel::fillAuctionSeller(int64_t first, int count, int64_t* out) const {
    const Random random = column(AuctionSeller);
    for (int i = 0; i < count; ++i) {
        const int64_t number = event(NexmarkKind::Auction, first + i);
        const uint64_t draw = random.at(static_cast<uint64_t>(first + i));
        const int64_t hot = lastPerson(number) / HotEvery * HotEvery;
        out[i] = FirstId + (lowBelow(draw, static_cast<uint64_t>(config_.hotSellersRatio)) > 0 ? hot : anyPerson(number, draw));
    }
}

void NexmarkModel::fillAuctionCategory(int64_t first, int count, int64_t* out) const {
    const Random random = column(AuctionCategory);
    for (int i = 0; i < count; ++i)
        out[i] = FirstCategory + highBelow(random.at(static_cast<uint64_t>(first + i)), Categories);
}

void NexmarkModel::fillAuctionExtra(int64_t first, int count, std::string_view* out) const {
    const Random name = column(AuctionName);
    const Random description = column(AuctionDescription);
    const Random random = column(AuctionExtra);
    for (int i = 0; i < count; ++i) {
        const uint64_t at = static_cast<uint64_t>(first + i);
        const size_t size = 48 + words(name.at(at), 20).size() + words(description.at(at), 100).size();
        out[i] = extra(random.at(at), static_cast<int>(size), config_.avgAuctionBytes);
    }
}

void NexmarkModel::fillPersonId(int64_t first, int count, int64_t* out) const {
    for (int i = 0; i < count; ++i)
        out[i] = first + i + FirstId;
}

void NexmarkModel::fillPersonNameCode(int64_t first, int count, uint16_t* out) const {
    const Random random = column(PersonName);
    for (int i = 0; i < count; ++i)
        out[i] = static_cast<uint16_t>(highBelow(random.at(static_cast<uint64_t>(first + i)), names_.size()));
}

void NexmarkModel::fillPersonEmail(int64_t first, int count, char* chars, std::string_view* out) const {
    const Random random = column(PersonEmail);
    for (int i = 0; i < count; ++i) {
        const uint64_t draw = random.at(static_cast<uint64_t>(first + i));
        char* const begin = chars;
        for (std::string_view part :
             {words(draw, 7), std::string_view("@"), words(Random::mix(draw), 5), std::string_view(".com")})
            chars = std::copy(part.begin(), part.end(), chars);
        out[i] = {begin, static_cast<size_t>(chars - begin)};
    }
}

void NexmarkModel::fillPersonCreditCard(int64_t first, int count, char* chars, std::string_view* out) const {
    const Random random = column(PersonCard);
    for (int i = 0; i < count; ++i, chars += CreditCardBytes) {
        uint64_t digits = random.at(static_cast<uint64_t>(first + i)) % 10'000'000'000'000'000U;
        for (int place = CreditCardBytes - 1; place >= 0; --place) {
            if (place % 5 == 4) {
                chars[place] = ' ';
                continue;
            }
            chars[place] = static_cast<char>('0' + digits % 10);
            digits /= 10;
        }
        out[i] = {chars, CreditCardBytes};
    }
}

void NexmarkModel::fillPersonCityCode(int64_t first, int count, uint16_t* out) const {
    const Random random = column(PersonCity);
    for (int i = 0; i < count; ++i)
        out[i] = static_cast<uint16_t>(highBelow(random.at(static_cast<uint64_t>(first + i)), cities().size()));
}

void NexmarkModel::fillPersonStateCode(int64_t first, int count, uint16_t* out) const {
    const Random random = column(PersonState);
    for (int i = 0; i < count; ++i)
        out[i] = static_cast<uint16_t>(highBelow(random.at(static_cast<uint64_t>(first + i)), states().size()));
}

void NexmarkModel::fillPersonExtra(int64_t first, int count, std::string_view* out) const {
    const Random name = column(PersonName), email = column(PersonEmail), city = column(PersonCity), state = column(PersonState);
    const Random random = column(PersonExtra);
    for (int i = 0; i < count; ++i) {
        const uint64_t at = static_cast<uint64_t>(first + i);
        const size_t size = 8 + names_[static_cast<size_t>(highBelow(name.at(at), names_.size()))].size() +
                            static_cast<size_t>(emailSize(email.at(at))) + CreditCardBytes +
                            cities()[static_cast<size_t>(highBelow(city.at(at), cities().size()))].size() +
                            states()[static_cast<size_t>(highBelow(state.at(at), states().size()))].size();
        out[i] = extra(random.at(at), static_cast<int>(size), config_.avgPersonBytes);
    }
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/nexmark/nexmark_connector.h"

#include "engine/connectors/nexmark/nexmark_columns.h"
#include "engine/connectors/table_options.h"

#include <sstream>
#include <algorithm>

namespace weir {

namespace {

constexpr OptionInfo options[] = {
    {"table", OptionType::Choice, "events", "events: every event with its kind and three rows; else the rows of one kind.", false, "events|person|auction|bid"},
    {"events.num", OptionType::Integer, "0", "The source ends after so many events of all kinds; 0: never."},
    {"first-event.rate", OptionType::Integer, "10000", "Events a second of event time."},
    {"next-event.rate", OptionType::Integer, "10000", "Accepted; the rate does not change."},
    {"rate.limited", OptionType::Boolean, "false", "Events come at their rate and not as fast as they can be made."},
    {"rate.shape", OptionType::Text, "", "Accepted."},
    {"rate.period", OptionType::Text, "", "Accepted."},
    {"seed", OptionType::Integer, "", "Seed of this table; without it that of the run."},
    {"base-time", OptionType::Integer, "1436918400000", "Milliseconds since 1970 of the first event."},
    {"person.proportion", OptionType::Integer, "1", "Persons among the events."},
    {"auction.proportion", OptionType::Integer, "3", "Auctions among the events."},
    {"bid.proportion", OptionType::Integer, "46", "Bids among the events."},
    {"person.avg-size", OptionType::Memory, "200", "Bytes of a person."},
    {"auction.avg-size", OptionType::Memory, "500", "Bytes of an auction."},
    {"bid.avg-size", OptionType::Memory, "100", "Bytes of a bid."},
    {"bid.hot-ratio.auctions", OptionType::Integer, "2", "One of so many bids goes to a hot auction."},
    {"bid.hot-ratio.bidders", OptionType::Integer, "4", "One of so many bids is by a hot bidder."},
    {"auction.hot-ratio.sellers", OptionType::Integer, "4", "One of so many auctions is by a hot seller."},
    {"active-people", OptionType::Integer, "1000", "Persons that take part at a time."},
    {"in-flight-auctions", OptionType::Integer, "100", "Auctions that are open at a time."},
    {"scan.parallelism", OptionType::Integer, "", "Subtasks that generate."},
};

constexpr NexmarkKind kinds[] = {NexmarkKind::Person, NexmarkKind::Auction, NexmarkKind::Bid};
constexpr std::string_view kindNames[] = {"person", "auction", "bid"};
constexpr int64_t Endless = int64_t(1) << 48;

NexmarkConfig configOf(const TableDefinition& table, uint64_t runSeed) {
    TableOptions given(table);
    NexmarkConfig config;
    config.seed = static_cast<uint64_t>(given.whole("seed", static_cast<int64_t>(runSeed)));
    config.firstEventRate = given.whole("first-event.rate", config.firstEventRate);
    config.baseTime = given.whole("base-time", config.baseTime);
    auto number = [&](const char* key, int& value) { value = static_cast<int>(std::clamp<int64_t>(given.whole(key, value), INT32_MIN, INT32_MAX)); };
    auto size = [&](const char* key, int& value) { value = static_cast<int>(std::clamp<int64_t>(given.bytes(key, value), 0, INT32_MAX)); };
    number("person.proportion", config.personProportion);
    number("auction.proportion", config.auctionProportion);
    number("bid.proportion", config.bidProportion);
    size("person.avg-size", config.avgPersonBytes);
    size("auction.avg-size", config.avgAuctionBytes);
    size("bid.avg-size", config.avgBidBytes);
    number("bid.hot-ratio.auctions", config.hotAuctionRatio);
    number("bid.hot-ratio.bidders", config.hotBiddersRatio);
    number("auction.hot-ratio.sellers", config.hotSellersRatio);
    number("active-people", config.activePeople);
    number("in-flight-auctions", config.inFlightAuctions);
    return config;
}

/// The kind whose rows the table holds, or none for all events.
std::optional<NexmarkKind> kindOf(const TableDefinition& table) {
    std::string name = table.option("table");
    for (NexmarkKind kind : kinds)
        if (name == kindNames[static_cast<int>(kind)]) return kind;
    return std::nullopt;
}

/// Where a column or field lies in the model. In a table of all events the column is the event's kind or one row of fields.
struct ColumnPlan {
    DataType type;
    bool isKind = false;
    NexmarkKind kind = NexmarkKind::Bid;
    int field = -1;                 // flat tables
    std::vector<int> fields;        // ROW columns
    std::vector<int> wanted;
};

Result<int> fieldOf(NexmarkKind kind, const std::string& name, const DataType& type, const Place& place) {
    std::span<const NexmarkField> fields = nexmarkFields(kind);
    std::vector<std::string> names;
    for (size_t i = 0; i < fields.size(); ++i) {
        names.emplace_back(fields[i].name);
        if (fields[i].name != name) continue;
        bool fits = fields[i].type == TypeKind::Timestamp ? type.isTimestamp() : fields[i].type == TypeKind::Varchar ? type.isCharacter() : type.kind() == fields[i].type;
        if (fits) return static_cast<int>(i);
        std::string wanted = fields[i].type == TypeKind::Timestamp ? "TIMESTAMP(3)" : fields[i].type == TypeKind::Varchar ? "STRING" : "BIGINT";
        return Error{ErrorCode::Type, "Field '" + name + "' of a Nexmark " + std::string(kindNames[static_cast<int>(kind)]) + " is " + wanted + ", not " + type.text() + ".", place};
    }
    std::string near = nearest(name, names), all;
    for (const std::string& known : names) all += (all.empty() ? "" : ", ") + known;
    return Error{ErrorCode::Unknown, "A Nexmark " + std::string(kindNames[static_cast<int>(kind)]) + " has no field '" + name + "'. It has " + all + ".", place,
                 near.empty() ? "" : "Did you mean '" + near + "'?"};
}

Result<ColumnPlan> planOf(const TableDefinition& table, const TableColumn& column) {
    ColumnPlan plan;
    plan.type = column.type;
    if (column.kind == ColumnKind::Metadata)
        return Error{ErrorCode::Unknown, "Connector 'nexmark' has no metadata columns; '" + column.name + "' is one.", column.place};
    if (std::optional<NexmarkKind> kind = kindOf(table)) {
        plan.kind = *kind;
        Result<int> field = fieldOf(*kind, column.name, column.type, column.place);
        if (!field.ok()) return field.error();
        plan.field = *field;
        return plan;
    }
    if (column.name == "event_type") {
        if (column.type.kind() != TypeKind::Int) return Error{ErrorCode::Type, "Column 'event_type' must be INT.", column.place};
        plan.isKind = true;
        return plan;
    }
    for (NexmarkKind kind : kinds) {
        if (column.name != kindNames[static_cast<int>(kind)]) continue;
        if (column.type.kind() != TypeKind::Row) return Error{ErrorCode::Type, "Column '" + column.name + "' must be a ROW.", column.place};
        plan.kind = kind;
        for (const Field& part : column.type.fields()) {
            Result<int> field = fieldOf(kind, part.name, part.type, column.place);
            if (!field.ok()) return field.error();
            plan.fields.push_back(*field);
        }
        return plan;
    }
    return Error{ErrorCode::Unknown, "A Nexmark table of all events has the columns event_type, person, auction and bid, but not '" + column.name + "'.", column.place,
                 "Set 'table' = 'bid' for a table of bids."};
}

/// Events in lanes: every step-th block of events, a lane a subtask, so that event times of all stay close. One lane that has all blocks is one range.
class NexmarkSource final : public Source {
public:
    NexmarkSource(const SourceRequest& request, const NexmarkConfig& config, std::vector<ColumnPlan> plans)
        : model_(config), columns_(model_), plans_(std::move(plans)), kind_(kindOf(request.table)), clock_(request.context.clock), subtask_(request.subtask),
          parallelism_(request.parallelism) {
        TableOptions given(request.table);
        int64_t events = given.whole("events.num", 0);
        isBounded_ = events > 0;
        events_ = isBounded_ ? events : Endless;
        limited_ = given.boolean("rate.limited", false);
        lanes_.push_back({subtask_, subtask_, parallelism_, 0});
        enterBlock(lanes_.front());
    }

    bool bounded() const override { return isBounded_; }

    Poll poll(int maxRows) override {
        Poll poll;
        if (!started_) {
            started_ = true;
            int64_t passed = events_;
            for (const Lane& lane : lanes_) passed = std::min(passed, eventOf(lane.at));
            startNanos_ = (clock_ ? clock_->steadyNanos() : 0) - static_cast<int64_t>(static_cast<double>(passed) / static_cast<double>(model_.config().firstEventRate) * 1e9);
            for (const Lane& lane : lanes_) poll.startedSplits.push_back(lane.number);
        }
        int64_t due = events_;
        if (limited_ && clock_) {
            double seconds = static_cast<double>(clock_->steadyNanos() - startNanos_) * 1e-9;
            due = static_cast<int64_t>(std::min(seconds * static_cast<double>(model_.config().firstEventRate) + 1, static_cast<double>(events_)));
        }
        bool left = false;
        for (size_t tried = 0; tried < lanes_.size(); ++tried) {
            Lane& lane = lanes_[turn_ = turn_ + 1 < lanes_.size() ? turn_ + 1 : 0];
            while (lane.block * BlockEvents < events_) {
                int64_t end = lane.step == 1 ? events_ : std::min((lane.block + 1) * BlockEvents, events_);
                int64_t limit = std::min(end, due);
                int64_t stop = kind_ ? model_.before(*kind_, limit) : limit;
                if (lane.at < stop) {
                    fill(poll, lane, static_cast<int>(std::min<int64_t>(stop - lane.at, maxRows)));
                    return poll;
                }
                if (limit < end) break;
                if (end == events_) {
                    lane.block = Endless;
                    break;
                }
                lane.block += lane.step;
                enterBlock(lane);
            }
            if (lane.block * BlockEvents < events_) {
                left = true;
            } else if (!lane.finished) {
                poll.finishedSplits.push_back(lane.number);
                lane.finished = true;
            }
        }
        poll.waitNanos = 1'000'000;
        if (!left) poll.state = PollState::Finished;
        return poll;
    }

    std::vector<SplitProgress> progress() const override {
        std::vector<SplitProgress> all;
        for (const Lane& lane : lanes_)
            all.push_back({lane.number, "generator-" + std::to_string(lane.number), std::string(kind_ ? kindNames[static_cast<int>(*kind_)] : "event") + " " + std::to_string(lane.at), lane.finished});
        return all;
    }

    std::vector<SplitState> snapshot() const override {
        std::vector<SplitState> all;
        for (const Lane& lane : lanes_) {
            std::string position;
            for (int64_t part : {lane.block, lane.step, lane.at, lane.made}) position += (position.empty() ? "" : " ") + std::to_string(part);
            all.push_back({lane.number, "generator-" + std::to_string(lane.number), std::move(position), started_, lane.finished});
        }
        return all;
    }
    std::vector<TakenSplit> restore(const std::vector<SplitState>& splits, bool isRescaled) override {
        std::vector<TakenSplit> taken;
        lanes_.clear();
        // With more subtasks than lanes each lane becomes several, so that nobody is left without.
        int parts = isRescaled && !splits.empty() ? (parallelism_ + static_cast<int>(splits.size()) - 1) / static_cast<int>(splits.size()) : 1, number = 0;
        for (size_t i = 0; i < splits.size(); ++i) {
            Lane lane{splits[i].number};
            if (!(std::istringstream(splits[i].position) >> lane.block >> lane.step >> lane.at >> lane.made) || lane.block < 0 || lane.step < 1 || lane.at < 0)
                throw RunError(ErrorCode::Data, "The position of a generator in the checkpoint makes no sense.");
            lane.finished = splits[i].finished;
            for (int part = 0; part < parts; ++part, ++number) {
                if (isRescaled && number % parallelism_ != subtask_) continue;
                Lane own = lane;
                if (isRescaled) own.number = number, own.made = 0;
                if (parts > 1 && !lane.finished && lane.block < Endless) {
                    int64_t block = lane.step == 1 ? eventOf(lane.at) / BlockEvents : lane.block;
                    own.block = block + part * lane.step;
                    own.step = lane.step * parts;
                    if (part > 0) enterBlock(own);
                }
                lanes_.push_back(own);
                taken.push_back({i, own.number});
            }
        }
        return taken;
    }

private:
    static constexpr int64_t BlockEvents = 10'000;
    struct Lane {
        int number;
        int64_t block = 0, step = 1;
        int64_t at = 0;             // next event, or next ordinal of the kind
        int64_t made = 0;
        bool finished = false;
    };
    void enterBlock(Lane& lane) const {
        int64_t first = lane.block < events_ / BlockEvents + 1 ? std::min(lane.block * BlockEvents, events_) : events_;
        lane.at = kind_ ? model_.before(*kind_, first) : first;
    }
    /// The event that a place in a lane is at.
    int64_t eventOf(int64_t at) const {
        if (!kind_) return at;
        int64_t low = 0, high = events_;
        while (low < high) {
            int64_t middle = low + (high - low) / 2;
            if (model_.before(*kind_, middle + 1) > at) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    void fill(Poll& poll, Lane& lane, int rows) {
        poll.state = PollState::Produced;
        poll.batch.rows = rows;
        for (const ColumnPlan& plan : plans_) {
            if (plan.isKind) {
                Vector types = Vector::flat(PhysicalKind::Int32, rows);
                model_.fillKind(lane.at, rows, types.mutableData<int32_t>());
                poll.batch.columns.push_back(std::make_shared<Vector>(std::move(types)));
            } else if (plan.field >= 0) {
                poll.batch.columns.push_back(columns_.column(plan.kind, plan.field, plan.type, lane.at, rows));
            } else {
                poll.batch.columns.push_back(columns_.row(plan.kind, plan.fields, plan.wanted, plan.type, lane.at, rows));
            }
        }
        poll.batch.span = SourceSpan{-1, lane.number, lane.made};
        lane.made += rows;
        lane.at += rows;
    }

    NexmarkModel model_;
    NexmarkColumns columns_;
    std::vector<ColumnPlan> plans_;
    std::optional<NexmarkKind> kind_;
    Clock* clock_;
    int subtask_, parallelism_;
    std::vector<Lane> lanes_;
    size_t turn_ = 0;
    int64_t events_ = 0;
    int64_t startNanos_ = 0;
    bool isBounded_ = false, limited_ = false, started_ = false;
};

Status validate(const TableDefinition& table, bool asSink) {
    if (Status status = checkOptions(table, nexmarkConnector.traits, asSink, true); !status.ok()) return status;
    if (TableOptions(table).whole("events.num", 0) < 0) return TableOptions(table).error("events.num", "it must not be negative.");
    if (std::string problem = configOf(table, 0).problem(); !problem.empty())
        return Error{ErrorCode::Invalid, "Table '" + table.name + "': " + problem, table.place};
    for (const TableColumn& column : table.columns)
        if (column.kind != ColumnKind::Computed)
            if (Result<ColumnPlan> plan = planOf(table, column); !plan.ok()) return plan.error();
    return {};
}

Result<std::unique_ptr<Source>> makeSource(const SourceRequest& request) {
    if (Status status = validate(request.table, false); !status.ok()) return status.error();
    std::vector<ColumnPlan> plans;
    for (size_t i = 0; i < request.columns.size(); ++i) {
        Result<ColumnPlan> plan = planOf(request.table, request.table.columns[static_cast<size_t>(request.columns[i])]);
        if (!plan.ok()) return plan.error();
        if (i < request.nestedFields.size()) plan->wanted = request.nestedFields[i];
        plans.push_back(std::move(plan).value());
    }
    return std::unique_ptr<Source>(std::make_unique<NexmarkSource>(request, configOf(request.table, request.context.seed), std::move(plans)));
}

bool bounded(const TableDefinition& table) { return TableOptions(table).whole("events.num", 0) > 0; }
ChangelogMode append(const TableDefinition&) { return ChangelogMode::append(); }

} // namespace

const ConnectorInfo nexmarkConnector{
    {"nexmark", "The persons, auctions and bids of the Nexmark benchmark.", options, {}, true, false, false, ChangelogMode::append(), ChangelogMode::append(), true,
     false},
    validate, makeSource, nullptr, bounded, append, nullptr, true};

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/kafka/kafka_client.h"
#include "engine/connectors/kafka/kafka_table.h"
#include "engine/connectors/table_format.h"
#include "engine/connectors/table_options.h"

#include <algorithm>
#include <array>
#include <sstream>

namespace weir {

namespace {

struct TopicDelete {
    void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
};

/// A partition that this subtask reads. Messages that were fetched but not yet handed on wait in `held`.
struct KafkaSplit {
    int number = 0;
    std::string topic;
    int32_t partition = 0;
    int64_t start = RD_KAFKA_OFFSET_BEGINNING;
    int64_t stop = INT64_MAX;           // offset at which a bounded read ends
    std::unique_ptr<rd_kafka_topic_t, TopicDelete> handle;
    std::vector<rd_kafka_message_t*> held;
    size_t next = 0;
    int64_t position = -1;              // next offset
    bool consuming = false;
    bool finished = false;
    std::string name() const { return topic + "-" + std::to_string(partition); }
};

/// Where each wanted column comes from.
struct ColumnPlan {
    enum class From : uint8_t { Value, Key, Metadata } from;
    int index;      // in the decoded value or key, or among the metadata keys
    DataType type;
};

constexpr std::array<std::string_view, 7> metadataKeys{"topic", "partition", "headers", "leader-epoch", "offset", "timestamp", "timestamp-type"};

/// Reads partitions with librdkafka's simple consumer: no group is joined, so the first message comes at once. The library's threads fetch;
/// poll() takes what is there.
class KafkaSource final : public Source {
public:
    KafkaSource(std::unique_ptr<KafkaClient> client, KafkaLayout layout, std::unique_ptr<Decoder> value, std::unique_ptr<Decoder> key, std::vector<ColumnPlan> plans,
                std::vector<DataType> valueTypes, std::vector<DataType> keyTypes, std::vector<KafkaSplit> splits, bool isBounded)
        : client_(std::move(client)), layout_(std::move(layout)), value_(std::move(value)), key_(std::move(key)), plans_(std::move(plans)), values_(valueTypes),
          keys_(keyTypes, 16), splits_(std::move(splits)), bounded_(isBounded) {
        for (const ColumnPlan& plan : plans_)
            if (plan.from != ColumnPlan::From::Value) others_.emplace_back(plan.type);
        wantsKey_ = std::any_of(plans_.begin(), plans_.end(), [](const ColumnPlan& plan) { return plan.from == ColumnPlan::From::Key; });
    }
    ~KafkaSource() override { close(); }

    bool bounded() const override { return bounded_; }
    int64_t rejectedRecords() const override { return value_ ? value_->ignoredRecords() : 0; }

    Poll poll(int maxRows) override {
        Poll poll;
        if (!started_) {
            started_ = true;
            for (KafkaSplit& split : splits_) {
                poll.startedSplits.push_back(split.number);
                if (split.finished) poll.finishedSplits.push_back(split.number);
                else if (bounded_ && split.start >= 0 && split.start >= split.stop) finish(split, poll);
                else begin(split);
            }
        }
        client_->serve();
        for (size_t tried = 0; tried < splits_.size(); ++tried) {
            KafkaSplit& split = splits_[turn_];
            turn_ = (turn_ + 1) % splits_.size();
            if (split.finished) continue;
            fetch(split, maxRows);
            if (split.held.empty()) {
                continue;
            }
            if (take(split, maxRows, poll)) return poll;
        }
        bool done = std::all_of(splits_.begin(), splits_.end(), [](const KafkaSplit& split) { return split.finished; });
        // An endless source without a partition (fewer partitions than subtasks) has nothing to wait for either.
        poll.state = done ? PollState::Finished : PollState::Later;
        return poll;
    }

    std::vector<SplitProgress> progress() const override {
        std::vector<SplitProgress> all;
        for (const KafkaSplit& split : splits_)
            all.push_back({split.number, split.name(), split.position >= 0 ? "offset " + std::to_string(split.position) : "begin", split.finished});
        return all;
    }

    std::vector<SplitState> snapshot() const override {
        std::vector<SplitState> all;
        for (const KafkaSplit& split : splits_) {
            int64_t from = split.position >= 0 ? split.position : split.start;
            all.push_back({split.number, split.name(), std::to_string(from) + " " + std::to_string(split.stop), started_, split.finished});
        }
        return all;
    }
    /// By topic and partition; partitions that are new since are read as the table says.
    std::vector<TakenSplit> restore(const std::vector<SplitState>& splits, bool isRescaled) override {
        std::vector<TakenSplit> taken;
        for (size_t i = 0; i < splits.size(); ++i) {
            const SplitState& state = splits[i];
            auto split = std::find_if(splits_.begin(), splits_.end(), [&](const KafkaSplit& one) { return one.name() == state.name; });
            if (split == splits_.end() && isRescaled) continue;      // another subtask's now
            if (split == splits_.end())
                throw RunError({ErrorCode::Data, "The checkpoint goes on at partition " + state.name + ", which Kafka at " + client_->address() + " does not have.", {},
                                "Was the topic made anew? Then start without the checkpoint."});
            std::istringstream(state.position) >> split->start >> split->stop;
            if (split->start >= 0) split->position = split->start;
            split->finished = state.finished;
            taken.push_back({i, split->number});
        }
        return taken;
    }

    void close() override {
        for (KafkaSplit& split : splits_) {
            drop(split);
            if (split.consuming) rd_kafka_consume_stop(split.handle.get(), split.partition);
            split.consuming = false;
            split.handle.reset();
        }
        client_.reset();
    }

private:
    void begin(KafkaSplit& split) {
        split.handle.reset(rd_kafka_topic_new(client_->handle(), split.topic.c_str(), nullptr));
        if (!split.handle || rd_kafka_consume_start(split.handle.get(), split.partition, split.start) != 0)
            throw RunError(ErrorCode::Io, "Kafka at " + client_->address() + ": reading " + split.name() + " cannot begin: " + rd_kafka_err2str(rd_kafka_last_error()) + ".");
        split.consuming = true;
        if (split.start >= 0) split.position = split.start;
    }

    void finish(KafkaSplit& split, Poll& poll) {
        split.finished = true;
        poll.finishedSplits.push_back(split.number);
        drop(split);
    }

    static void drop(KafkaSplit& split) {
        for (; split.next < split.held.size(); ++split.next) rd_kafka_message_destroy(split.held[split.next]);
        split.held.clear();
        split.next = 0;
    }

    void fetch(KafkaSplit& split, int maxRows) {
        if (split.next < split.held.size()) return;
        constexpr int MostMessages = 2048;
        split.held.resize(static_cast<size_t>(std::min(maxRows, MostMessages)));
        split.next = 0;
        ssize_t got = rd_kafka_consume_batch(split.handle.get(), split.partition, 0, split.held.data(), split.held.size());
        split.held.resize(static_cast<size_t>(std::max<ssize_t>(got, 0)));
    }

    /// Held messages become a batch; true when the poll has something to say.
    bool take(KafkaSplit& split, int maxRows, Poll& poll) {
        int64_t first = -1;
        while (split.next < split.held.size() && values_.rows < maxRows) {
            rd_kafka_message_t* message = split.held[split.next];
            if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
                if (onError(split, *message, poll)) break;
                release(split);
                continue;
            }
            if (message->offset >= split.stop) {
                finish(split, poll);
                break;
            }
            // Row i of a batch is at offset first + i, so a gap begins a new batch.
            if (first < 0) first = message->offset;
            else if (values_.kinds.empty() && message->offset != first + values_.rows && values_.rows > 0) break;
            decode(split, *message);
            split.position = message->offset + 1;
            bool end = split.position >= split.stop;
            release(split);
            if (end) {
                finish(split, poll);
                break;
            }
        }
        if (values_.rows > 0) {
            poll.state = PollState::Produced;
            poll.batch = batch();
            poll.batch.span = SourceSpan{-1, split.number, first};
            return true;
        }
        if (poll.finishedSplits.empty()) return false;
        poll.waitNanos = 0;
        return true;
    }

    static void release(KafkaSplit& split) {
        rd_kafka_message_destroy(split.held[split.next++]);
        if (split.next == split.held.size()) {
            split.held.clear();
            split.next = 0;
        }
    }

    /// True when the split ended by it.
    bool onError(KafkaSplit& split, const rd_kafka_message_t& message, Poll& poll) {
        switch (message.err) {
        case RD_KAFKA_RESP_ERR__PARTITION_EOF:
            split.position = std::max(split.position, message.offset);
            if (!bounded_ || message.offset < split.stop) return false;
            finish(split, poll);
            return true;
        case RD_KAFKA_RESP_ERR__TRANSPORT:
        case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
        case RD_KAFKA_RESP_ERR__TIMED_OUT:
        case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
        case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION: return false;     // the library tries again
        default:
            throw RunError(ErrorCode::Io, "Kafka at " + client_->address() + ": " + split.name() + " cannot be read: " + rd_kafka_err2str(message.err) + ".");
        }
    }

    void decode(const KafkaSplit& split, const rd_kafka_message_t& message) {
        int before = values_.rows;
        if (message.payload) {
            require(split, message, value_->decode({static_cast<const char*>(message.payload), message.len}, values_));
            if (layout_.upsert && values_.rows > before) {
                values_.kinds.resize(static_cast<size_t>(before), RowKind::Insert);
                values_.kinds.resize(static_cast<size_t>(values_.rows), RowKind::UpdateAfter);
            }
        } else if (layout_.upsert) {
            for (VectorBuilder& column : values_.columns) column.appendNull();
            ++values_.rows;
            values_.kinds.resize(static_cast<size_t>(before), RowKind::Insert);
            values_.kinds.push_back(RowKind::Delete);
        }
        int rows = values_.rows - before;
        if (rows == 0 || others_.empty()) return;
        Batch keyRow;
        if (wantsKey_) {
            if (message.key) require(split, message, key_->decode({static_cast<const char*>(message.key), message.key_len}, keys_));
            keyRow = keys_.finish();
        }
        for (int row = 0; row < rows; ++row) {
            size_t other = 0;
            for (const ColumnPlan& plan : plans_) {
                if (plan.from == ColumnPlan::From::Value) continue;
                VectorBuilder& out = others_[other++];
                if (plan.from == ColumnPlan::From::Metadata) appendMetadata(split, message, plan, out);
                else if (keyRow.rows > 0) out.appendFrom(*keyRow.columns[static_cast<size_t>(plan.index)], 0);
                else out.appendNull();
            }
        }
    }

    void require(const KafkaSplit& split, const rd_kafka_message_t& message, const Status& status) const {
        if (status.ok()) return;
        Error error = status.error();
        error.message = "Message " + std::to_string(message.offset) + " of " + split.name() + ": " + error.message;
        throw RunError(error);
    }

    static void appendMetadata(const KafkaSplit& split, const rd_kafka_message_t& message, const ColumnPlan& plan, VectorBuilder& out) {
        rd_kafka_timestamp_type_t timeType;
        int64_t millis = rd_kafka_message_timestamp(&message, &timeType);
        switch (plan.index) {
        case 0: return out.appendBytes(split.topic);
        case 1: return out.append<int32_t>(split.partition);
        case 2: {
            rd_kafka_headers_t* headers = nullptr;
            if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
                const char* name;
                const void* value;
                size_t size;
                for (size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
                    out.child(0).appendBytes(name);
                    if (value) out.child(1).appendBytes({static_cast<const char*>(value), size});
                    else out.child(1).appendNull();
                }
            }
            return out.closeNested();
        }
        case 3: return out.appendNull();      // librdkafka 2.0 does not tell
        case 4: return out.append<int64_t>(message.offset);
        case 5: {
            Int128 time = timestampFromMillis(millis, plan.type.precision());
            return plan.type.physical() == PhysicalKind::Int64 ? out.append(static_cast<int64_t>(time)) : out.append(time);
        }
        default:
            return out.appendBytes(timeType == RD_KAFKA_TIMESTAMP_CREATE_TIME ? "CreateTime" : timeType == RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME ? "LogAppendTime" : "NoTimestampType");
        }
    }

    Batch batch() {
        Batch decoded = values_.finish();
        Batch batch;
        batch.rows = decoded.rows;
        batch.kinds = decoded.kinds;
        size_t other = 0;
        for (const ColumnPlan& plan : plans_) {
            if (plan.from == ColumnPlan::From::Value) batch.columns.push_back(decoded.columns[static_cast<size_t>(plan.index)]);
            else batch.columns.push_back(others_[other++].finish());
        }
        return batch;
    }

    std::unique_ptr<KafkaClient> client_;
    KafkaLayout layout_;
    std::unique_ptr<Decoder> value_, key_;
    std::vector<ColumnPlan> plans_;
    DecodedRows values_, keys_;
    std::vector<VectorBuilder> others_;
    std::vector<KafkaSplit> splits_;
    bool bounded_, wantsKey_ = false, started_ = false;
    size_t turn_ = 0;
};

/// Offsets of one kind for all splits, asked of the broker where they are not known.
Status resolve(KafkaClient& client, const TableDefinition& table, const std::string& mode, const char* side, std::vector<KafkaSplit>& splits, int64_t KafkaSplit::*offset) {
    TableOptions given(table);
    std::string scan = std::string("scan.") + side + ".";
    bool starting = std::string(side) == "startup";
    auto edge = [&](KafkaSplit& split, bool latest) -> Status {
        int64_t low = 0, high = 0;
        rd_kafka_resp_err_t error = rd_kafka_query_watermark_offsets(client.handle(), split.topic.c_str(), split.partition, &low, &high, KafkaAnswerMillis);
        if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return client.unreachable(rd_kafka_err2str(error));
        split.*offset = latest ? high : low;
        return {};
    };
    if (mode == "earliest-offset" || mode == "latest-offset") {
        for (KafkaSplit& split : splits)
            if (Status status = edge(split, mode == "latest-offset"); !status.ok()) return status;
        return {};
    }
    if (mode == "specific-offsets") {
        std::map<int32_t, int64_t> offsets = *parseSpecificOffsets(given.text(scan + "specific-offsets"));
        for (KafkaSplit& split : splits) {
            auto found = offsets.find(split.partition);
            if (found != offsets.end()) split.*offset = found->second;
            else if (Status status = edge(split, false); !status.ok()) return status;
        }
        return {};
    }
    if (splits.empty()) return {};
    std::unique_ptr<rd_kafka_topic_partition_list_t, decltype(&rd_kafka_topic_partition_list_destroy)> list(
        rd_kafka_topic_partition_list_new(static_cast<int>(splits.size())), rd_kafka_topic_partition_list_destroy);
    for (KafkaSplit& split : splits)
        rd_kafka_topic_partition_list_add(list.get(), split.topic.c_str(), split.partition)->offset = given.whole(scan + "timestamp-millis", 0);
    rd_kafka_resp_err_t error = mode == "timestamp" ? rd_kafka_offsets_for_times(client.handle(), list.get(), KafkaAnswerMillis)
                                                    : rd_kafka_committed(client.handle(), list.get(), KafkaAnswerMillis);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return client.unreachable(rd_kafka_err2str(error));
    for (KafkaSplit& split : splits) {
        const rd_kafka_topic_partition_t* found = rd_kafka_topic_partition_list_find(list.get(), split.topic.c_str(), split.partition);
        if (found && found->offset >= 0) {
            split.*offset = found->offset;
            continue;
        }
        std::string reset = given.text("properties.auto.offset.reset");
        if (starting && mode == "group-offsets" && reset != "earliest" && reset != "latest")
            return Error{ErrorCode::Invalid, "The group '" + given.text("properties.group.id") + "' has no committed offset for " + split.name() + ".", table.place,
                         "Set 'scan.startup.mode' = 'earliest-offset' or 'properties.auto.offset.reset' = 'earliest'."};
        if (Status status = edge(split, !starting || mode == "timestamp" || reset == "latest"); !status.ok()) return status;
    }
    return {};
}

} // namespace

Result<std::unique_ptr<Source>> makeKafkaSource(const SourceRequest& request) {
    const TableDefinition& table = request.table;
    const ConnectorInfo& connector = table.connector() == "upsert-kafka" ? upsertKafkaConnector : kafkaConnector;
    if (Status status = connector.validate(table, false); !status.ok()) return status.error();
    TableOptions given(table);
    Result<KafkaLayout> layout = kafkaLayout(table);
    if (!layout.ok()) return layout.error();

    FormatContext value{layout->value, {}, formatOptions(table, layout->valuePrefix), request.context.zone};
    FormatContext key{layout->key, {}, formatOptions(table, "key."), request.context.zone};
    std::vector<ColumnPlan> plans;
    std::vector<DataType> valueTypes, keyTypes;
    auto indexIn = [](const std::vector<int>& columns, int column) {
        auto found = std::find(columns.begin(), columns.end(), column);
        return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
    };
    for (int index : request.columns) {
        const TableColumn& column = table.columns[static_cast<size_t>(index)];
        if (column.kind == ColumnKind::Metadata) {
            const std::string& name = column.metadataKey.empty() ? column.name : column.metadataKey;
            auto found = std::find(metadataKeys.begin(), metadataKeys.end(), name);
            plans.push_back({ColumnPlan::From::Metadata, static_cast<int>(found - metadataKeys.begin()), column.type});
            continue;
        }
        int inValue = indexIn(layout->valueColumns, index), inKey = indexIn(layout->keyColumns, index);
        // A deletion of upsert-kafka has no value, so its key columns must come from the key.
        if (inValue >= 0 && !(layout->upsert && inKey >= 0)) {
            plans.push_back({ColumnPlan::From::Value, static_cast<int>(value.wanted.size()), column.type});
            value.wanted.push_back(inValue);
            valueTypes.push_back(column.type);
        } else {
            plans.push_back({ColumnPlan::From::Key, static_cast<int>(key.wanted.size()), column.type});
            key.wanted.push_back(inKey);
            keyTypes.push_back(column.type);
        }
    }
    Result<std::unique_ptr<Decoder>> valueDecoder = makeTableDecoder(table, layout->valueFormat, std::move(value));
    if (!valueDecoder.ok()) return valueDecoder.error();
    std::unique_ptr<Decoder> keyDecoder;
    if (!keyTypes.empty()) {
        Result<std::unique_ptr<Decoder>> made = makeTableDecoder(table, layout->keyFormat, std::move(key));
        if (!made.ok()) return made.error();
        keyDecoder = std::move(made).value();
    }

    Result<std::unique_ptr<KafkaClient>> client = KafkaClient::make(table, request.context, false);
    if (!client.ok()) return client.error();
    std::unique_ptr<TextPattern> pattern;
    std::string why;
    if (given.has("topic-pattern")) pattern = TextPattern::compile(given.text("topic-pattern"), why);
    auto placed = [&](Error error) {
        if (!error.place.known()) error.place = given.error("properties.bootstrap.servers", "").place;
        return error;
    };
    Result<std::vector<KafkaClient::Partition>> partitions = (*client)->partitions(kafkaTopics(table), pattern.get());
    if (!partitions.ok()) return placed(partitions.error());
    std::vector<KafkaSplit> splits;
    int number = 0;
    for (const KafkaClient::Partition& partition : *partitions) {
        int mine = number++;
        if (mine % request.parallelism != request.subtask) continue;
        KafkaSplit split;
        split.number = mine;
        split.topic = partition.topic;
        split.partition = partition.number;
        splits.push_back(std::move(split));
    }
    std::string startup = layout->upsert ? "earliest-offset" : given.text("scan.startup.mode", "group-offsets");
    if (Status status = resolve(**client, table, startup, "startup", splits, &KafkaSplit::start); !status.ok()) return placed(status.error());
    std::string until = given.text("scan.bounded.mode", "unbounded");
    bool isBounded = until != "unbounded";
    if (isBounded)
        if (Status status = resolve(**client, table, until, "bounded", splits, &KafkaSplit::stop); !status.ok()) return placed(status.error());
    return std::unique_ptr<Source>(std::make_unique<KafkaSource>(std::move(client).value(), std::move(layout).value(), std::move(valueDecoder).value(), std::move(keyDecoder),
                                                                std::move(plans), std::move(valueTypes), std::move(keyTypes), std::move(splits), isBounded));
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/kafka/kafka_client.h"
#include "engine/connectors/kafka/kafka_table.h"
#include "engine/connectors/table_format.h"
#include "engine/connectors/table_options.h"

#include <algorithm>

namespace weir {

namespace {

/// Sends a message a row. The library queues and sends by itself; a full queue makes the sink not ready. At least once: finish() waits until
/// all are acknowledged.
class KafkaSink final : public Sink {
public:
    KafkaSink(const SinkRequest& request, std::unique_ptr<KafkaClient> client, KafkaLayout layout, std::unique_ptr<Encoder> value, std::unique_ptr<Encoder> key, int partitions)
        : client_(std::move(client)), layout_(std::move(layout)), value_(std::move(value)), key_(std::move(key)), topic_(kafkaTopics(request.table).front()),
          partitions_(partitions) {
        std::string partitioner = TableOptions(request.table).text("sink.partitioner", "default");
        if (partitioner == "fixed") fixed_ = request.subtask % std::max(partitions, 1);
        roundRobin_ = partitioner == "round-robin";
        // Columns of the batch are the physical and the writable metadata ones.
        std::vector<int> inBatch(request.table.columns.size(), -1);
        int column = 0;
        for (size_t i = 0; i < request.table.columns.size(); ++i) {
            const TableColumn& tableColumn = request.table.columns[i];
            if (tableColumn.kind == ColumnKind::Computed || (tableColumn.kind == ColumnKind::Metadata && tableColumn.isVirtual)) continue;
            inBatch[i] = column++;
            if (tableColumn.kind != ColumnKind::Metadata) continue;
            const std::string& name = tableColumn.metadataKey.empty() ? tableColumn.name : tableColumn.metadataKey;
            if (name == "timestamp") timestampColumn_ = inBatch[i], timestampType_ = tableColumn.type;
            if (name == "headers") headersColumn_ = inBatch[i];
        }
        for (int index : layout_.valueColumns) valueColumns_.push_back(inBatch[static_cast<size_t>(index)]);
        for (int index : layout_.keyColumns) keyColumns_.push_back(inBatch[static_cast<size_t>(index)]);
    }

    bool ready() override {
        client_->serve();
        constexpr int MostQueued = 100'000;
        return rd_kafka_outq_len(client_->handle()) < MostQueued;
    }

    void write(const Batch& given) override {
        Batch rows = given.dense();
        Batch values = chosen(rows, valueColumns_), keys = chosen(rows, keyColumns_);
        if (layout_.upsert) values.kinds = BufferRef();     // the formats write plain rows; a deletion has no value
        valueBytes_.clear();
        valueEnds_.clear();
        require(value_->encodeMessages(values, valueBytes_, valueEnds_));
        keyBytes_.clear();
        keyEnds_.clear();
        if (key_) {
            keys.kinds = BufferRef();
            require(key_->encodeMessages(keys, keyBytes_, keyEnds_));
        }
        for (int row = 0; row < rows.rows; ++row) send(rows, row);
        client_->serve();
    }

    void flush() override { client_->serve(); }

    void finish() override {
        constexpr int FlushMillis = 30'000;
        if (rd_kafka_flush(client_->handle(), FlushMillis) != RD_KAFKA_RESP_ERR_NO_ERROR) {
            client_->serve();
            throw RunError(client_->unreachable(std::to_string(rd_kafka_outq_len(client_->handle())) + " messages are not acknowledged"));
        }
        client_->serve();
    }

    /// Everything acknowledged before the checkpoint counts: at least once, as Flink's default.
    void prepare(int64_t, StateWriter&) override { finish(); }
    void close() override { client_.reset(); }

private:
    static void require(const Status& status) {
        if (!status.ok()) throw RunError(status.error());
    }

    static Batch chosen(const Batch& rows, const std::vector<int>& columns) {
        Batch out;
        out.rows = rows.rows;
        out.kinds = rows.kinds;
        for (int column : columns) out.columns.push_back(flatten(rows.columns[static_cast<size_t>(column)]));
        return out;
    }

    void send(const Batch& rows, int row) {
        auto part = [row](const std::string& bytes, const std::vector<size_t>& ends) {
            size_t begin = row == 0 ? 0 : ends[static_cast<size_t>(row) - 1];
            return std::string_view(bytes).substr(begin, ends[static_cast<size_t>(row)] - begin);
        };
        std::string_view value = part(valueBytes_, valueEnds_), key = key_ ? part(keyBytes_, keyEnds_) : std::string_view();
        const char* keyBegin = key_ ? key.data() : nullptr;
        RowKind kind = rows.kind(row);
        if (layout_.upsert && kind == RowKind::UpdateBefore) return;
        bool removed = layout_.upsert && kind == RowKind::Delete;
        const char* valueBegin = removed ? nullptr : value.data();
        int32_t partition = roundRobin_ && partitions_ > 0 ? nextPartition_++ % partitions_ : fixed_;
        int64_t millis = 0;
        if (timestampColumn_ >= 0) {
            const Vector& times = *rows.columns[static_cast<size_t>(timestampColumn_)];
            if (!times.isNull(row))
                millis = timestampToMillis(timestampType_.physical() == PhysicalKind::Int64 ? Int128(times.at<int64_t>(row)) : times.at<Int128>(row), timestampType_.precision());
        }
        while (true) {
            rd_kafka_headers_t* headers = headersOf(rows, row);
            rd_kafka_resp_err_t error = rd_kafka_producev(
                client_->handle(), RD_KAFKA_V_TOPIC(topic_.c_str()), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                RD_KAFKA_V_VALUE(const_cast<char*>(valueBegin), removed ? 0 : value.size()),
                RD_KAFKA_V_KEY(const_cast<char*>(keyBegin), key.size()), RD_KAFKA_V_TIMESTAMP(millis), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
            if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return;
            if (headers) rd_kafka_headers_destroy(headers);
            if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL)
                throw RunError(ErrorCode::Io, "Kafka at " + client_->address() + ": a row cannot be sent to topic '" + topic_ + "': " + rd_kafka_err2str(error) + ".");
            client_->serve(10);     // rare: ready() keeps the queue well below its limit
        }
    }

    rd_kafka_headers_t* headersOf(const Batch& rows, int row) const {
        if (headersColumn_ < 0) return nullptr;
        const Vector& column = *rows.columns[static_cast<size_t>(headersColumn_)];
        if (column.isNull(row)) return nullptr;
        int at = column.physicalRow(row);
        const Vector& map = column.encoding() == Encoding::Dictionary ? *column.base() : column;
        rd_kafka_headers_t* headers = rd_kafka_headers_new(4);
        for (int32_t i = map.offsets()[at]; i < map.offsets()[at + 1]; ++i) {
            std::string_view name = map.child(0).at<StringRef>(i).view(), value;
            bool isNull = map.child(1).isNull(i);
            if (!isNull) value = map.child(1).at<StringRef>(i).view();
            rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()), isNull ? nullptr : value.data(), isNull ? 0 : static_cast<ssize_t>(value.size()));
        }
        return headers;
    }

    std::unique_ptr<KafkaClient> client_;
    KafkaLayout layout_;
    std::unique_ptr<Encoder> value_, key_;
    std::string topic_;
    int partitions_;
    int32_t fixed_ = RD_KAFKA_PARTITION_UA;
    bool roundRobin_ = false;
    int32_t nextPartition_ = 0;
    std::vector<int> valueColumns_, keyColumns_;
    int timestampColumn_ = -1, headersColumn_ = -1;
    DataType timestampType_;
    std::string valueBytes_, keyBytes_;
    std::vector<size_t> valueEnds_, keyEnds_;
};

} // namespace

Result<std::unique_ptr<Sink>> makeKafkaSink(const SinkRequest& request) {
    const TableDefinition& table = request.table;
    const ConnectorInfo& connector = table.connector() == "upsert-kafka" ? upsertKafkaConnector : kafkaConnector;
    if (Status status = connector.validate(table, true); !status.ok()) return status.error();
    Result<KafkaLayout> layout = kafkaLayout(table);
    if (!layout.ok()) return layout.error();
    Result<std::unique_ptr<Encoder>> value =
        makeTableEncoder(table, layout->valueFormat, {layout->value, {}, formatOptions(table, layout->valuePrefix), request.context.zone});
    if (!value.ok()) return value.error();
    std::unique_ptr<Encoder> key;
    if (!layout->keyFormat.empty()) {
        Result<std::unique_ptr<Encoder>> made = makeTableEncoder(table, layout->keyFormat, {layout->key, {}, formatOptions(table, "key."), request.context.zone});
        if (!made.ok()) return made.error();
        key = std::move(made).value();
    }
    Result<std::unique_ptr<KafkaClient>> client = KafkaClient::make(table, request.context, true);
    if (!client.ok()) return client.error();
    // Also tells at once that nobody is there.
    Result<std::vector<KafkaClient::Partition>> partitions = (*client)->partitions(kafkaTopics(table), nullptr);
    if (!partitions.ok()) {
        Error error = partitions.error();
        if (!error.place.known()) error.place = TableOptions(table).error("properties.bootstrap.servers", "").place;
        return error;
    }
    int count = static_cast<int>(partitions->size());
    return std::unique_ptr<Sink>(std::make_unique<KafkaSink>(request, std::move(client).value(), std::move(layout).value(), std::move(value).value(), std::move(key), count));
}

} // namespace weir

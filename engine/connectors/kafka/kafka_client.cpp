// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/kafka/kafka_client.h"

#include "engine/connectors/kafka/embedded_broker.h"
#include "engine/formats/java_text.h"

#include <algorithm>

namespace weir {

namespace {

void onError(rd_kafka_t*, int error, const char* reason, void* opaque) { static_cast<KafkaClient*>(opaque)->noteError(static_cast<rd_kafka_resp_err_t>(error), reason); }
void onDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) { static_cast<KafkaClient*>(opaque)->noteDelivery(message); }
void onLog(const rd_kafka_t*, int, const char*, const char*) {}

} // namespace

std::vector<std::string> kafkaTopics(const TableDefinition& table) {
    std::vector<std::string> topics;
    std::string rest = table.option("topic");
    while (!rest.empty()) {
        size_t stop = rest.find(';');
        std::string topic(trimJava(rest.substr(0, stop)));
        if (!topic.empty()) topics.push_back(topic);
        rest = stop == std::string::npos ? "" : rest.substr(stop + 1);
    }
    return topics;
}

Result<std::unique_ptr<KafkaClient>> KafkaClient::make(const TableDefinition& table, const ConnectorContext& context, bool producer) {
    std::unique_ptr<KafkaClient> client(new KafkaClient);
    TableOptions options(table);
    client->address_ = options.text("properties.bootstrap.servers");
    if (client->address_ == "embedded") {
        if (!context.broker) return options.error("properties.bootstrap.servers", "there is no embedded broker here.");
        int partitions = static_cast<int>(std::clamp<int64_t>(options.whole("properties.num.partitions", 1), 1, 64));
        for (const std::string& topic : kafkaTopics(table))
            if (Status status = context.broker->ensureTopic(topic, partitions); !status.ok()) return status.error();
        Result<std::string> address = context.broker->address();
        if (!address.ok()) return address.error();
        client->address_ = *address;
    }
    Result<KafkaConf> conf = kafkaConf(table, client->address_, producer);
    if (!conf.ok()) return conf.error();
    rd_kafka_conf_t* raw = conf.value().release();
    rd_kafka_conf_set_opaque(raw, client.get());
    rd_kafka_conf_set_error_cb(raw, onError);
    rd_kafka_conf_set_log_cb(raw, onLog);
    if (producer) rd_kafka_conf_set_dr_msg_cb(raw, onDelivery);
    char why[512] = "";
    client->handle_ = rd_kafka_new(producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER, raw, why, sizeof why);
    if (!client->handle_) {
        rd_kafka_conf_destroy(raw);
        return options.error("properties.bootstrap.servers", std::string("no Kafka client can be made: ") + why + ".");
    }
    return client;
}

KafkaClient::~KafkaClient() {
    if (!handle_) return;
    rd_kafka_purge(handle_, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
    rd_kafka_destroy_flags(handle_, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

void KafkaClient::noteError(rd_kafka_resp_err_t error, const char* reason) {
    std::lock_guard lock(mutex_);
    lastReason_ = reason ? reason : rd_kafka_err2str(error);
    if (size_t detail = lastReason_.find(" (after "); detail != std::string::npos) lastReason_.resize(detail);     // the library's own timing
    if (error == RD_KAFKA_RESP_ERR__FATAL || error == RD_KAFKA_RESP_ERR__AUTHENTICATION || error == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
        fatal_ = lastReason_;
}

void KafkaClient::noteDelivery(const rd_kafka_message_t* message) {
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR || message->err == RD_KAFKA_RESP_ERR__PURGE_QUEUE || message->err == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT) return;
    std::lock_guard lock(mutex_);
    fatal_ = std::string("a message could not be delivered: ") + rd_kafka_err2str(message->err);
    if (!lastReason_.empty()) fatal_ += " (" + lastReason_ + ")";
}

void KafkaClient::serve(int timeoutMillis) {
    rd_kafka_poll(handle_, timeoutMillis);
    std::lock_guard lock(mutex_);
    if (!fatal_.empty()) throw RunError(ErrorCode::Io, "Kafka at " + address_ + ": " + fatal_ + ".");
}

Error KafkaClient::unreachable(const std::string& why) const {
    std::lock_guard lock(mutex_);
    return {ErrorCode::Io, "The Kafka broker at " + address_ + " does not answer: " + (lastReason_.empty() ? why : lastReason_) + ".", {},
            "Check that it runs and that 'properties.bootstrap.servers' names it; 'embedded' is a broker in this process."};
}

Result<std::vector<KafkaClient::Partition>> KafkaClient::partitions(const std::vector<std::string>& topics, const TextPattern* pattern) {
    std::vector<Partition> found;
    auto ask = [&](rd_kafka_topic_t* topic) -> Status {
        const rd_kafka_metadata_t* metadata = nullptr;
        rd_kafka_resp_err_t error = rd_kafka_metadata(handle_, topic == nullptr, topic, &metadata, KafkaAnswerMillis);
        rd_kafka_poll(handle_, 0);
        if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return unreachable(rd_kafka_err2str(error));
        Status status;
        for (int i = 0; i < metadata->topic_cnt && status.ok(); ++i) {
            const rd_kafka_metadata_topic& entry = metadata->topics[i];
            if (pattern && !pattern->matches(entry.topic)) continue;
            if (entry.err != RD_KAFKA_RESP_ERR_NO_ERROR && !pattern)
                status = Error{ErrorCode::Io, "The topic '" + std::string(entry.topic) + "' cannot be used at Kafka " + address_ + ": " + rd_kafka_err2str(entry.err) + "."};
            for (int j = 0; j < entry.partition_cnt; ++j) found.push_back({entry.topic, entry.partitions[j].id});
        }
        rd_kafka_metadata_destroy(metadata);
        return status;
    };
    if (pattern) {
        if (Status status = ask(nullptr); !status.ok()) return status.error();
    } else {
        for (const std::string& name : topics) {
            rd_kafka_topic_t* topic = rd_kafka_topic_new(handle_, name.c_str(), nullptr);
            Status status = topic ? ask(topic) : Status(Error{ErrorCode::Invalid, "'" + name + "' is no name of a Kafka topic."});
            if (topic) rd_kafka_topic_destroy(topic);
            if (!status.ok()) return status.error();
        }
    }
    std::sort(found.begin(), found.end(), [](const Partition& a, const Partition& b) { return a.topic != b.topic ? a.topic < b.topic : a.number < b.number; });
    return found;
}

} // namespace weir

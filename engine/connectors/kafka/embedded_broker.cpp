// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/kafka/embedded_broker.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

namespace weir {

EmbeddedBroker::EmbeddedBroker() = default;

EmbeddedBroker::~EmbeddedBroker() {
    if (cluster_) rd_kafka_mock_cluster_destroy(cluster_);
    if (client_) rd_kafka_destroy(client_);
}

Status EmbeddedBroker::start() {
    if (cluster_) return {};
    char why[512] = "";
    if (!client_) {
        rd_kafka_conf_t* conf = rd_kafka_conf_new();
        rd_kafka_conf_set(conf, "log_level", "0", nullptr, 0);      // it has no broker to talk to, and would say so
        client_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
        if (!client_) rd_kafka_conf_destroy(conf);
    }
    if (client_) cluster_ = rd_kafka_mock_cluster_new(client_, 1);
    if (!cluster_) return Error{ErrorCode::Io, std::string("The embedded Kafka broker cannot start: ") + (*why ? why : "no port on 127.0.0.1 could be opened") + "."};
    address_ = rd_kafka_mock_cluster_bootstraps(cluster_);
    return {};
}

Result<std::string> EmbeddedBroker::address() {
    std::lock_guard lock(mutex_);
    if (Status status = start(); !status.ok()) return status.error();
    return address_;
}

Status EmbeddedBroker::ensureTopic(const std::string& topic, int partitions) {
    std::lock_guard lock(mutex_);
    if (Status status = start(); !status.ok()) return status;
    if (topics_.count(topic)) return {};
    rd_kafka_resp_err_t error = rd_kafka_mock_topic_create(cluster_, topic.c_str(), partitions, 1);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR && error != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
        return Error{ErrorCode::Io, "The embedded Kafka broker cannot create the topic '" + topic + "': " + rd_kafka_err2str(error) + "."};
    topics_[topic] = partitions;
    return {};
}

bool EmbeddedBroker::isRunning() const {
    std::lock_guard lock(mutex_);
    return cluster_ != nullptr;
}

} // namespace weir

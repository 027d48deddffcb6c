// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <map>
#include <mutex>
#include <string>

struct rd_kafka_s;
struct rd_kafka_mock_cluster_s;

namespace weir {

/// A Kafka broker within the process: librdkafka's mock cluster. For samples and tests; it keeps about 5 MB a partition, then the oldest
/// messages go, and it knows no isolation of transactions. Starts (and listens on 127.0.0.1) with the first use. Thread-safe.
class EmbeddedBroker {
public:
    EmbeddedBroker();
    ~EmbeddedBroker();
    EmbeddedBroker(const EmbeddedBroker&) = delete;
    EmbeddedBroker& operator=(const EmbeddedBroker&) = delete;

    /// "127.0.0.1:45123".
    Result<std::string> address();
    /// Creates the topic if it is not there yet.
    Status ensureTopic(const std::string& topic, int partitions);
    bool isRunning() const;

private:
    Status start();     // with the mutex held

    mutable std::mutex mutex_;      // guards all below
    rd_kafka_s* client_ = nullptr;
    rd_kafka_mock_cluster_s* cluster_ = nullptr;
    std::string address_;
    std::map<std::string, int> topics_;
};

} // namespace weir

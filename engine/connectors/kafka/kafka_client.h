// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/connector_info.h"
#include "engine/connectors/kafka/kafka_properties.h"
#include "engine/formats/text_pattern.h"

#include <librdkafka/rdkafka.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace weir {

/// One consumer or producer of librdkafka with its errors. The library's threads write errors, the owner reads them.
class KafkaClient {
public:
    /// The address is resolved: 'embedded' is the session's broker, where the topics are created if they are not there.
    static Result<std::unique_ptr<KafkaClient>> make(const TableDefinition& table, const ConnectorContext& context, bool producer);
    ~KafkaClient();

    rd_kafka_t* handle() const { return handle_; }
    const std::string& address() const { return address_; }
    /// Serves callbacks; throws RunError on what cannot be mended by waiting.
    void serve(int timeoutMillis = 0);

    struct Partition {
        std::string topic;
        int32_t number;
    };
    /// All partitions of the topics, sorted. Asks the broker; error when it does not answer within some seconds.
    Result<std::vector<Partition>> partitions(const std::vector<std::string>& topics, const TextPattern* pattern);
    Error unreachable(const std::string& why) const;

    /// Called by librdkafka.
    void noteError(rd_kafka_resp_err_t error, const char* reason);
    void noteDelivery(const rd_kafka_message_t* message);

private:
    KafkaClient() = default;
    rd_kafka_t* handle_ = nullptr;
    std::string address_;
    mutable std::mutex mutex_;          // guards the two below
    std::string lastReason_;            // why no broker was reached lately
    std::string fatal_;
};

constexpr int KafkaAnswerMillis = 5000;

std::vector<std::string> kafkaTopics(const TableDefinition& table);

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/kafka/kafka_properties.h"

#include <algorithm>
#include <string_view>

namespace weir {

namespace {

enum class Side : uint8_t { Both, Consumer, Producer };

/// A property as Java's client names it, and as librdkafka does ("" = known, without effect here).
struct Property {
    std::string_view name;
    std::string_view ours;
    Side side = Side::Both;
};

constexpr Property properties[] = {
    {"bootstrap.servers", ""},                // set by itself
    {"num.partitions", ""},                   // of topics that the embedded broker creates
    {"client.id", "client.id"},
    {"client.rack", "client.rack"},
    {"client.dns.lookup", ""},
    {"security.protocol", "security.protocol"},
    {"sasl.mechanism", "sasl.mechanism"},
    {"sasl.mechanisms", "sasl.mechanisms"},
    {"sasl.username", "sasl.username"},
    {"sasl.password", "sasl.password"},
    {"sasl.jaas.config", ""},                 // read below
    {"ssl.ca.location", "ssl.ca.location"},
    {"ssl.ca.pem", "ssl.ca.pem"},
    {"ssl.certificate.location", "ssl.certificate.location"},
    {"ssl.certificate.pem", "ssl.certificate.pem"},
    {"ssl.key.location", "ssl.key.location"},
    {"ssl.key.pem", "ssl.key.pem"},
    {"ssl.key.password", "ssl.key.password"},
    {"ssl.keystore.location", "ssl.keystore.location"},
    {"ssl.keystore.password", "ssl.keystore.password"},
    {"ssl.endpoint.identification.algorithm", "ssl.endpoint.identification.algorithm"},
    {"ssl.cipher.suites", "ssl.cipher.suites"},
    {"socket.timeout.ms", "socket.timeout.ms"},
    {"socket.keepalive.enable", "socket.keepalive.enable"},
    {"socket.connection.setup.timeout.ms", "socket.connection.setup.timeout.ms"},
    {"connections.max.idle.ms", "connections.max.idle.ms"},
    {"reconnect.backoff.ms", "reconnect.backoff.ms"},
    {"reconnect.backoff.max.ms", "reconnect.backoff.max.ms"},
    {"retry.backoff.ms", "retry.backoff.ms"},
    {"metadata.max.age.ms", "metadata.max.age.ms"},
    {"request.timeout.ms", "request.timeout.ms", Side::Producer},
    {"default.api.timeout.ms", ""},
    {"broker.address.family", "broker.address.family"},
    {"allow.auto.create.topics", "allow.auto.create.topics", Side::Consumer},
    {"receive.buffer.bytes", ""},
    {"send.buffer.bytes", ""},
    {"group.id", "group.id", Side::Consumer},
    {"group.instance.id", "group.instance.id", Side::Consumer},
    {"session.timeout.ms", "session.timeout.ms", Side::Consumer},
    {"heartbeat.interval.ms", "heartbeat.interval.ms", Side::Consumer},
    {"max.poll.interval.ms", ""},
    {"max.poll.records", ""},
    {"partition.assignment.strategy", ""},
    {"partition.discovery.interval.ms", ""},
    {"auto.offset.reset", "auto.offset.reset", Side::Consumer},
    {"enable.auto.commit", ""},
    {"auto.commit.interval.ms", ""},
    {"commit.offsets.on.checkpoint", ""},
    {"isolation.level", "isolation.level", Side::Consumer},
    {"check.crcs", "check.crcs", Side::Consumer},
    {"fetch.min.bytes", "fetch.min.bytes", Side::Consumer},
    {"fetch.max.bytes", "fetch.max.bytes", Side::Consumer},
    {"fetch.max.wait.ms", "fetch.wait.max.ms", Side::Consumer},
    {"max.partition.fetch.bytes", "max.partition.fetch.bytes", Side::Consumer},
    {"acks", "acks", Side::Producer},
    {"retries", "retries", Side::Producer},
    {"linger.ms", "linger.ms", Side::Producer},
    {"batch.size", "batch.size", Side::Producer},
    {"buffer.memory", ""},
    {"compression.type", "compression.type", Side::Producer},
    {"delivery.timeout.ms", "delivery.timeout.ms", Side::Producer},
    {"enable.idempotence", "enable.idempotence", Side::Producer},
    {"max.in.flight.requests.per.connection", "max.in.flight.requests.per.connection", Side::Producer},
    {"max.request.size", "message.max.bytes", Side::Producer},
    {"max.block.ms", ""},
    {"transaction.timeout.ms", ""},
};

constexpr std::string_view Prefix = "properties.";

/// Names that would run code or open ports; said so, not just "unknown".
bool isDangerous(std::string_view name) {
    for (std::string_view head : {"plugin.", "sasl.kerberos.", "test.mock.", "ssl.engine", "ssl.provider", "interceptor", "opaque", "enabled_events", "sasl.oauthbearer", "metric.reporters"})
        if (name.substr(0, head.size()) == head) return true;
    return false;
}

/// key="value" within a JAAS line.
std::string jaasValue(const std::string& jaas, const std::string& key) {
    size_t at = jaas.find(key + "=\"");
    if (at == std::string::npos) return "";
    at += key.size() + 2;
    return jaas.substr(at, jaas.find('"', at) - at);
}

} // namespace

Status checkKafkaProperties(const TableDefinition& table) {
    TableOptions options(table);
    for (const auto& [key, value] : table.options) {
        if (key.compare(0, Prefix.size(), Prefix) != 0) continue;
        std::string name = key.substr(Prefix.size());
        if (isDangerous(name)) return options.error(key, "it is refused, because it can run code or open ports on this machine.", "Remove it.");
        if (std::any_of(std::begin(properties), std::end(properties), [&](const Property& known) { return known.name == name; })) continue;
        std::vector<std::string> names;
        for (const Property& known : properties) names.emplace_back(known.name);
        std::string near = nearest(name, names);
        return options.error(key, "it is not among the Kafka properties that may be set.", near.empty() ? "" : "Did you mean 'properties." + near + "'?");
    }
    if (options.has("properties.sasl.jaas.config") && jaasValue(options.text("properties.sasl.jaas.config"), "username").empty())
        return options.error("properties.sasl.jaas.config", "only the plain and SCRAM login modules with username=\"...\" password=\"...\" are supported yet.");
    return {};
}

Result<KafkaConf> kafkaConf(const TableDefinition& table, const std::string& address, bool producer) {
    KafkaConf conf(rd_kafka_conf_new());
    TableOptions options(table);
    char why[512];
    std::string failed;
    auto set = [&](std::string_view name, const std::string& value) {
        return rd_kafka_conf_set(conf.get(), std::string(name).c_str(), value.c_str(), why, sizeof why) == RD_KAFKA_CONF_OK;
    };
    set("bootstrap.servers", address);
    set("client.id", "weir");
    set("log_level", "0");      // errors come by callback and message; nothing is written to standard error
    set("socket.nagle.disable", "true");
    set("reconnect.backoff.ms", "50");
    if (producer) {
        set("linger.ms", "1");
        set("partitioner", "murmur2_random");       // as Java's client
        set("queue.buffering.max.messages", "500000");
        set("queue.buffering.max.kbytes", "262144");
    } else {
        bool embedded = options.text("properties.bootstrap.servers") == "embedded";
        set("group.id", "weir");
        set("enable.auto.commit", "false");
        set("enable.partition.eof", "true");
        set("auto.offset.reset", "earliest");
        // The embedded broker answers a fetch without rows only when its time is up, even if rows arrive meanwhile.
        set("fetch.wait.max.ms", embedded ? "4" : "100");
        set("fetch.error.backoff.ms", "20");
        set("queued.min.messages", "100000");
        set("queued.max.messages.kbytes", "65536");
    }
    for (const Property& property : properties) {
        std::string key = std::string(Prefix) + std::string(property.name);
        if (property.ours.empty() || !options.has(key)) continue;
        if (property.side == (producer ? Side::Consumer : Side::Producer)) continue;
        if (!set(property.ours, options.text(key))) return options.error(key, std::string("it cannot be set: ") + why + ".");
    }
    if (options.has("properties.sasl.jaas.config")) {
        std::string jaas = options.text("properties.sasl.jaas.config");
        set("sasl.username", jaasValue(jaas, "username"));
        set("sasl.password", jaasValue(jaas, "password"));
    }
    return conf;
}

} // namespace weir

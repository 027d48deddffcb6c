// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/binder.h"
#include "engine/sql/parser.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

using namespace weir;

namespace {

/// A world to speak of: times, keys, nested and odd columns, a versioned table, a changelog, a view.
constexpr const char* Prelude = R"(
CREATE TABLE bids (auction BIGINT, bidder INT, price DECIMAL(10, 2), channel STRING, ts TIMESTAMP(3), pt AS PROCTIME(),
  WATERMARK FOR ts AS ts - INTERVAL '4' SECOND) WITH ('connector' = 'datagen');
CREATE TABLE rates (cur STRING, rate DOUBLE, ts TIMESTAMP_LTZ(3), WATERMARK FOR ts AS ts, PRIMARY KEY (cur) NOT ENFORCED)
  WITH ('connector' = 'kafka', 'topic' = 'rates', 'properties.bootstrap.servers' = 'embedded', 'format' = 'debezium-json');
CREATE TABLE t (a INT, b BIGINT NOT NULL, c ARRAY<INT>, d MAP<STRING, ROW<x INT, y STRING>>, e ROW<f FLOAT, g BYTES>, h DATE, i TIME, j BOOLEAN, v CHAR(3))
  WITH ('connector' = 'filesystem', 'path' = 't', 'format' = 'json');
CREATE TABLE o (a INT, b BIGINT) WITH ('connector' = 'blackhole');
CREATE VIEW w AS SELECT bidder AS k, COUNT(*) AS n, MAX(price) AS p FROM bids GROUP BY bidder;
)";

struct World {
    Catalog catalog;
    SessionConfig config;
    World() {
        for (const auto& statement : sql::parse(Prelude).statements) {
            auto bound = Binder(catalog, config).bind(*statement);
            if (!bound.ok() || !apply(*bound.statement, catalog, config).ok()) {
                std::fprintf(stderr, "the prelude does not bind\n");
                std::abort();
            }
        }
    }
};

} // namespace

/// Any bytes: each statement gets a meaning or an error with a place inside the text, and none of the errors is our own mistake.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const World world;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto script = sql::parse(text);
    for (const auto& statement : script.statements) {
        const auto result = Binder(world.catalog, world.config).bind(*statement);
        bool errors = false;
        for (const auto& diagnostic : result.diagnostics) {
            const Error& error = diagnostic.error;
            errors = errors || diagnostic.severity == Severity::Error;
            if (error.code == ErrorCode::Internal || !error.place.known() || error.place.offset > static_cast<int>(size)) {
                std::fprintf(stderr, "%s\n", error.text().c_str());
                std::abort();
            }
        }
        // What was not understood as syntax may also have no meaning, without another word.
        if (errors ? result.ok() : !result.ok() && !script.hasErrors()) std::abort();
    }
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <deque>
#include <optional>

namespace weir {

/// Whether and when a failed job begins again: the `restart-strategy.*` settings.
struct RestartOptions {
    enum class Type : uint8_t { None, FixedDelay, ExponentialDelay, FailureRate } type = Type::None;
    int64_t attempts = 1;                         // fixed delay; exponential delay: INT64_MAX = without end
    int64_t delayMillis = 1000;                   // fixed delay, failure rate
    int64_t initialMillis = 1000, maxMillis = 60'000, resetMillis = 3'600'000;     // exponential delay
    double multiplier = 1.5;
    int64_t failuresPerInterval = 1, intervalMillis = 60'000;                      // failure rate
};

/// Counts failures. A state machine; the time comes in.
class RestartStrategy {
public:
    explicit RestartStrategy(RestartOptions options) : options_(options) {}
    /// The job has failed now: the delay until it begins again, or none when it has failed for good.
    std::optional<int64_t> next(int64_t nowMillis);

private:
    RestartOptions options_;
    int64_t failures_ = 0;
    int64_t backoffMillis_ = 0, startsAtMillis_ = 0;
    std::deque<int64_t> recent_;
};

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstdint>

namespace weir {

/// The only way to know the time below session. Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    virtual int64_t wallMillis() const = 0;     // since 1970-01-01 UTC
    virtual int64_t steadyNanos() const = 0;    // monotonic, from an arbitrary start
};

/// The operating system's clocks.
class SystemClock final : public Clock {
public:
    int64_t wallMillis() const override;
    int64_t steadyNanos() const override;
};

/// Time that stands still until told: tests and replay.
class ManualClock final : public Clock {
public:
    explicit ManualClock(int64_t wallMillis = 0) : nanos_(wallMillis * 1'000'000) {}
    int64_t wallMillis() const override { return nanos_.load() / 1'000'000; }
    int64_t steadyNanos() const override { return nanos_.load(); }
    void advanceMillis(int64_t millis) { nanos_ += millis * 1'000'000; }

private:
    std::atomic<int64_t> nanos_;
};

} // namespace weir

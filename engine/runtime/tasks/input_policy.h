// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/random.h"

#include <vector>

namespace weir {

/// Decides which input channel a task reads next. Owned by the task.
class InputPolicy {
public:
    virtual ~InputPolicy() = default;
    /// ready[i] tells whether channel i has an element; returns one of those, or -1 when none has.
    virtual int next(const std::vector<char>& ready) = 0;
};

/// Round robin: live runs.
class FairPolicy final : public InputPolicy {
public:
    int next(const std::vector<char>& ready) override {
        int count = static_cast<int>(ready.size());
        for (int i = 1; i <= count; ++i) {
            int at = (last_ + i) % count;
            if (ready[at]) return last_ = at;
        }
        return -1;
    }

private:
    int last_ = -1;
};

/// Any legal order, drawn by seed: tests and "is my result a race?".
class SeededPolicy final : public InputPolicy {
public:
    explicit SeededPolicy(uint64_t seed, uint64_t stream) : random_(seed, stream) {}
    int next(const std::vector<char>& ready) override {
        candidates_.clear();
        for (size_t i = 0; i < ready.size(); ++i)
            if (ready[i]) candidates_.push_back(static_cast<int>(i));
        return candidates_.empty() ? -1 : candidates_[random_.below(candidates_.size())];
    }

private:
    Random random_;
    std::vector<int> candidates_;
};

} // namespace weir

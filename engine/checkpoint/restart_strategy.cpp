// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/restart_strategy.h"

#include <algorithm>

namespace weir {

std::optional<int64_t> RestartStrategy::next(int64_t nowMillis) {
    switch (options_.type) {
    case RestartOptions::Type::None: break;
    case RestartOptions::Type::FixedDelay:
        if (++failures_ > options_.attempts) break;
        return options_.delayMillis;
    case RestartOptions::Type::ExponentialDelay:
        // A job that ran for long enough since it began again starts anew.
        if (failures_ > 0 && nowMillis - startsAtMillis_ >= options_.resetMillis) failures_ = 0;
        if (++failures_ > options_.attempts) break;
        backoffMillis_ = failures_ == 1 ? options_.initialMillis
                                        : static_cast<int64_t>(std::min(static_cast<double>(backoffMillis_) * options_.multiplier, static_cast<double>(options_.maxMillis)));
        backoffMillis_ = std::min(backoffMillis_, options_.maxMillis);
        startsAtMillis_ = nowMillis + backoffMillis_;
        return backoffMillis_;
    case RestartOptions::Type::FailureRate:
        while (!recent_.empty() && nowMillis - recent_.front() > options_.intervalMillis) recent_.pop_front();
        recent_.push_back(nowMillis);
        if (static_cast<int64_t>(recent_.size()) > options_.failuresPerInterval) break;
        return options_.delayMillis;
    }
    return std::nullopt;
}

} // namespace weir

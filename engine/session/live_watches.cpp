// SPDX-License-Identifier: Apache-2.0
#include "engine/session/live_watches.h"

namespace weir {
namespace {

class LiveTimeWatch final : public TimeWatch {
public:
    LiveTimeWatch(std::shared_ptr<Observation> observation, std::shared_ptr<const TimeZone> zone) : observation_(std::move(observation)), zone_(std::move(zone)) {
        observation_->watchTime(true);
    }
    ~LiveTimeWatch() override { observation_->watchTime(false); }
    TimePage take() override { return observation_->takeTime(); }
    Schema inputOf(int vertex, int input) const override { return observation_->inputOf(vertex, input); }
    Schema outputOf(int vertex) const override {
        auto found = observation_->operatorOf(vertex);
        return found ? found->schema : Schema{};
    }
    const std::shared_ptr<const TimeZone>& zone() const override { return zone_; }

private:
    const std::shared_ptr<Observation> observation_;
    const std::shared_ptr<const TimeZone> zone_;
};

class LivePressureWatch final : public PressureWatch {
public:
    explicit LivePressureWatch(std::shared_ptr<Observation> observation) : observation_(std::move(observation)) { observation_->watchPressure(true); }
    ~LivePressureWatch() override { observation_->watchPressure(false); }
    PressurePage look(int64_t nanos) override { return observation_->pressure(nanos); }

private:
    const std::shared_ptr<Observation> observation_;
};

} // namespace

std::shared_ptr<TimeWatch> openTimeWatch(const std::shared_ptr<Observation>& observation, std::shared_ptr<const TimeZone> zone) {
    return std::make_shared<LiveTimeWatch>(observation, std::move(zone));
}

std::shared_ptr<PressureWatch> openPressureWatch(const std::shared_ptr<Observation>& observation) { return std::make_shared<LivePressureWatch>(observation); }

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
// Writes the bids of the first N Nexmark events as CSV or JSON lines: write_bids FILE.csv|FILE.json N
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "engine/connectors/nexmark/nexmark_model.h"

namespace {

std::string timestamp(int64_t millis) {
    const std::time_t seconds = millis / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[64];
    const size_t size = std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
    std::snprintf(text + size, sizeof text - size, ".%03d", static_cast<int>(millis % 1000));
    return text;
}

} // namespace

int main(int argc, char** argv) {
    using namespace weir;
    const std::string path = argc == 3 ? argv[1] : "";
    const int64_t events = argc == 3 ? std::atoll(argv[2]) : 0;
    const bool json = path.size() > 5 && path.substr(path.size() - 5) == ".json";
    if (events <= 0 || (!json && (path.size() < 5 || path.substr(path.size() - 4) != ".csv"))) {
        std::fprintf(stderr, "Usage: write_bids FILE.csv|FILE.json EVENTS\n");
        return 2;
    }
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (!file) {
        std::fprintf(stderr, "write_bids: cannot write %s\n", path.c_str());
        return 1;
    }
    NexmarkConfig config;
    config.firstEventRate = 100'000;
    const NexmarkModel model(config);
    constexpr int Batch = 1024;
    int64_t auction[Batch], bidder[Batch], price[Batch], time[Batch];
    uint16_t channel[Batch];
    std::string_view extra[Batch];
    const int64_t bids = model.before(NexmarkKind::Bid, events);
    const char* line =
        json ? "{\"auction\":%lld,\"bidder\":%lld,\"price\":%lld,\"channel\":\"%.*s\",\"url\":\"%.*s\",\"dateTime\":\"%s\","
               "\"extra\":\"%.*s\"}\n"
             : "%lld,%lld,%lld,%.*s,%.*s,%s,%.*s\n";
    for (int64_t first = 0; first < bids; first += Batch) {
        const int count = static_cast<int>(bids - first < Batch ? bids - first : Batch);
        model.fillBidAuction(first, count, auction);
        model.fillBidBidder(first, count, bidder);
        model.fillBidPrice(first, count, price);
        model.fillTime(NexmarkKind::Bid, first, count, time);
        model.fillBidChannelCode(first, count, channel);
        model.fillBidExtra(first, count, extra);
        for (int i = 0; i < count; ++i) {
            const std::string_view name = model.channels()[channel[i]], url = model.urls()[channel[i]];
            std::fprintf(file, line, static_cast<long long>(auction[i]), static_cast<long long>(bidder[i]),
                         static_cast<long long>(price[i]), static_cast<int>(name.size()), name.data(),
                         static_cast<int>(url.size()), url.data(), timestamp(time[i]).c_str(),
                         static_cast<int>(extra[i].size()), extra[i].data());
        }
    }
    if (std::fclose(file) != 0) {
        std::fprintf(stderr, "write_bids: %s could not be written to its end\n", path.c_str());
        return 1;
    }
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string_view>

namespace weir {

/// XXH3 of bytes that come in pieces, however they are cut.
class StreamHash {
public:
    StreamHash();
    ~StreamHash();
    void add(std::string_view bytes);
    uint64_t value() const;
    void reset();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace weir

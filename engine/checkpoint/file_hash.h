// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace weir {

/// XXH3-128 of the bytes as 32 hexadecimal digits: what a manifest says of each file.
std::string fileHash(std::string_view bytes);

/// The same, piece by piece.
class FileHasher {
public:
    FileHasher();
    ~FileHasher();
    void add(std::string_view bytes);
    std::string text() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace weir {

/// Unpacks what was compressed, piece by piece. One owner, one thread; memory is bounded whatever the bytes say.
class Unpacker {
public:
    enum class State : uint8_t { More, End, Broken };    // End: the member is whole; another may follow behind reset()
    virtual ~Unpacker() = default;
    /// Takes from the front of `in` and fills the front of `out`; both are cut down to what is left.
    virtual State unpack(std::string_view& in, std::span<char>& out) = 0;
    virtual void reset() = 0;
    const std::string& problem() const { return problem_; }

protected:
    State broken(std::string why) {
        problem_ = std::move(why);
        return State::Broken;
    }

private:
    std::string problem_;
};

std::unique_ptr<Unpacker> gzipUnpacker();
std::unique_ptr<Unpacker> zlibUnpacker();
std::unique_ptr<Unpacker> deflateUnpacker();    // without zlib's head and tail
std::unique_ptr<Unpacker> bzip2Unpacker();
std::unique_ptr<Unpacker> xzUnpacker();
std::unique_ptr<Unpacker> zstdUnpacker();

} // namespace weir

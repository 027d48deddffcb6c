// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/compression/unpacker.h"

#include <lzma.h>

namespace weir {

namespace {

constexpr uint64_t MostMemory = 256u << 20;      // the largest preset needs 65 MB

class XzUnpacker final : public Unpacker {
public:
    XzUnpacker() { reset(); }
    ~XzUnpacker() override { lzma_end(&stream_); }
    State unpack(std::string_view& in, std::span<char>& out) override {
        stream_.next_in = reinterpret_cast<const uint8_t*>(in.data());
        stream_.avail_in = in.size();
        stream_.next_out = reinterpret_cast<uint8_t*>(out.data());
        stream_.avail_out = out.size();
        lzma_ret state = open_ ? lzma_code(&stream_, LZMA_RUN) : LZMA_MEM_ERROR;
        in.remove_prefix(in.size() - stream_.avail_in);
        out = out.subspan(out.size() - stream_.avail_out);
        switch (state) {
        case LZMA_STREAM_END: return State::End;
        case LZMA_OK:
        case LZMA_BUF_ERROR: return State::More;
        case LZMA_MEMLIMIT_ERROR: return broken("its dictionary is larger than 256 MB");
        case LZMA_FORMAT_ERROR: return broken("it is no xz data");
        default: return broken("a checksum or block is wrong");
        }
    }
    void reset() override { open_ = lzma_stream_decoder(&stream_, MostMemory, 0) == LZMA_OK; }

private:
    bool open_ = false;
    lzma_stream stream_ = LZMA_STREAM_INIT;
};

} // namespace

std::unique_ptr<Unpacker> xzUnpacker() { return std::make_unique<XzUnpacker>(); }

} // namespace weir

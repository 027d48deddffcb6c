// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/compression/unpacker.h"

#include <zstd.h>

namespace weir {

namespace {

constexpr int LargestWindow = 27;      // as a power of two: 128 MB

class ZstdUnpacker final : public Unpacker {
public:
    ZstdUnpacker() : stream_(ZSTD_createDStream()) { ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, LargestWindow); }
    ~ZstdUnpacker() override { ZSTD_freeDStream(stream_); }
    State unpack(std::string_view& in, std::span<char>& out) override {
        ZSTD_inBuffer from{in.data(), in.size(), 0};
        ZSTD_outBuffer to{out.data(), out.size(), 0};
        size_t state = ZSTD_decompressStream(stream_, &to, &from);
        in.remove_prefix(from.pos);
        out = out.subspan(to.pos);
        if (ZSTD_isError(state)) return broken(ZSTD_getErrorName(state));
        return state == 0 ? State::End : State::More;
    }
    void reset() override { ZSTD_DCtx_reset(stream_, ZSTD_reset_session_only); }

private:
    ZSTD_DStream* stream_;
};

} // namespace

std::unique_ptr<Unpacker> zstdUnpacker() { return std::make_unique<ZstdUnpacker>(); }

} // namespace weir

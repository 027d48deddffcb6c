// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/compression/unpacker.h"

#include <algorithm>
#include <bzlib.h>

namespace weir {

namespace {

class Bzip2Unpacker final : public Unpacker {
public:
    Bzip2Unpacker() { begin(); }
    ~Bzip2Unpacker() override { end(); }
    State unpack(std::string_view& in, std::span<char>& out) override {
        constexpr size_t Most = 1u << 30;
        stream_.next_in = const_cast<char*>(in.data());
        stream_.avail_in = static_cast<unsigned>(std::min(in.size(), Most));
        stream_.next_out = out.data();
        stream_.avail_out = static_cast<unsigned>(std::min(out.size(), Most));
        unsigned given = stream_.avail_in, room = stream_.avail_out;
        int state = open_ ? BZ2_bzDecompress(&stream_) : BZ_MEM_ERROR;
        in.remove_prefix(given - stream_.avail_in);
        out = out.subspan(room - stream_.avail_out);
        if (state == BZ_STREAM_END) return State::End;
        if (state == BZ_OK) return State::More;
        return broken(state == BZ_DATA_ERROR ? "a checksum is wrong" : "it is no bzip2 data");
    }
    void reset() override {
        end();
        begin();
    }

private:
    void begin() {
        stream_ = {};
        open_ = BZ2_bzDecompressInit(&stream_, 0, 0) == BZ_OK;
    }
    void end() {
        if (open_) BZ2_bzDecompressEnd(&stream_);
        open_ = false;
    }
    bool open_ = false;
    bz_stream stream_{};
};

} // namespace

std::unique_ptr<Unpacker> bzip2Unpacker() { return std::make_unique<Bzip2Unpacker>(); }

} // namespace weir

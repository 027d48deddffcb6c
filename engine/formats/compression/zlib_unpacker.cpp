// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/compression/unpacker.h"

#include <algorithm>
#include <zlib.h>

namespace weir {

namespace {

constexpr int Window = 15, Gzip = 16;

class ZlibUnpacker final : public Unpacker {
public:
    ZlibUnpacker(int windowBits, const char* name) : name_(name) { open_ = inflateInit2(&stream_, windowBits) == Z_OK; }
    ~ZlibUnpacker() override {
        if (open_) inflateEnd(&stream_);
    }
    State unpack(std::string_view& in, std::span<char>& out) override {
        constexpr size_t Most = 1u << 30;
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
        stream_.avail_in = static_cast<uInt>(std::min(in.size(), Most));
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = static_cast<uInt>(std::min(out.size(), Most));
        uInt given = stream_.avail_in, room = stream_.avail_out;
        int state = open_ ? inflate(&stream_, Z_NO_FLUSH) : Z_MEM_ERROR;
        in.remove_prefix(given - stream_.avail_in);
        out = out.subspan(room - stream_.avail_out);
        if (state == Z_STREAM_END) return State::End;
        if (state == Z_OK || state == Z_BUF_ERROR) return State::More;
        return broken(stream_.msg ? stream_.msg : std::string("it is no ") + name_ + " data");
    }
    void reset() override { inflateReset(&stream_); }

private:
    const char* name_;
    bool open_ = false;
    z_stream stream_{};
};

} // namespace

std::unique_ptr<Unpacker> gzipUnpacker() { return std::make_unique<ZlibUnpacker>(Window + Gzip, "gzip"); }
std::unique_ptr<Unpacker> zlibUnpacker() { return std::make_unique<ZlibUnpacker>(Window, "zlib"); }
std::unique_ptr<Unpacker> deflateUnpacker() { return std::make_unique<ZlibUnpacker>(-Window, "deflate"); }

} // namespace weir

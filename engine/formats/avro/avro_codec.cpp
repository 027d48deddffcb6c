// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/avro/avro_codec.h"

#include "engine/formats/compression/unpacker.h"
#include "engine/formats/format_options.h"

#include <algorithm>
#include <bzlib.h>
#include <lzma.h>
#include <snappy.h>
#include <zlib.h>
#include <zstd.h>

namespace weir {

namespace {

bool unpackAll(std::unique_ptr<Unpacker> unpacker, std::string_view from, std::string& to) {
    constexpr size_t First = 64 << 10;
    to.resize(First);
    std::span<char> room(to.data(), to.size());
    while (true) {
        size_t before = from.size() + room.size();
        Unpacker::State state = unpacker->unpack(from, room);
        if (state == Unpacker::State::Broken) return false;
        if (state == Unpacker::State::End) {
            to.resize(to.size() - room.size());
            return from.empty();
        }
        if (room.empty()) {
            if (to.size() >= MaxRecordBytes) return false;
            size_t filled = to.size();
            to.resize(filled * 2);
            room = {to.data() + filled, to.size() - filled};
        } else if (from.size() + room.size() == before) {
            return false;      // it ends too early
        }
    }
}

bool packNot(std::string_view from, std::string& to) {
    to = from;
    return true;
}
bool unpackNot(std::string_view from, std::string& to) {
    to = from;
    return true;
}

bool packDeflate(std::string_view from, std::string& to) {
    z_stream stream{};
    constexpr int Memory = 8, Window = 15;
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -Window, Memory, Z_DEFAULT_STRATEGY) != Z_OK) return false;
    to.resize(deflateBound(&stream, from.size()));
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(from.data()));
    stream.avail_in = static_cast<uInt>(from.size());
    stream.next_out = reinterpret_cast<Bytef*>(to.data());
    stream.avail_out = static_cast<uInt>(to.size());
    bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    to.resize(stream.total_out);
    deflateEnd(&stream);
    return done;
}
bool unpackDeflate(std::string_view from, std::string& to) { return unpackAll(deflateUnpacker(), from, to); }

uint32_t checksum(std::string_view bytes) {
    return static_cast<uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}
constexpr size_t ChecksumBytes = sizeof(uint32_t);

bool packSnappy(std::string_view from, std::string& to) {
    snappy::Compress(from.data(), from.size(), &to);
    uint32_t sum = checksum(from);
    for (int shift = 24; shift >= 0; shift -= 8) to += static_cast<char>(sum >> shift);
    return true;
}
bool unpackSnappy(std::string_view from, std::string& to) {
    if (from.size() < ChecksumBytes) return false;
    std::string_view body = from.substr(0, from.size() - ChecksumBytes), tail = from.substr(body.size());
    size_t size = 0;
    if (!snappy::GetUncompressedLength(body.data(), body.size(), &size) || size > MaxRecordBytes) return false;
    if (!snappy::Uncompress(body.data(), body.size(), &to)) return false;
    uint32_t sum = 0;
    for (char byte : tail) sum = sum << 8 | static_cast<uint8_t>(byte);
    return sum == checksum(to);
}

bool packBzip2(std::string_view from, std::string& to) {
    constexpr int BlockSize = 9;
    auto size = static_cast<unsigned>(from.size() + from.size() / 64 + 1024);
    to.resize(size);
    bool done = BZ2_bzBuffToBuffCompress(to.data(), &size, const_cast<char*>(from.data()), static_cast<unsigned>(from.size()), BlockSize, 0, 0) == BZ_OK;
    to.resize(size);
    return done;
}
bool unpackBzip2(std::string_view from, std::string& to) { return unpackAll(bzip2Unpacker(), from, to); }

bool packXz(std::string_view from, std::string& to) {
    to.resize(lzma_stream_buffer_bound(from.size()));
    size_t size = 0;
    bool done = lzma_easy_buffer_encode(LZMA_PRESET_DEFAULT, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const uint8_t*>(from.data()), from.size(),
                                        reinterpret_cast<uint8_t*>(to.data()), &size, to.size()) == LZMA_OK;
    to.resize(size);
    return done;
}
bool unpackXz(std::string_view from, std::string& to) { return unpackAll(xzUnpacker(), from, to); }

bool packZstd(std::string_view from, std::string& to) {
    to.resize(ZSTD_compressBound(from.size()));
    size_t size = ZSTD_compress(to.data(), to.size(), from.data(), from.size(), ZSTD_CLEVEL_DEFAULT);
    if (ZSTD_isError(size)) return false;
    to.resize(size);
    return true;
}
bool unpackZstd(std::string_view from, std::string& to) { return unpackAll(zstdUnpacker(), from, to); }

constexpr AvroCodec codecs[] = {
    {"null", packNot, unpackNot},          {"deflate", packDeflate, unpackDeflate}, {"snappy", packSnappy, unpackSnappy},
    {"bzip2", packBzip2, unpackBzip2},     {"xz", packXz, unpackXz},                {"zstandard", packZstd, unpackZstd},
};

} // namespace

const AvroCodec* findAvroCodec(std::string_view name) {
    for (const AvroCodec& codec : codecs)
        if (codec.name == name) return &codec;
    return nullptr;
}

std::string avroCodecNames() {
    std::string out;
    for (const AvroCodec& codec : codecs) out += (out.empty() ? "" : ", ") + std::string(codec.name);
    return out;
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/filesystem/byte_stream.h"

#include <algorithm>
#include <vector>
#include <zlib.h>

namespace weir {

namespace {

class PlainBytes final : public ByteStream {
public:
    PlainBytes(std::unique_ptr<ReadableFile> file, int64_t begin, int64_t end) : file_(std::move(file)), at_(begin), end_(end) {}
    Result<size_t> read(char* to, size_t size) override {
        size = static_cast<size_t>(std::min<int64_t>(static_cast<int64_t>(size), end_ - at_));
        if (size == 0) return size_t(0);
        Result<size_t> got = file_->read(at_, to, size);
        if (got.ok()) at_ += static_cast<int64_t>(*got);
        return got;
    }

private:
    std::unique_ptr<ReadableFile> file_;
    int64_t at_, end_;
};

class GzipBytes final : public ByteStream {
public:
    GzipBytes(std::unique_ptr<ReadableFile> file, std::string path) : file_(std::move(file)), path_(std::move(path)), packed_(64 << 10) {
        open_ = inflateInit2(&stream_, 15 + 16) == Z_OK;
    }
    ~GzipBytes() override {
        if (open_) inflateEnd(&stream_);
    }
    Result<size_t> read(char* to, size_t size) override {
        stream_.next_out = reinterpret_cast<Bytef*>(to);
        stream_.avail_out = static_cast<uInt>(std::min<size_t>(size, 1u << 30));
        const uInt room = stream_.avail_out;
        while (stream_.avail_out == room) {
            if (stream_.avail_in == 0) {
                Result<size_t> got = file_->read(at_, packed_.data(), packed_.size());
                if (!got.ok()) return got;
                if (*got == 0) return between_ ? Result<size_t>(size_t(0)) : broken("it ends too early");
                at_ += static_cast<int64_t>(*got);
                stream_.next_in = reinterpret_cast<Bytef*>(packed_.data());
                stream_.avail_in = static_cast<uInt>(*got);
            }
            between_ = false;
            int state = open_ ? inflate(&stream_, Z_NO_FLUSH) : Z_MEM_ERROR;
            if (state == Z_STREAM_END) {
                between_ = true;
                inflateReset(&stream_);
            } else if (state != Z_OK && state != Z_BUF_ERROR) {
                return broken(stream_.msg ? stream_.msg : "it is no gzip file");
            }
        }
        return static_cast<size_t>(room - stream_.avail_out);
    }

private:
    Result<size_t> broken(const std::string& why) const { return Error{ErrorCode::Data, "The packed file '" + path_ + "' cannot be read: " + why + "."}; }

    std::unique_ptr<ReadableFile> file_;
    std::string path_;
    std::vector<char> packed_;
    int64_t at_ = 0;
    bool between_ = true;      // before, between or behind members
    bool open_ = false;
    z_stream stream_{};
};

} // namespace

std::unique_ptr<ByteStream> plainBytes(std::unique_ptr<ReadableFile> file, int64_t begin, int64_t end) {
    return std::make_unique<PlainBytes>(std::move(file), begin, end);
}
std::unique_ptr<ByteStream> gzipBytes(std::unique_ptr<ReadableFile> file, std::string path) { return std::make_unique<GzipBytes>(std::move(file), std::move(path)); }

} // namespace weir

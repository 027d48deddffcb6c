// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/filesystem/byte_stream.h"

#include "engine/formats/compression/unpacker.h"

#include <algorithm>
#include <vector>

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

/// A packed file, also of several members.
class UnpackedBytes final : public ByteStream {
public:
    UnpackedBytes(std::unique_ptr<ReadableFile> file, std::string path, std::unique_ptr<Unpacker> unpacker)
        : file_(std::move(file)), path_(std::move(path)), unpacker_(std::move(unpacker)), packed_(64 << 10) {}
    Result<size_t> read(char* to, size_t size) override {
        std::span<char> out(to, size);
        while (out.size() == size && size > 0) {
            if (left_.empty()) {
                Result<size_t> got = file_->read(at_, packed_.data(), packed_.size());
                if (!got.ok()) return got;
                if (*got == 0) return between_ ? Result<size_t>(size_t(0)) : broken("it ends too early");
                at_ += static_cast<int64_t>(*got);
                left_ = {packed_.data(), *got};
            }
            between_ = false;
            const size_t before = left_.size() + out.size();
            switch (unpacker_->unpack(left_, out)) {
            case Unpacker::State::More:
                if (left_.size() + out.size() == before) return broken("it makes no sense");
                break;
            case Unpacker::State::End:
                between_ = true;
                unpacker_->reset();
                break;
            case Unpacker::State::Broken: return broken(unpacker_->problem());
            }
        }
        return size - out.size();
    }

private:
    Result<size_t> broken(const std::string& why) const { return Error{ErrorCode::Data, "The packed file '" + path_ + "' cannot be read: " + why + "."}; }

    std::unique_ptr<ReadableFile> file_;
    std::string path_;
    std::unique_ptr<Unpacker> unpacker_;
    std::vector<char> packed_;
    std::string_view left_;
    int64_t at_ = 0;
    bool between_ = true;      // before, between or behind members
};

struct Packing {
    std::string_view ending;
    std::unique_ptr<Unpacker> (*make)();
};
constexpr Packing packings[] = {
    {".gz", gzipUnpacker}, {".gzip", gzipUnpacker}, {".deflate", zlibUnpacker}, {".bz2", bzip2Unpacker}, {".xz", xzUnpacker}, {".zst", zstdUnpacker},
};

const Packing* packingOf(std::string_view path) {
    for (const Packing& one : packings)
        if (path.size() >= one.ending.size() && path.substr(path.size() - one.ending.size()) == one.ending) return &one;
    return nullptr;
}

} // namespace

std::unique_ptr<ByteStream> plainBytes(std::unique_ptr<ReadableFile> file, int64_t begin, int64_t end) {
    return std::make_unique<PlainBytes>(std::move(file), begin, end);
}

bool isPacked(std::string_view path) { return packingOf(path) != nullptr; }

std::unique_ptr<ByteStream> unpackedBytes(std::unique_ptr<ReadableFile> file, std::string path) {
    const Packing* packing = packingOf(path);
    return std::make_unique<UnpackedBytes>(std::move(file), std::move(path), packing->make());
}

} // namespace weir

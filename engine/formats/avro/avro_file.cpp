// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/avro/avro_file.h"

#include "engine/formats/avro/avro_writer.h"
#include "engine/formats/format_options.h"

#include <algorithm>
#include <cstring>
#include <map>

namespace weir {

namespace {

constexpr std::string_view Magic("Obj\1", 4);
constexpr size_t SyncBytes = 16, Piece = 64 << 10;

uint64_t mixed(std::string_view text, uint64_t seed) {
    uint64_t hash = seed;
    for (char c : text) {
        hash = (hash ^ static_cast<uint8_t>(c)) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    return hash;
}

} // namespace

Error AvroFileReader::broken(const std::string& why) const { return {ErrorCode::Data, "The Avro file '" + path_ + "' cannot be read: " + why + "."}; }

Result<bool> AvroFileReader::more() {
    held_.erase(0, at_);
    at_ = 0;
    if (held_.size() > MaxRecordBytes) return broken("a block is larger than 64 MB");
    size_t before = held_.size(), wanted = std::max(Piece, before);
    held_.resize(before + wanted);
    Result<size_t> got = file_->read(held_.data() + before, wanted);
    held_.resize(before + (got ? *got : 0));
    if (!got) return got.error();
    return *got > 0;
}

Status AvroFileReader::readHead() {
    std::map<std::string, std::string, std::less<>> members;
    while (true) {
        AvroInput in(std::string_view(held_).substr(at_));
        std::string_view magic = in.bytes(Magic.size());
        if (!in.isBad() && magic != Magic) return broken("it is no Avro data file");
        members.clear();
        for (int64_t count = in.number(); count != 0; count = in.number()) {
            if (count < 0) {
                count = count == INT64_MIN ? in.fail() : -count;
                in.number();
            }
            for (; count > 0 && !in.isBad(); --count) {
                std::string key(in.text());
                members[key] = in.text();
            }
        }
        sync_ = in.bytes(SyncBytes);
        if (!in.isBad()) {
            at_ = static_cast<size_t>(in.at() - held_.data());
            break;
        }
        if (!in.isShort()) return broken("its head makes no sense");
        Result<bool> got = more();
        if (!got) return got.error();
        if (!*got) return broken("it is no Avro data file");
    }
    auto codec = members.find("avro.codec"), schema = members.find("avro.schema");
    std::string_view name = codec == members.end() ? std::string_view("null") : std::string_view(codec->second);
    codec_ = findAvroCodec(name);
    if (!codec_) return broken("the codec '" + std::string(name) + "' is unknown");
    if (schema == members.end()) return broken("it has no schema");
    return begin_(schema->second);
}

Result<bool> AvroFileReader::readBlock() {
    while (true) {
        AvroInput in(std::string_view(held_).substr(at_));
        if (in.left() > 0) {
            int64_t count = in.number(), size = in.number();
            if (!in.isBad() && (count < 0 || size < 0 || size > static_cast<int64_t>(MaxRecordBytes))) return broken("the size of a block makes no sense");
            std::string_view packed = in.bytes(size), sync = in.bytes(SyncBytes);
            if (!in.isBad()) {
                if (sync != sync_) return broken("a block does not end with the file's mark");
                if (!codec_->unpack(packed, block_)) return broken("a block cannot be unpacked");
                blockAt_ = 0;
                at_ = static_cast<size_t>(in.at() - held_.data());
                return true;
            }
            if (!in.isShort()) return broken("a block makes no sense");
        }
        bool begun = at_ < held_.size();
        Result<bool> got = more();
        if (!got) return got;
        if (!*got) return begun ? Result<bool>(broken("it ends within a block")) : Result<bool>(false);
    }
}

Result<size_t> AvroFileReader::read(char* to, size_t size) {
    if (!codec_)
        if (Status status = readHead(); !status) return status.error();
    while (blockAt_ == block_.size()) {
        Result<bool> got = readBlock();
        if (!got) return got.error();
        if (!*got) return size_t(0);
    }
    size_t count = std::min(size, block_.size() - blockAt_);
    std::memcpy(to, block_.data() + blockAt_, count);
    blockAt_ += count;
    return count;
}

AvroFileWriter::AvroFileWriter(std::string schema, const AvroCodec& codec) : codec_(codec) {
    head_ = Magic;
    putAvroNumber(2, head_);
    putAvroText("avro.schema", head_);
    putAvroText(schema, head_);
    putAvroText("avro.codec", head_);
    putAvroText(codec.name, head_);
    putAvroNumber(0, head_);
    for (uint64_t half : {mixed(schema, 1), mixed(schema, 2)}) sync_.append(reinterpret_cast<const char*>(&half), sizeof half);
    head_ += sync_;
}

Status AvroFileWriter::appendBlock(int64_t records, std::string_view bytes, std::string& out) {
    if (!codec_.pack(bytes, packed_)) return Error{ErrorCode::Runtime, "A block cannot be packed with '" + std::string(codec_.name) + "'."};
    putAvroNumber(records, out);
    putAvroText(packed_, out);
    out += sync_;
    return {};
}

} // namespace weir

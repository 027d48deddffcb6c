// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/formats/avro/avro_codec.h"
#include "engine/formats/avro/avro_input.h"
#include "engine/formats/byte_stream.h"

#include <functional>
#include <memory>
#include <string>

namespace weir {

/// The records of an Avro object container file, one behind the other. Source: Avro specification, "Object Container Files".
class AvroFileReader final : public ByteStream {
public:
    /// `begin` gets the writer's schema (JSON) before the first record's bytes. `path` is for messages.
    AvroFileReader(std::unique_ptr<ByteStream> file, std::string path, std::function<Status(std::string_view)> begin)
        : file_(std::move(file)), path_(std::move(path)), begin_(std::move(begin)) {}
    Result<size_t> read(char* to, size_t size) override;

private:
    Status readHead();
    Result<bool> readBlock();               // false: the end of the file
    Result<bool> more();                    // more bytes behind those held; false: there are none
    Error broken(const std::string& why) const;
    std::unique_ptr<ByteStream> file_;
    const std::string path_;
    const std::function<Status(std::string_view)> begin_;
    std::string held_, block_, sync_;
    size_t at_ = 0, blockAt_ = 0;           // in held_, in block_
    const AvroCodec* codec_ = nullptr;
};

/// The head of a file; the sync mark follows from the schema, so that a file can be gone on with.
class AvroFileWriter {
public:
    AvroFileWriter(std::string schema, const AvroCodec& codec);
    const std::string& head() const { return head_; }
    Status appendBlock(int64_t records, std::string_view bytes, std::string& out);

private:
    const AvroCodec& codec_;
    std::string head_, sync_, packed_;
};

} // namespace weir

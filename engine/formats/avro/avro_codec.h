// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <string>
#include <string_view>

namespace weir {

/// How blocks of an Avro file are compressed: a row of the table of codecs. Blocks are limited to 64 MB, packed and unpacked.
struct AvroCodec {
    std::string_view name;
    bool (*pack)(std::string_view from, std::string& to);
    bool (*unpack)(std::string_view from, std::string& to);      // false: it makes no sense, or is too large
};

const AvroCodec* findAvroCodec(std::string_view name);
std::string avroCodecNames();

} // namespace weir

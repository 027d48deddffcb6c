// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/format_info.h"

#include <algorithm>
#include <vector>

using namespace weir;

namespace {
struct HeldBytes final : ByteStream {
    explicit HeldBytes(std::string_view bytes) : left(bytes) {}
    Result<size_t> read(char* to, size_t size) override {
        size = std::min(size, left.size());
        std::copy_n(left.data(), size, to);
        left.remove_prefix(size);
        return size;
    }
    std::string_view left;
};
} // namespace

/// Any bytes as an Avro file or as a message: rows or an error. The first byte chooses which.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    DataType row = DataType::row({{"x", DataType::decimal(20, 5)}, {"y", DataType::array(DataType::string())}});
    FormatContext context{{{{"a", DataType::integer()}, {"b", DataType::string()}, {"c", DataType::float64()}, {"d", DataType::timestamp(3)}, {"e", DataType::bytes()},
                            {"m", DataType::map(DataType::string(), DataType::bigInt())}, {"f", row}}},
                          {6, 0, 1, 2, 3, 4, 5},
                          {},
                          TimeZone::utc()};
    auto decoder = std::move(findFormat("avro")->makeDecoder(context)).value();
    std::vector<DataType> types;
    for (int column : context.wanted) types.push_back(context.schema.fields[static_cast<size_t>(column)].type);
    std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    DecodedRows rows(types);
    if (data[0] & 1) {
        (void)decoder->decode(bytes, rows);
        return 0;
    }
    std::unique_ptr<ByteStream> records = decoder->unpack(std::make_unique<HeldBytes>(bytes), "f");
    std::string held;
    while (true) {
        char piece[512];
        Result<size_t> got = records->read(piece, sizeof piece);
        if (!got.ok()) return 0;
        held.append(piece, *got);
        Result<size_t> used = decoder->decodeMany(held, *got == 0, 100, rows);
        if (!used.ok() || *got == 0) return 0;
        held.erase(0, *used);
        (void)rows.finish();
    }
}

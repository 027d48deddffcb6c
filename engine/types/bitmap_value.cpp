// SPDX-License-Identifier: Apache-2.0
#include "engine/types/bitmap_value.h"

#include <bit>
#include <cstring>

namespace weir::bitmap {
namespace {

// https://github.com/RoaringBitmap/RoaringFormatSpec: little endian throughout.
constexpr uint32_t CookieWithoutRuns = 12346, CookieWithRuns = 12347;
constexpr uint32_t ArrayLimit = 4096;
constexpr uint32_t OffsetsFromContainers = 4;

struct Reader {
    std::string_view bytes;
    size_t at = 0;
    bool good = true;
    template <class T> T read() {
        T value{};
        if (bytes.size() - at < sizeof value) {
            good = false;
            return value;
        }
        std::memcpy(&value, bytes.data() + at, sizeof value);
        at += sizeof value;
        return value;
    }
};

struct Header {
    uint32_t containers = 0;
    std::string_view runs;      // a bit a container
    std::vector<uint16_t> keys;
    std::vector<uint32_t> counts;
    bool isRun(uint32_t index) const { return !runs.empty() && (static_cast<unsigned char>(runs[index / 8]) >> (index % 8) & 1); }
};

std::optional<Header> readHeader(Reader& reader) {
    Header header;
    auto cookie = reader.read<uint32_t>();
    bool withRuns = (cookie & 0xFFFF) == CookieWithRuns;
    if (withRuns) {
        header.containers = (cookie >> 16) + 1;
        size_t size = (header.containers + 7) / 8;
        if (reader.bytes.size() - reader.at < size) return std::nullopt;
        header.runs = reader.bytes.substr(reader.at, size);
        reader.at += size;
    } else if (cookie == CookieWithoutRuns) {
        header.containers = reader.read<uint32_t>();
        if (header.containers > 65536) return std::nullopt;
    } else {
        return std::nullopt;
    }
    for (uint32_t i = 0; i < header.containers; ++i) {
        header.keys.push_back(reader.read<uint16_t>());
        header.counts.push_back(reader.read<uint16_t>() + 1u);
    }
    if (!withRuns || header.containers >= OffsetsFromContainers)
        for (uint32_t i = 0; i < header.containers; ++i) reader.read<uint32_t>();
    if (!reader.good) return std::nullopt;
    return header;
}

template <class T> void append(std::string& out, T value) { out.append(reinterpret_cast<const char*>(&value), sizeof value); }

} // namespace

std::optional<std::vector<uint32_t>> decode(std::string_view bytes) {
    Reader reader{bytes};
    std::optional<Header> header = readHeader(reader);
    if (!header) return std::nullopt;
    std::vector<uint32_t> values;
    for (uint32_t i = 0; i < header->containers && reader.good; ++i) {
        uint32_t high = static_cast<uint32_t>(header->keys[i]) << 16;
        if (header->isRun(i)) {
            auto runs = reader.read<uint16_t>();
            for (uint32_t r = 0; r < runs && reader.good; ++r) {
                uint32_t start = reader.read<uint16_t>(), length = reader.read<uint16_t>();
                if (start + length > 0xFFFF) return std::nullopt;
                for (uint32_t low = start; low <= start + length; ++low) values.push_back(high | low);
            }
        } else if (header->counts[i] <= ArrayLimit) {
            for (uint32_t k = 0; k < header->counts[i] && reader.good; ++k) values.push_back(high | reader.read<uint16_t>());
        } else {
            for (uint32_t word = 0; word < 1024 && reader.good; ++word)
                for (auto bits = reader.read<uint64_t>(); bits; bits &= bits - 1) values.push_back(high | word * 64 | static_cast<uint32_t>(std::countr_zero(bits)));
        }
    }
    if (!reader.good) return std::nullopt;
    for (size_t i = 1; i < values.size(); ++i)
        if (values[i] <= values[i - 1]) return std::nullopt;
    return values;
}

std::optional<int64_t> cardinality(std::string_view bytes) {
    Reader reader{bytes};
    std::optional<Header> header = readHeader(reader);
    if (!header) return std::nullopt;
    int64_t count = 0;
    for (uint32_t each : header->counts) count += each;
    return count;
}

std::string encode(std::span<const uint32_t> values) {
    struct Container {
        size_t begin, count;
    };
    std::vector<Container> containers;
    for (size_t i = 0; i < values.size(); ++i) {
        if (containers.empty() || values[containers.back().begin] >> 16 != values[i] >> 16) containers.push_back({i, 0});
        ++containers.back().count;
    }
    std::string out;
    append(out, CookieWithoutRuns);
    append(out, static_cast<uint32_t>(containers.size()));
    for (const Container& each : containers) {
        append(out, static_cast<uint16_t>(values[each.begin] >> 16));
        append(out, static_cast<uint16_t>(each.count - 1));
    }
    auto offset = static_cast<uint32_t>(out.size() + 4 * containers.size());
    for (const Container& each : containers) {
        append(out, offset);
        offset += each.count <= ArrayLimit ? static_cast<uint32_t>(each.count * 2) : 8192;
    }
    for (const Container& each : containers) {
        if (each.count <= ArrayLimit) {
            for (size_t i = each.begin; i < each.begin + each.count; ++i) append(out, static_cast<uint16_t>(values[i]));
        } else {
            std::vector<uint64_t> words(1024);
            for (size_t i = each.begin; i < each.begin + each.count; ++i) words[(values[i] & 0xFFFF) / 64] |= uint64_t{1} << (values[i] % 64);
            out.append(reinterpret_cast<const char*>(words.data()), 8192);
        }
    }
    return out;
}

std::string text(std::span<const uint32_t> values) {
    std::string out = "{";
    for (uint32_t value : values) {
        if (out.size() > 1) out += ',';
        out += std::to_string(value);
    }
    return out + "}";
}

} // namespace weir::bitmap

// SPDX-License-Identifier: Apache-2.0
#include "engine/recording/step_chunk.h"

#include "engine/recording/varint.h"

#include <zlib.h>

namespace weir {

namespace {
constexpr uint64_t LargestSteps = 256u << 20;
} // namespace

std::string encode(const StepChunk& chunk) {
    std::string out;
    for (uint64_t each : {chunk.attempt, chunk.task, chunk.first}) putVarint(out, each);
    for (const std::string* part : {&chunk.notes, &chunk.texts, &chunk.fulls}) putText(out, *part);
    putVarint(out, chunk.steps.size());
    if (chunk.steps.empty()) return out;
    uLongf size = compressBound(static_cast<uLong>(chunk.steps.size()));
    size_t at = out.size();
    out.resize(at + size);
    compress2(reinterpret_cast<Bytef*>(out.data() + at), &size, reinterpret_cast<const Bytef*>(chunk.steps.data()), static_cast<uLong>(chunk.steps.size()), Z_BEST_SPEED);
    out.resize(at + size);
    return out;
}

bool decode(std::string_view content, bool whole, StepChunk& out) {
    VarintReader in(content);
    out.attempt = in.number();
    out.task = in.number();
    out.first = in.number();
    for (std::string* part : {&out.notes, &out.texts, &out.fulls}) *part = in.text();
    uint64_t size = in.number();
    std::string_view packed = in.rest();
    out.steps.clear();
    constexpr uint64_t BestRatio = 1100;      // deflate cannot do better
    if (!in.ok() || size > LargestSteps || size > packed.size() * BestRatio) return false;
    if (!whole || size == 0) return true;
    out.steps.resize(size);
    uLongf got = static_cast<uLongf>(size);
    return uncompress(reinterpret_cast<Bytef*>(out.steps.data()), &got, reinterpret_cast<const Bytef*>(packed.data()), static_cast<uLong>(packed.size())) == Z_OK && got == size;
}

} // namespace weir

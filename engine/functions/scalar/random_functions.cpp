// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"

#include "engine/functions/bind.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/math_parts.h"

namespace weir {

namespace {

/// The next number of the subtask's sequence; a seed given in SQL makes a sequence of its own.
uint64_t nextRandom(KernelCall& call, std::optional<int32_t> seed = {}) {
    uint64_t own = 0;
    uint64_t& counter = call.context.randomCounter ? *call.context.randomCounter : own;
    return (seed ? Random(static_cast<uint64_t>(*seed), 1) : Random(call.context.randomSeed)).at(counter++);
}

double unit(uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1.0p-53; }

int32_t below(uint64_t bits, int32_t bound) {
    if (bound <= 0) failRow("RAND_INTEGER needs a bound above 0.");
    return static_cast<int32_t>((static_cast<UInt128>(bits) * static_cast<uint64_t>(bound)) >> 64);
}

double random(KernelCall& call) { return unit(nextRandom(call)); }
double randomSeeded(KernelCall& call, int32_t seed) { return unit(nextRandom(call, seed)); }
int32_t randomInteger(KernelCall& call, int32_t bound) { return below(nextRandom(call), bound); }
int32_t randomIntegerSeeded(KernelCall& call, int32_t seed, int32_t bound) { return below(nextRandom(call, seed), bound); }

void uuid(KernelCall& call, StringWriter& out) {
    constexpr char Digits[] = "0123456789abcdef";
    uint64_t high = nextRandom(call), low = nextRandom(call);
    high = (high & ~0xf000ULL) | 0x4000ULL;                          // version 4
    low = (low & 0x3fffffffffffffffULL) | 0x8000000000000000ULL;     // variant 1
    char* at = out.reserve(36);
    for (int i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *at++ = '-';
        auto byte = static_cast<unsigned>((i < 8 ? high >> (56 - 8 * i) : low >> (120 - 8 * i)) & 0xff);
        *at++ = Digits[byte >> 4];
        *at++ = Digits[byte & 15];
    }
    out.advance(36);
}

ScalarSpec randomSpec(std::string_view name, DataType result, std::vector<DataType> parameters, Kernel kernel) {
    ScalarSpec spec{name, std::move(result), std::move(parameters), kernel};
    spec.deterministic = false;
    return spec;
}

} // namespace

Result<BoundScalar> bindRand(const BindArguments& given) {
    if (given.size() == 1) return bindSpec(given, randomSpec("RAND", DataType::float64(), {DataType::integer()}, rowKernel<randomSeeded>));
    return bindSpec(given, randomSpec("RAND", DataType::float64(), {}, rowKernel<random>));
}

Result<BoundScalar> bindRandInteger(const BindArguments& given) {
    bool seeded = given.size() == 2;
    ScalarSpec spec = seeded ? randomSpec("RAND_INTEGER", DataType::integer(), {DataType::integer(), DataType::integer()}, rowKernel<randomIntegerSeeded>)
                             : randomSpec("RAND_INTEGER", DataType::integer(), {DataType::integer()}, rowKernel<randomInteger>);
    spec.canFail = true;
    return bindSpec(given, std::move(spec));
}

Result<BoundScalar> bindUuid(const BindArguments& given) { return bindSpec(given, randomSpec("UUID", DataType::character(36), {}, rowKernel<uuid>)); }

} // namespace weir

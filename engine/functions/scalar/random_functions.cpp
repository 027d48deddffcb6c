// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"

#include "engine/functions/bind.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/math_parts.h"

namespace weir {

namespace {

/// The next number of the subtask's sequence.
uint64_t nextRandom(KernelCall& call) {
    return Random(call.context.randomSeed).at(call.context.random ? call.context.random->counter++ : 0);
}

double unit(uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1.0p-53; }

void checkBound(int32_t bound) {
    if (bound <= 0) failRow("RAND_INTEGER needs a bound above 0.");
}

double random(KernelCall& call) { return unit(nextRandom(call)); }
int32_t randomInteger(KernelCall& call, int32_t bound) {
    checkBound(bound);
    return static_cast<int32_t>((static_cast<UInt128>(nextRandom(call)) * static_cast<uint64_t>(bound)) >> 64);
}

/// java.util.Random as its documentation defines it (Knuth's linear congruential generator of 48 bits), so that seeded numbers are Flink's.
class JavaRandom {
public:
    static uint64_t begin(int32_t seed) { return (static_cast<uint64_t>(static_cast<int64_t>(seed)) ^ Multiplier) & Mask; }
    explicit JavaRandom(uint64_t& state) : state_(state) {}
    double nextDouble() {
        uint64_t high = next(26);
        return static_cast<double>((high << 27) + next(27)) * 0x1.0p-53;
    }
    int32_t nextInt(int32_t bound) {
        auto bits = static_cast<int32_t>(next(31));
        if ((bound & -bound) == bound) return static_cast<int32_t>((static_cast<int64_t>(bound) * bits) >> 31);
        for (;;) {
            int32_t value = bits % bound;
            if (static_cast<int64_t>(bits) - value + (bound - 1) <= INT32_MAX) return value;
            bits = static_cast<int32_t>(next(31));
        }
    }

private:
    static constexpr uint64_t Multiplier = 0x5DEECE66DULL, Mask = (1ULL << 48) - 1;
    uint64_t next(int bits) {
        state_ = (state_ * Multiplier + 0xBULL) & Mask;
        return state_ >> (48 - bits);
    }
    uint64_t& state_;
};

/// A call with a seed: one that is written out begins a sequence that all rows of the call go on with, any other one anew with each row.
struct SeededCall {
    bool isWrittenOut = false;
};

template <class T, class Draw> void drawSeeded(KernelCall& call, Draw draw) {
    Column<int32_t> seeds(*call.arguments[0]);
    T* out = call.result.mutableData<T>();
    uint64_t own = 0;
    uint64_t* state = nullptr;
    if (stateOf<SeededCall>(call).isWrittenOut && call.context.random && call.selected > 0) {
        auto [found, isNew] = call.context.random->seeded.try_emplace(call.state, 0);
        if (isNew) found->second = JavaRandom::begin(seeds[call.row(0)]);
        state = &found->second;
    }
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        if (!state) own = JavaRandom::begin(seeds[row]);
        out[row] = draw(JavaRandom(state ? *state : own), row);
    }
}

void randomSeeded(KernelCall& call) {
    drawSeeded<double>(call, [](JavaRandom random, int) { return random.nextDouble(); });
}
void randomIntegerSeeded(KernelCall& call) {
    Column<int32_t> bounds(*call.arguments[1]);
    drawSeeded<int32_t>(call, [&](JavaRandom random, int row) {
        checkBound(bounds[row]);
        return random.nextInt(bounds[row]);
    });
}

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

std::shared_ptr<const void> seededCall(const BindArguments& given) { return std::make_shared<SeededCall>(SeededCall{integerLiteral(given, 0).has_value()}); }

ScalarSpec randomSpec(std::string_view name, DataType result, std::vector<DataType> parameters, Kernel kernel) {
    ScalarSpec spec{name, std::move(result), std::move(parameters), kernel};
    spec.deterministic = false;
    return spec;
}

} // namespace

Result<BoundScalar> bindRand(const BindArguments& given) {
    if (given.size() != 1) return bindSpec(given, randomSpec("RAND", DataType::float64(), {}, rowKernel<random>));
    ScalarSpec spec = randomSpec("RAND", DataType::float64(), {DataType::integer()}, randomSeeded);
    spec.state = seededCall(given);
    return bindSpec(given, std::move(spec));
}

Result<BoundScalar> bindRandInteger(const BindArguments& given) {
    bool seeded = given.size() == 2;
    ScalarSpec spec = seeded ? randomSpec("RAND_INTEGER", DataType::integer(), {DataType::integer(), DataType::integer()}, randomIntegerSeeded)
                             : randomSpec("RAND_INTEGER", DataType::integer(), {DataType::integer()}, rowKernel<randomInteger>);
    if (seeded) spec.state = seededCall(given);
    spec.canFail = true;
    return bindSpec(given, std::move(spec));
}

Result<BoundScalar> bindUuid(const BindArguments& given) { return bindSpec(given, randomSpec("UUID", DataType::character(36), {}, rowKernel<uuid>)); }

} // namespace weir

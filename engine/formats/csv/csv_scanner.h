// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/formats/csv/csv_options.h"

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace weir {

/// A field as it lies in the record, without its quotes.
struct CsvField {
    const char* begin = nullptr;
    uint32_t size = 0;
    bool escaped = false;      // holds doubled quotes or escapes
    bool quoted = false;
};

/// Splits CSV into records and fields with Jackson's rules, 64 bytes at a time. The text must have 64 readable bytes behind its end.
class CsvScanner {
public:
    explicit CsvScanner(const CsvOptions& options);

    enum class Outcome : uint8_t { Record, Incomplete, BadQuotes, End };
    void start(std::string_view text, bool last);
    /// The next record into fields(). After BadQuotes scanning goes on behind the line. Incomplete: the rest needs more bytes.
    Outcome next();
    /// After BadQuotes: passes over the rest of that record as Jackson does, from the character that did not fit. BadQuotes again: it cannot.
    Outcome passBadRecord();
    const std::vector<CsvField>& fields() const { return fields_; }
    int fieldCount() const { return count_; }
    /// Where the last record began and where the next one begins.
    const char* recordBegin() const { return record_; }
    const char* position() const { return at_; }
    std::string_view record() const { return {record_, static_cast<size_t>(at_ - record_)}; }
    bool blank() const { return blank_; }

    /// The field's text; escapes are resolved into `scratch`.
    std::string_view text(const CsvField& field, std::string& scratch) const {
        return field.escaped ? unescape(field, scratch) : std::string_view(field.begin, field.size);
    }

private:
    uint64_t specials(const char* block) const;
    void seek(const char* to) {
        base_ = to;
        mask_ = to < end_ ? specials(to) : 0;
    }
    const char* nextSpecial() {
        while (mask_ == 0) {
            if (end_ - base_ <= 64) return end_;
            base_ += 64;
            mask_ = specials(base_);
        }
        const char* found = base_ + std::countr_zero(mask_);
        mask_ &= mask_ - 1;
        return found < end_ ? found : end_;
    }
    void add(const char* begin, const char* end, bool escaped, bool quoted) {
        if (static_cast<size_t>(count_) == fields_.size()) fields_.resize(fields_.size() * 2);
        fields_[static_cast<size_t>(count_++)] = {begin, static_cast<uint32_t>(end - begin), escaped, quoted};
    }
    Outcome endOfLine(const char* lineEnd);
    bool skipComments();
    std::string_view unescape(const CsvField& field, std::string& scratch) const;

    char delimiter_, quote_, escape_;
    bool comments_;
    const char* end_ = nullptr;
    const char* at_ = nullptr;
    const char* record_ = nullptr;
    const char* misfit_ = nullptr;      // where the last BadQuotes was seen
    const char* base_ = nullptr;
    uint64_t mask_ = 0;
    bool last_ = false;
    bool blank_ = false;
    int count_ = 0;
    std::vector<CsvField> fields_;
};

inline uint64_t CsvScanner::specials(const char* block) const {
    uint64_t mask = 0;
#if defined(__SSE2__)
    // Without quote or escape character their comparison repeats that of the delimiter.
    const __m128i delimiter = _mm_set1_epi8(delimiter_), quote = _mm_set1_epi8(quote_ ? quote_ : delimiter_),
                  escape = _mm_set1_epi8(escape_ ? escape_ : delimiter_), newline = _mm_set1_epi8('\n'), carriage = _mm_set1_epi8('\r');
    for (int i = 0; i < 4; ++i) {
        __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + 16 * i));
        __m128i found = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, delimiter), _mm_cmpeq_epi8(bytes, quote)),
                                     _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, newline), _mm_cmpeq_epi8(bytes, carriage)),
                                                  _mm_cmpeq_epi8(bytes, escape)));
        mask |= static_cast<uint64_t>(static_cast<uint32_t>(_mm_movemask_epi8(found))) << (16 * i);
    }
#else
    for (int i = 0; i < 64; ++i) {
        char c = block[i];
        bool found = c == delimiter_ || c == '\n' || c == '\r' || (quote_ && c == quote_) || (escape_ && c == escape_);
        mask |= static_cast<uint64_t>(found) << i;
    }
#endif
    return mask;
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/inference/file_schema.h"
#include "engine/inference/time_text.h"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir {

/// Texts that may stand for NULL in a CSV file.
inline constexpr std::array<std::string_view, 8> NullWords{"", "NULL", "null", "\\N", "NA", "N/A", "None", "-"};

inline constexpr size_t MostFields = 1000;

/// What was seen at one place of all rows: kinds of values, and times in the order of the rows.
class ColumnShape {
public:
    /// A field of a CSV file.
    void addField(std::string_view text);
    /// Values of JSON. `text` is what a sample shows.
    void addString(std::string_view text);
    void addInteger(int64_t value);
    void addReal(double value, std::string_view text);
    void addBoolean(bool value);
    void addNull() { ++nulls_; }
    void addOther(std::string_view text);                        // what only a STRING can hold
    ColumnShape* addRow(const std::string& key);                 // the field's shape; null when there are too many
    void addRowBegin() { ++rows_; }
    ColumnShape& addArray();

    int64_t seen() const { return nulls_ + words() + values(); }
    int64_t nulls() const { return nulls_; }
    int64_t values() const { return strings_ + integers_ + decimals_ + reals_ + booleans_ + times_ + others_ + rows_ + arrays_; }
    int64_t words(size_t word) const { return nullWords_[word]; }
    int64_t words() const;
    const std::vector<std::string>& samples() const { return samples_; }
    /// Rows that came without this field.
    void addMissing(int64_t count) { nulls_ += count; }
    const std::vector<std::pair<std::string, std::unique_ptr<ColumnShape>>>& fields() const { return fields_; }

    /// Of a CSV column when `nullWord` (index into NullWords, -1: none) stands for NULL. Null words that do not are texts.
    std::string csvType(int nullWord) const;
    /// `iso`: the table reads timestamps by ISO-8601.
    std::string jsonType(bool iso) const;
    int64_t isoTimes() const { return isoTimes_; }
    int64_t sqlTimes() const { return sqlTimes_; }
    bool isText() const { return strings_ + others_ > 0 || values() == 0; }

    /// The event times that this column could give. `name`: of the column, `reference`: as SQL names it, `type`: as the table has it; `iso`: how it
    /// reads the fields of a ROW.
    void addCandidates(const std::string& name, const std::string& reference, const std::string& type, bool isColumn, int64_t nulls, bool iso, std::vector<TimeCandidate>& out) const;

private:
    void sample(std::string_view text);
    void addTime(const TimeText& time);
    bool onlyNumbers() const { return strings_ + booleans_ + times_ + others_ + rows_ + arrays_ == 0; }
    std::string numberType() const;
    std::string timeType() const;

    int64_t nulls_ = 0, strings_ = 0, integers_ = 0, decimals_ = 0, reals_ = 0, booleans_ = 0, times_ = 0, others_ = 0, rows_ = 0, arrays_ = 0;
    int64_t dates_ = 0, timesOfDay_ = 0, sqlTimes_ = 0, isoTimes_ = 0, utcTimes_ = 0, offsetTimes_ = 0, minuteTimes_ = 0;
    std::array<int64_t, NullWords.size()> nullWords_{};
    int whole_ = 0, scale_ = -1, digits_ = 0;                    // digits before the point; behind it (-1: none yet, -2: differing); behind the second
    bool differingDigits_ = false, big_ = false;
    std::vector<int64_t> moments_;                               // of texts, UTC milliseconds
    std::vector<int64_t> numbers_;                               // integers
    std::vector<double> seconds_;                                // reals
    std::vector<std::string> samples_;
    std::vector<std::pair<std::string, std::unique_ptr<ColumnShape>>> fields_;
    std::map<std::string, size_t, std::less<>> byName_;
    std::unique_ptr<ColumnShape> element_;
};

Disorder disorderOf(const std::vector<int64_t>& millis);

} // namespace weir

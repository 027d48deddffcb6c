// SPDX-License-Identifier: Apache-2.0
#include "engine/inference/column_shape.h"

#include "engine/sql/printer.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace weir {

namespace {

constexpr size_t MostSamples = 4, SampleBytes = 60;

std::string printable(std::string_view text) {
    std::string out;
    for (char c : text) {
        // A cut never leaves half a character.
        if (out.size() >= SampleBytes && (static_cast<unsigned char>(c) & 0xc0) != 0x80) return out + "…";
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out;
}

/// [+-]digits[.digits], and whether it is one; leading zeros make it a text.
struct NumberText { bool is = false, point = false, exponent = false; int whole = 0, scale = 0; };

NumberText readNumber(std::string_view text) {
    NumberText number;
    size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    const size_t first = at;
    auto digits = [&] {
        const size_t from = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
        return static_cast<int>(at - from);
    };
    number.whole = digits();
    if (number.whole == 0 || (number.whole > 1 && text[first] == '0')) return number;
    if (at < text.size() && text[at] == '.') {
        ++at;
        number.point = true;
        number.scale = digits();
        if (number.scale == 0) return number;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
        if (digits() == 0) return number;
        number.exponent = true;
    }
    number.is = at == text.size();
    return number;
}

bool isWord(std::string_view text, std::string_view word) {
    return text.size() == word.size() && std::equal(text.begin(), text.end(), word.begin(), [](char a, char b) { return (a | 0x20) == b; });
}

bool soundsLikeTime(const std::string& name) {
    std::string lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const char* word : {"time", "date", "stamp", "epoch", "created", "updated", "occurred", "when", "_at", "_ms", "_ts", "ts_", "millis"})
        if (lower.find(word) != std::string::npos) return true;
    return lower == "ts" || lower == "t" || lower == "at" || (lower.size() > 2 && name.substr(name.size() - 2) == "At");
}

std::string fieldName(const std::string& name) { return sql::toSql(sql::Name{name, {}, false}); }

} // namespace

int64_t ColumnShape::words() const {
    int64_t all = 0;
    for (int64_t count : nullWords_) all += count;
    return all;
}

void ColumnShape::sample(std::string_view text) {
    if (samples_.size() >= MostSamples) return;
    std::string shown = printable(text.substr(0, SampleBytes * 2));
    if (std::find(samples_.begin(), samples_.end(), shown) == samples_.end()) samples_.push_back(std::move(shown));
}

void ColumnShape::addTime(const TimeText& time) {
    ++times_;
    dates_ += time.form == TimeText::Form::Date;
    timesOfDay_ += time.form == TimeText::Form::TimeOfDay;
    sqlTimes_ += time.form == TimeText::Form::Sql;
    isoTimes_ += time.form == TimeText::Form::Iso;
    utcTimes_ += time.zone == TimeText::Zone::Utc;
    offsetTimes_ += time.zone == TimeText::Zone::Offset;
    minuteTimes_ += !time.seconds;
    if (times_ > 1 && time.digits != digits_) differingDigits_ = true;
    digits_ = std::max(digits_, time.digits);
    moments_.push_back(time.millis);
}

void ColumnShape::addField(std::string_view text) {
    for (size_t word = 0; word < NullWords.size(); ++word)
        if (text == NullWords[word]) {
            ++nullWords_[word];
            return;
        }
    sample(text);
    if (const NumberText number = readNumber(text); number.is) {
        whole_ = std::max(whole_, number.whole);
        if (number.exponent || (number.point && number.whole + number.scale > 38)) {
            ++reals_;
            return;
        }
        if (number.point) {
            scale_ = scale_ == -1 || scale_ == number.scale ? number.scale : -2;
            ++decimals_;
            double value = 0;
            if (std::from_chars(text.data() + (text[0] == '+'), text.data() + text.size(), value).ec == std::errc()) seconds_.push_back(value);
            return;
        }
        int64_t value = 0;
        const auto read = std::from_chars(text.data() + (text[0] == '+'), text.data() + text.size(), value);
        if (number.whole > 38) {
            ++strings_;
            return;
        }
        ++integers_;
        if (read.ec == std::errc()) numbers_.push_back(value);
        else big_ = true;
        return;
    }
    if (isWord(text, "true") || isWord(text, "false")) {
        ++booleans_;
        return;
    }
    if (const auto time = readTimeText(text)) return addTime(*time);
    ++strings_;
}

void ColumnShape::addString(std::string_view text) {
    sample(text);
    if (const auto time = readTimeText(text)) return addTime(*time);
    ++strings_;
}

void ColumnShape::addInteger(int64_t value) {
    sample(std::to_string(value));
    ++integers_;
    numbers_.push_back(value);
}

void ColumnShape::addReal(double value, std::string_view text) {
    sample(text);
    ++reals_;
    seconds_.push_back(value);
}

void ColumnShape::addBoolean(bool value) {
    sample(value ? "true" : "false");
    ++booleans_;
}

void ColumnShape::addOther(std::string_view text) {
    sample(text);
    ++others_;
}

ColumnShape* ColumnShape::addRow(const std::string& key) {
    if (const auto found = byName_.find(key); found != byName_.end()) return fields_[found->second].second.get();
    if (fields_.size() >= MostFields) return nullptr;
    byName_.emplace(key, fields_.size());
    fields_.emplace_back(key, std::make_unique<ColumnShape>());
    return fields_.back().second.get();
}

ColumnShape& ColumnShape::addArray() {
    ++arrays_;
    if (!element_) element_ = std::make_unique<ColumnShape>();
    return *element_;
}

std::string ColumnShape::numberType() const {
    if (reals_ > 0 || scale_ == -2 || scale_ > 6) return "DOUBLE";
    if (decimals_ > 0) {
        // Every value with the same few digits behind the point: an amount. Whole numbers among them fit too.
        const int whole = std::max(whole_, 10);
        return "DECIMAL(" + std::to_string(std::min(38, whole + scale_ <= 18 ? 18 : 38)) + ", " + std::to_string(scale_) + ")";
    }
    return big_ ? "DECIMAL(38, 0)" : "BIGINT";
}

std::string ColumnShape::timeType() const {
    const int precision = digits_ == 0 ? 0 : digits_ <= 3 ? 3 : digits_ <= 6 ? 6 : 9;
    if (timesOfDay_ == times_) return "TIME(" + std::to_string(std::min(precision, 3)) + ")";
    return (utcTimes_ > 0 ? "TIMESTAMP_LTZ(" : "TIMESTAMP(") + std::to_string(std::max(precision, 3)) + ")";
}

std::string ColumnShape::csvType(int nullWord) const {
    int64_t textWords = 0;
    for (size_t word = 0; word < NullWords.size(); ++word)
        if (static_cast<int>(word) != nullWord) textWords += nullWords_[word];
    if (values() == 0 || textWords > 0) return "STRING";
    if (onlyNumbers()) return numberType();
    if (booleans_ == values()) return "BOOLEAN";
    if (times_ == values() && dates_ == times_) return "DATE";
    // CSV spells timestamps with a blank, and a zone as Z alone; the rest stays a text that a computed column reads.
    const bool sameZone = utcTimes_ == 0 || utcTimes_ == times_;
    if (times_ == values() && minuteTimes_ == 0 && sameZone && (timesOfDay_ == times_ || sqlTimes_ == times_) && offsetTimes_ == 0) return timeType();
    return "STRING";
}

std::string ColumnShape::jsonType(bool iso) const {
    if (values() == 0) return "STRING";
    if (onlyNumbers()) return reals_ > 0 ? "DOUBLE" : "BIGINT";
    if (booleans_ == values()) return "BOOLEAN";
    if (times_ == values()) {
        if (dates_ == times_) return "DATE";
        const bool sameZone = utcTimes_ == 0 || utcTimes_ == times_;
        const bool ownForm = (iso ? isoTimes_ : sqlTimes_) == times_ || timesOfDay_ == times_;
        if (sameZone && ownForm && minuteTimes_ == 0 && offsetTimes_ == 0) return timeType();
        return "STRING";
    }
    if (rows_ == values() && !fields_.empty()) {
        std::string type = "ROW<";
        for (size_t i = 0; i < fields_.size(); ++i) type += (i ? ", " : "") + fieldName(fields_[i].first) + " " + fields_[i].second->jsonType(iso);
        return type + ">";
    }
    if (arrays_ == values()) return "ARRAY<" + element_->jsonType(iso) + ">";
    return "STRING";
}

Disorder disorderOf(const std::vector<int64_t>& millis) {
    Disorder out;
    std::vector<int64_t> behind;
    behind.reserve(millis.size());
    int64_t newest = INT64_MIN;
    for (int64_t time : millis) {
        newest = std::max(newest, time);
        behind.push_back(newest - time);
        size_t bucket = 0;
        while (bucket < Disorder::BucketMillis.size() && behind.back() > Disorder::BucketMillis[bucket]) ++bucket;
        ++out.histogram[bucket];
        out.behind += behind.back() > 0;
    }
    out.rows = static_cast<int64_t>(millis.size());
    if (behind.empty()) return out;
    std::sort(behind.begin(), behind.end());
    auto share = [&](int64_t percent) { return behind[static_cast<size_t>(std::min<int64_t>(out.rows - 1, (out.rows * percent + 99) / 100 - (percent > 0)))]; };
    out.p50Millis = share(50);
    out.p99Millis = share(99);
    out.maxMillis = behind.back();
    return out;
}

void ColumnShape::addCandidates(const std::string& name, const std::string& reference, const std::string& type, bool isColumn, int64_t nulls, bool iso, std::vector<TimeCandidate>& out) const {
    for (const auto& [key, field] : fields_) {
        if (type.rfind("ROW<", 0) != 0) break;
        const size_t before = out.size();
        field->addCandidates(key, reference + "." + fieldName(key), field->jsonType(iso), false, field->nulls() + nulls, iso, out);
        for (size_t i = before; i < out.size(); ++i) out[i].label = name + "." + out[i].label;
    }
    auto add = [&](std::string label, const std::vector<int64_t>& millis, std::string expression, bool isLocalZone) {
        if (millis.empty()) return;
        TimeCandidate candidate;
        candidate.label = std::move(label);
        candidate.expression = std::move(expression);
        if (nulls > 0) {
            candidate.expression = "COALESCE(" + (candidate.expression.empty() ? reference : candidate.expression) + ", " +
                                   (isLocalZone ? "TO_TIMESTAMP_LTZ(0, 3)" : "TIMESTAMP '1970-01-01 00:00:00'") + ")";
            candidate.note = std::to_string(nulls) + " of the rows looked at have no time; they get 1970-01-01 and are late.";
        }
        if (!isColumn && candidate.expression.empty()) candidate.expression = reference;
        candidate.column = candidate.expression.empty() ? name : "";
        candidate.disorder = disorderOf(millis);
        const auto [least, greatest] = std::minmax_element(millis.begin(), millis.end());
        candidate.firstMillis = *least;
        candidate.lastMillis = *greatest;
        out.push_back(std::move(candidate));
    };
    if (times_ > 0 && times_ == values() && timesOfDay_ == 0) {
        if (type == "DATE") return add(name, moments_, "CAST(" + reference + " AS TIMESTAMP(3))", false);
        const bool local = type.rfind("TIMESTAMP_LTZ", 0) == 0;
        if (local || type.rfind("TIMESTAMP(", 0) == 0) {
            const bool fine = type.back() == ')' && type[type.size() - 2] > '3';
            return add(name, moments_, fine ? "CAST(" + reference + (local ? " AS TIMESTAMP_LTZ(3))" : " AS TIMESTAMP(3))") : "", local);
        }
        if (dates_ > 0 || (sqlTimes_ > 0 && isoTimes_ > 0 && offsetTimes_ > 0)) return;
        if (offsetTimes_ > 0) {
            // One pattern must read them all; it fails on anything else.
            if (words() > 0 || offsetTimes_ != times_ || differingDigits_ || minuteTimes_ > 0 || digits_ > 3) return;
            const std::string pattern = std::string("yyyy-MM-dd") + (isoTimes_ ? "''T''" : " ") + "HH:mm:ss" + (digits_ ? "." + std::string(static_cast<size_t>(digits_), 'S') : "") + "XXX";
            return add(name, moments_, "TO_TIMESTAMP_LTZ(" + reference + ", '" + pattern + "', 'UTC')", true);
        }
        std::string plain = isoTimes_ > 0 ? "REPLACE(" + reference + ", 'T', ' ')" : reference;
        if (utcTimes_ > 0) plain = "REPLACE(" + plain + ", 'Z', '')";
        if (minuteTimes_ == times_) return add(name, moments_, "TO_TIMESTAMP(" + plain + ", 'yyyy-MM-dd HH:mm')", false);
        if (minuteTimes_ == 0) add(name, moments_, "TO_TIMESTAMP(" + plain + ")", false);
        return;
    }
    struct Epoch { const char* unit; int64_t perSecond; };
    constexpr int64_t From = 631'152'000, To = 4'102'444'800;         // 1990 to 2100
    if (type == "BIGINT" && !numbers_.empty() && static_cast<int64_t>(numbers_.size()) == values()) {
        for (const Epoch& epoch : {Epoch{"epoch seconds", 1}, Epoch{"epoch milliseconds", 1000}, Epoch{"epoch microseconds", 1'000'000}, Epoch{"epoch nanoseconds", 1'000'000'000}}) {
            const auto [least, greatest] = std::minmax_element(numbers_.begin(), numbers_.end());
            if (*least / epoch.perSecond < From || *greatest / epoch.perSecond > To) continue;
            std::vector<int64_t> millis;
            for (int64_t number : numbers_) millis.push_back(epoch.perSecond == 1 ? number * 1000 : number / (epoch.perSecond / 1000));
            const std::string value = epoch.perSecond == 1          ? reference + ", 0"
                                      : epoch.perSecond == 1000     ? reference + ", 3"
                                      : epoch.perSecond == 1'000'000 ? reference + " / 1000, 3"
                                                                     : reference + " / 1000000, 3";
            // A number of that size that neither sounds like a time nor grows is an identifier.
            if (!soundsLikeTime(name)) {
                const Disorder disorder = disorderOf(millis);
                if (disorder.rows < 3 || disorder.behind * 2 > disorder.rows) continue;
            }
            return add(name + ", " + epoch.unit, millis, "TO_TIMESTAMP_LTZ(" + value + ")", true);
        }
    }
    if ((type == "DOUBLE" || type.rfind("DECIMAL", 0) == 0) && seconds_.size() == static_cast<size_t>(values()) && !seconds_.empty() && soundsLikeTime(name)) {
        std::vector<int64_t> millis;
        for (double second : seconds_) {
            if (!(second >= static_cast<double>(From) && second <= static_cast<double>(To))) return;
            millis.push_back(static_cast<int64_t>(std::llround(second * 1000)));
        }
        add(name + ", epoch seconds", millis, "TO_TIMESTAMP_LTZ(CAST(" + reference + " * 1000 AS BIGINT), 3)", true);
    }
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/grammar.h"
#include "engine/sql/token_value.h"

#include <cstdlib>

namespace weir::sql {
namespace {

struct UnitWord {
    std::string_view word;
    TimeUnit unit;
};

constexpr UnitWord unitWords[] = {
    {"YEAR", TimeUnit::Year}, {"YEARS", TimeUnit::Year}, {"QUARTER", TimeUnit::Quarter}, {"QUARTERS", TimeUnit::Quarter},
    {"MONTH", TimeUnit::Month}, {"MONTHS", TimeUnit::Month}, {"WEEK", TimeUnit::Week}, {"WEEKS", TimeUnit::Week},
    {"DAY", TimeUnit::Day}, {"DAYS", TimeUnit::Day}, {"HOUR", TimeUnit::Hour}, {"HOURS", TimeUnit::Hour},
    {"MINUTE", TimeUnit::Minute}, {"MINUTES", TimeUnit::Minute}, {"SECOND", TimeUnit::Second}, {"SECONDS", TimeUnit::Second},
    {"MILLISECOND", TimeUnit::Millisecond}, {"MICROSECOND", TimeUnit::Microsecond}, {"NANOSECOND", TimeUnit::Nanosecond},
    {"FRAC_SECOND", TimeUnit::Microsecond}, {"DECADE", TimeUnit::Decade}, {"CENTURY", TimeUnit::Century},
    {"MILLENNIUM", TimeUnit::Millennium}, {"EPOCH", TimeUnit::Epoch}, {"DOW", TimeUnit::DayOfWeek}, {"DOY", TimeUnit::DayOfYear},
    {"DAYOFWEEK", TimeUnit::DayOfWeek}, {"DAYOFYEAR", TimeUnit::DayOfYear}, {"ISODOW", TimeUnit::IsoDayOfWeek},
    {"ISOYEAR", TimeUnit::IsoYear}, {"SQL_TSI_YEAR", TimeUnit::Year}, {"SQL_TSI_QUARTER", TimeUnit::Quarter},
    {"SQL_TSI_MONTH", TimeUnit::Month}, {"SQL_TSI_WEEK", TimeUnit::Week}, {"SQL_TSI_DAY", TimeUnit::Day},
    {"SQL_TSI_HOUR", TimeUnit::Hour}, {"SQL_TSI_MINUTE", TimeUnit::Minute}, {"SQL_TSI_SECOND", TimeUnit::Second},
    {"SQL_TSI_FRAC_SECOND", TimeUnit::Microsecond}, {"SQL_TSI_MICROSECOND", TimeUnit::Microsecond},
};

bool isIntervalUnit(TimeUnit unit) {
    switch (unit) {
    case TimeUnit::Year: case TimeUnit::Quarter: case TimeUnit::Month: case TimeUnit::Week: case TimeUnit::Day: case TimeUnit::Hour:
    case TimeUnit::Minute: case TimeUnit::Second:
        return true;
    default:
        return false;
    }
}

} // namespace

ExpressionPtr Grammar::numberLiteral() {
    int start = c_.mark();
    std::string text(c_.textOf(c_.advance()));
    bool approximate = text.find_first_of("eE") != std::string::npos;
    auto dot = text.find('.');
    if (!approximate && dot != std::string::npos && dot + 1 == text.size()) { // 10. is an integer to Flink
        text.pop_back();
        dot = std::string::npos;
    }
    auto kind = approximate ? LiteralKind::Approximate : dot == std::string::npos ? LiteralKind::Integer : LiteralKind::Decimal;
    return make(start, Literal{kind, std::move(text)});
}

ExpressionPtr Grammar::stringLiteral() {
    int start = c_.mark();
    auto text = c_.takeString();
    while (c_.at(TokenKind::String)) // 'a' 'b' is 'ab'
        text += c_.takeString();
    return make(start, Literal{LiteralKind::String, std::move(text)});
}

ExpressionPtr Grammar::binaryLiteral() {
    int start = c_.mark();
    const auto& token = c_.advance();
    auto digits = unquote(c_.textOf(token));
    if (digits.size() % 2 != 0 || digits.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) {
        c_.errorAt(token.place, "A binary string takes pairs of hexadecimal digits.", "Write x'0AFF', for example.");
        c_.resume();
    }
    return make(start, Literal{LiteralKind::Binary, std::move(digits)});
}

ExpressionPtr Grammar::temporalLiteral(LiteralKind kind) {
    int start = c_.mark();
    const auto& word = c_.advance();
    if (kind == LiteralKind::Timestamp && c_.accept({Keyword::With, Keyword::Local, Keyword::Time, Keyword::Zone}))
        kind = LiteralKind::TimestampLtz;
    if (!c_.at(TokenKind::String)) {
        auto name = std::string(keywordText(word.keyword));
        c_.errorAt(word.place, "Expected a string after " + name + ", found " + c_.describe(c_.peek()) + ".",
                   "Write " + name + " '...' for a literal, or `" + std::string(c_.textOf(word)) + "` to use the word as a name.");
        // It may have been meant as a column: the rest then still makes sense.
        c_.resume();
        CompoundName column;
        column.parts.push_back({std::string(c_.textOf(word)), word.place, false});
        column.place = word.place;
        return make(start, ColumnName{std::move(column)});
    }
    return make(start, Literal{kind, c_.takeString()});
}

ExpressionPtr Grammar::intervalLiteral() {
    int start = c_.mark();
    c_.advance();
    IntervalLiteral literal;
    if (c_.at('-') || c_.at('+')) {
        literal.negative = c_.at('-');
        c_.advance();
    }
    if (c_.at(TokenKind::String)) {
        literal.text = c_.takeString();
    } else if (c_.at(TokenKind::Number)) {
        c_.errorAt(c_.here(), "The length of an INTERVAL is written in quotes.", "Write INTERVAL '" + std::string(c_.textOf(c_.peek())) + "'.");
        c_.resume();
        literal.text = std::string(c_.textOf(c_.advance()));
    } else {
        c_.error("a length in quotes", "after INTERVAL");
        return missing();
    }
    literal.units = intervalUnits();
    return make(start, std::move(literal));
}

bool Grammar::atTimeUnit() const {
    for (const auto& row : unitWords)
        if (c_.atWord(row.word))
            return true;
    return false;
}

TimeUnit Grammar::timeUnit() {
    for (const auto& row : unitWords)
        if (c_.acceptWord(row.word))
            return row.unit;
    c_.error("a unit such as SECOND, MINUTE, HOUR, DAY, MONTH or YEAR", "");
    return TimeUnit::Second;
}

std::optional<int> Grammar::smallNumber(const char* what) {
    const auto& token = c_.peek();
    auto text = c_.textOf(token);
    if (token.kind != TokenKind::Number || text.size() > 9 || text.find_first_not_of("0123456789") != std::string_view::npos) {
        c_.error(what, "");
        return {};
    }
    c_.advance();
    return std::atoi(std::string(text).c_str());
}

IntervalUnits Grammar::intervalUnits() {
    IntervalUnits units;
    int start = c_.mark();
    auto unit = [&] {
        auto place = c_.here();
        auto found = timeUnit();
        if (!c_.recovering() && !isIntervalUnit(found))
            c_.errorAt(place, "An INTERVAL is counted in YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE or SECOND.");
        return found;
    };
    units.first = units.last = unit();
    if (c_.at('(') && !c_.recovering()) {
        c_.layout(LayoutKind::Tight);
        c_.advance();
        units.precision = smallNumber("a precision").value_or(-1);
        if (units.first == TimeUnit::Second && c_.accept(','))
            units.fraction = smallNumber("a precision").value_or(-1);
        c_.expect(')', "after the precision");
    }
    if (c_.accept(Keyword::To)) {
        units.last = unit();
        if (c_.at('(') && !c_.recovering()) {
            c_.layout(LayoutKind::Tight);
            c_.advance();
            units.fraction = smallNumber("a precision").value_or(-1);
            c_.expect(')', "after the precision");
        }
    }
    units.place = c_.from(start);
    return units;
}

} // namespace weir::sql

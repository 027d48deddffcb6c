// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/aggregate/row_aggregate.h"
#include "engine/functions/families.h"

namespace weir {

std::span<const FunctionInfo> aggregateFunctions() {
    using Bind = Result<BoundAggregate> (*)(const BindArguments&);
    static constexpr auto row = [](std::string_view name, std::string_view signature, std::string_view doc, Bind bind) {
        FunctionInfo info{name, FunctionKind::Aggregate, "aggregate", signature, doc, ""};
        info.bindAggregate = bind;
        return info;
    };
    static const FunctionInfo table[] = {
        row("COUNT", "COUNT(*) | COUNT([DISTINCT] value [, value]*)", "The number of rows, or of rows in which no value is NULL.", bindCount),
        row("SUM", "SUM([DISTINCT] number)", "The total of the values that are not NULL. Integers keep their type and wrap around.", bindSum),
        row("$SUM0", "SUM0(number)", "Like SUM, but 0 where there is no value.", bindSum0),
        row("SUM0", "SUM0(number)", "Like SUM, but 0 where there is no value.", bindSum0),
        row("AVG", "AVG([DISTINCT] number)", "The mean of the values that are not NULL, in the type of the values; integers are cut.", bindAverage),
        row("MIN", "MIN(value)", "The smallest value that is not NULL.", bindMinimum),
        row("MAX", "MAX(value)", "The largest value that is not NULL.", bindMaximum),
        row("FIRST_VALUE", "FIRST_VALUE(value)", "The first value that is not NULL, in the order of arrival.", bindFirstValue),
        row("LAST_VALUE", "LAST_VALUE(value)", "The last value that is not NULL, in the order of arrival.", bindLastValue),
        row("SINGLE_VALUE", "SINGLE_VALUE(value)", "The only value; a second row fails the job. Scalar subqueries use it.", bindSingleValue),
        row("LISTAGG", "LISTAGG([DISTINCT] text [, separator])", "The texts in the order of arrival, with ',' or the separator between them.", bindListAgg),
        row("COLLECT", "COLLECT([DISTINCT] value)", "All values that are not NULL as a MULTISET.", bindCollect),
        row("ARRAY_AGG", "ARRAY_AGG([DISTINCT] value)", "All values, NULLs included, as an ARRAY in the order of arrival.", bindArrayAgg),
        row("APPROX_COUNT_DISTINCT", "APPROX_COUNT_DISTINCT(value)", "The number of different values.", bindApproxCountDistinct),
        row("STDDEV_POP", "STDDEV_POP(number)", "The population standard deviation, in the type of the values.", bindDeviationPopulation),
        row("STDDEV_SAMP", "STDDEV_SAMP(number)", "The sample standard deviation; NULL for fewer than two values.", bindDeviationSample),
        row("STDDEV", "STDDEV(number)", "The same as STDDEV_SAMP.", bindDeviationSample),
        row("VAR_POP", "VAR_POP(number)", "The population variance, in the type of the values.", bindVariancePopulation),
        row("VAR_SAMP", "VAR_SAMP(number)", "The sample variance; NULL for fewer than two values.", bindVarianceSample),
        row("VARIANCE", "VARIANCE(number)", "The same as VAR_SAMP.", bindVarianceSample),
        row("PERCENTILE", "PERCENTILE(number, fraction [, frequency])",
            "The value at a fraction between 0 and 1 of the sorted values, interpolated; an ARRAY of fractions gives an ARRAY.", bindPercentile),
        row("JSON_OBJECTAGG", "JSON_OBJECTAGG([KEY] key VALUE value [{NULL | ABSENT} ON NULL])", "A JSON object of the keys and values.", bindJsonObjectAgg),
        row("JSON_ARRAYAGG", "JSON_ARRAYAGG(value [{NULL | ABSENT} ON NULL])", "A JSON array of the values.", bindJsonArrayAgg),
    };
    return table;
}

} // namespace weir

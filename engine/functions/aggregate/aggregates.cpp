// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/aggregate/row_aggregate.h"
#include "engine/functions/families.h"

namespace weir {

std::span<const FunctionInfo> aggregateFunctions() {
    using Bind = Result<BoundAggregate> (*)(const BindArguments&);
    static constexpr auto row = [](std::string_view name, std::string_view signature, std::string_view doc, Bind bind, std::string_view example = "") {
        FunctionInfo info{name, FunctionKind::Aggregate, "aggregate", signature, doc, example};
        info.bindAggregate = bind;
        return info;
    };
    static const FunctionInfo table[] = {
        row("COUNT", "COUNT(*) | COUNT([DISTINCT] value [, value]*)", "The number of rows, or of rows in which no value is NULL.", bindCount, "COUNT(*) FROM (VALUES (1), (2)) AS t(x) -> 2"),
        row("SUM", "SUM([DISTINCT] number)", "The total of the values that are not NULL. Integers keep their type and wrap around.", bindSum, "SUM(x) FROM (VALUES (1), (2), (4)) AS t(x) -> 7"),
        row("$SUM0", "SUM0(number)", "Like SUM, but 0 where there is no value.", bindSum0),
        row("SUM0", "SUM0(number)", "Like SUM, but 0 where there is no value.", bindSum0, "SUM0(x) FROM (VALUES (1), (2)) AS t(x) -> 3"),
        row("AVG", "AVG([DISTINCT] number)", "The mean of the values that are not NULL, in the type of the values; integers are cut.", bindAverage, "AVG(x) FROM (VALUES (1), (2), (4)) AS t(x) -> 2"),
        row("MIN", "MIN(value)", "The smallest value that is not NULL.", bindMinimum, "MIN(x) FROM (VALUES (3), (1), (2)) AS t(x) -> 1"),
        row("MAX", "MAX(value)", "The largest value that is not NULL.", bindMaximum, "MAX(x) FROM (VALUES (3), (1), (2)) AS t(x) -> 3"),
        row("FIRST_VALUE", "FIRST_VALUE(value)", "The first value that is not NULL, in the order of arrival.", bindFirstValue, "FIRST_VALUE(x) FROM (VALUES (3), (1), (2)) AS t(x) -> 3"),
        row("LAST_VALUE", "LAST_VALUE(value)", "The last value that is not NULL, in the order of arrival.", bindLastValue, "LAST_VALUE(x) FROM (VALUES (3), (1), (2)) AS t(x) -> 2"),
        row("SINGLE_VALUE", "SINGLE_VALUE(value)", "The only value; a second row fails the job. Scalar subqueries use it.", bindSingleValue),
        row("LISTAGG", "LISTAGG([DISTINCT] text [, separator])", "The texts in the order of arrival, with ',' or the separator between them.", bindListAgg, "LISTAGG(x, '-') FROM (VALUES ('a'), ('b')) AS t(x) -> 'a-b'"),
        row("COLLECT", "COLLECT([DISTINCT] value)", "All values that are not NULL as a MULTISET.", bindCollect, "COLLECT(x) FROM (VALUES ('a'), ('b'), ('a')) AS t(x) -> '{a=2, b=1}'"),
        row("ARRAY_AGG", "ARRAY_AGG([DISTINCT] value)", "All values, NULLs included, as an ARRAY in the order of arrival.", bindArrayAgg, "ARRAY_AGG(x) FROM (VALUES (2), (1), (2)) AS t(x) -> '[2, 1, 2]'"),
        row("APPROX_COUNT_DISTINCT", "APPROX_COUNT_DISTINCT(value)", "The number of different values.", bindApproxCountDistinct, "APPROX_COUNT_DISTINCT(x) FROM (VALUES (2), (1), (2)) AS t(x) -> 2"),
        row("STDDEV_POP", "STDDEV_POP(number)", "The population standard deviation, in the type of the values.", bindDeviationPopulation, "STDDEV_POP(x) FROM (VALUES (1e0), (3e0)) AS t(x) -> 1.0"),
        row("STDDEV_SAMP", "STDDEV_SAMP(number)", "The sample standard deviation; NULL for fewer than two values.", bindDeviationSample, "STDDEV_SAMP(x) FROM (VALUES (1e0), (3e0), (5e0)) AS t(x) -> 2.0"),
        row("STDDEV", "STDDEV(number)", "The same as STDDEV_SAMP.", bindDeviationSample, "STDDEV(x) FROM (VALUES (1e0), (3e0), (5e0)) AS t(x) -> 2.0"),
        row("VAR_POP", "VAR_POP(number)", "The population variance, in the type of the values.", bindVariancePopulation, "VAR_POP(x) FROM (VALUES (1e0), (3e0)) AS t(x) -> 1.0"),
        row("VAR_SAMP", "VAR_SAMP(number)", "The sample variance; NULL for fewer than two values.", bindVarianceSample, "VAR_SAMP(x) FROM (VALUES (1e0), (3e0), (5e0)) AS t(x) -> 4.0"),
        row("VARIANCE", "VARIANCE(number)", "The same as VAR_SAMP.", bindVarianceSample, "VARIANCE(x) FROM (VALUES (1e0), (3e0), (5e0)) AS t(x) -> 4.0"),
        row("PERCENTILE", "PERCENTILE(number, fraction [, frequency])",
            "The value at a fraction between 0 and 1 of the sorted values, interpolated; an ARRAY of fractions gives an ARRAY.", bindPercentile, "PERCENTILE(x, 0.5) FROM (VALUES (1), (2), (4)) AS t(x) -> 2.0"),
        row("JSON_OBJECTAGG", "JSON_OBJECTAGG([KEY] key VALUE value [{NULL | ABSENT} ON NULL])", "A JSON object of the keys and values.", bindJsonObjectAgg, "JSON_OBJECTAGG(KEY k VALUE v) FROM (VALUES ('a', 1), ('b', 2)) AS t(k, v) -> '{\"a\":1,\"b\":2}'"),
        row("JSON_ARRAYAGG", "JSON_ARRAYAGG(value [{NULL | ABSENT} ON NULL])", "A JSON array of the values.", bindJsonArrayAgg, "JSON_ARRAYAGG(x) FROM (VALUES (1), (2)) AS t(x) -> '[1,2]'"),
    };
    return table;
}

} // namespace weir

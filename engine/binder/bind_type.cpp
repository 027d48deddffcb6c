// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"

#include <algorithm>

namespace weir::binder {

DataType QueryBinder::bindType(const sql::TypeTree& tree) {
    using sql::TypeWord;
    int precision = tree.precision, scale = tree.scale;
    auto length = [&](int fallback) { return precision < 0 ? fallback : precision; };
    // More digits than there are become as many as there are, as in Flink.
    auto digits = [&](int fallback, int most) { return precision < 0 ? fallback : std::min(precision, most); };
    auto of = [&](size_t index) {
        if (index >= tree.elements.size())
            throw BindFailure{};   // the parser has told what is missing
        return bindType(tree.elements[index]);
    };
    DataType type;
    switch (tree.word) {
    case TypeWord::Char: type = DataType::character(length(1)); break;
    case TypeWord::Varchar: type = DataType::varchar(length(1)); break;
    case TypeWord::String: type = DataType::string(); break;
    case TypeWord::Boolean: type = DataType::boolean(); break;
    case TypeWord::Binary: type = DataType::binary(length(1)); break;
    case TypeWord::Varbinary: type = DataType::varbinary(length(1)); break;
    case TypeWord::Bytes: type = DataType::bytes(); break;
    case TypeWord::Decimal: {
        int p = digits(10, 38), s = scale < 0 ? 0 : scale;
        if (p < 1)
            fail(ErrorCode::Invalid, "The precision of a DECIMAL goes from 1 to 38; here it is " + std::to_string(p) + ".", tree.place);
        if (s < 0 || s > p)
            fail(ErrorCode::Invalid, "The scale of a DECIMAL goes from 0 to its precision, " + std::to_string(p) + "; here it is " + std::to_string(s) + ".", tree.place);
        type = DataType::decimal(p, s);
        break;
    }
    case TypeWord::TinyInt: type = DataType::tinyInt(); break;
    case TypeWord::SmallInt: type = DataType::smallInt(); break;
    case TypeWord::Int: type = DataType::integer(); break;
    case TypeWord::BigInt: type = DataType::bigInt(); break;
    case TypeWord::Float: type = DataType::float32(); break;
    case TypeWord::Double: type = DataType::float64(); break;
    case TypeWord::Date: type = DataType::date(); break;
    case TypeWord::Time: type = DataType::time(digits(0, 3)); break;
    case TypeWord::Timestamp:
        if (tree.withTimeZone)
            fail(ErrorCode::Unsupported, "TIMESTAMP WITH TIME ZONE is not supported, as in Flink.", tree.place, "Use TIMESTAMP_LTZ.");
        type = DataType::timestamp(digits(6, 9));
        break;
    case TypeWord::TimestampLtz: type = DataType::timestampLtz(digits(6, 9)); break;
    case TypeWord::Interval: {
        bool months = tree.interval.first == sql::TimeUnit::Year || tree.interval.first == sql::TimeUnit::Month;
        type = months ? DataType::intervalYearMonth() : DataType::intervalDayTime();
        break;
    }
    case TypeWord::Array: type = DataType::array(of(0)); break;
    case TypeWord::Map: type = DataType::map(of(0), of(1)); break;
    case TypeWord::Multiset: type = DataType::multiset(of(0)); break;
    case TypeWord::Row: {
        std::vector<Field> fields;
        for (const auto& field : tree.fields) {
            for (const auto& known : fields)
                if (known.name == field.name.text)
                    fail(ErrorCode::Exists, "The ROW has two fields named '" + field.name.text + "'.", field.name.place);
            fields.push_back({field.name.text, bindType(field.type), field.comment});
        }
        type = DataType::row(std::move(fields));
        break;
    }
    case TypeWord::Variant: type = DataType::variant(); break;
    case TypeWord::Bitmap: type = DataType::bitmap(); break;
    case TypeWord::Null: type = DataType::null(); break;
    case TypeWord::Raw: unsupported("RAW", tree.place);
    case TypeWord::Structured: unsupported("A structured type", tree.place);
    case TypeWord::User:
        fail(ErrorCode::Unknown, "There is no type '" + tree.userName.dotted() + "'.", tree.place,
             didYouMean(upperCase(tree.userName.dotted()), {"INT", "BIGINT", "STRING", "DOUBLE", "FLOAT", "BOOLEAN", "DECIMAL", "TIMESTAMP", "TIMESTAMP_LTZ", "DATE",
                                                            "TIME", "BYTES", "VARCHAR", "SMALLINT", "TINYINT", "ARRAY", "MAP", "ROW", "VARIANT"}));
    case TypeWord::Missing: throw BindFailure{};
    }
    return tree.notNull ? type.notNull() : type;
}

} // namespace weir::binder

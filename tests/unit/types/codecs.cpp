// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/types/hash.h"
#include "engine/types/row_codec.h"
#include "engine/types/text.h"

#include <QtTest>
#include <limits>

using namespace weir;

namespace {

Value randomValue(Random& random, const DataType& type, bool nulls = true) {
    if (nulls && random.below(4) == 0) return Value();
    switch (type.physical()) {
    case PhysicalKind::Bool: return Value(random.below(2) == 1);
    case PhysicalKind::Int8:
    case PhysicalKind::Int16: return Value(static_cast<int64_t>(random.below(200)) - 100);
    case PhysicalKind::Int32:
    case PhysicalKind::Int64: return Value(static_cast<int64_t>(random.below(2000)) - 1000);
    case PhysicalKind::Int128: return Value(Int128(static_cast<int64_t>(random.next())) * 1000);
    case PhysicalKind::Float32:
    case PhysicalKind::Float64: {
        double values[] = {0.0, -0.0, 1.5, -1.5, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN(), 1e-300, 3};
        return Value(values[random.below(8)]);
    }
    case PhysicalKind::Bytes: {
        std::string text(random.below(20), 'a');
        for (char& c : text) c = static_cast<char>(random.below(3) == 0 ? 0 : 'a' + random.below(3));
        return Value(std::move(text));
    }
    case PhysicalKind::Array: {
        Value::List list;
        for (uint64_t i = random.below(4); i > 0; --i) list.push_back(randomValue(random, type.element()));
        return Value(std::move(list));
    }
    case PhysicalKind::Map: {
        Value::List list;
        for (uint64_t i = random.below(3); i > 0; --i) {
            list.push_back(randomValue(random, type.children()[0], false));
            list.push_back(randomValue(random, type.children()[1]));
        }
        return Value(std::move(list));
    }
    case PhysicalKind::Row: {
        Value::List list;
        for (const DataType& field : type.children()) list.push_back(randomValue(random, field));
        return Value(std::move(list));
    }
    }
    return Value();
}

std::vector<DataType> manyTypes() {
    return {DataType::boolean(),
            DataType::tinyInt(),
            DataType::string(),
            DataType::integer(),
            DataType::array(DataType::string()),
            DataType::float64(),
            DataType::decimal(30, 2),
            DataType::map(DataType::string(), DataType::integer()),
            DataType::bytes(),
            DataType::row({{"a", DataType::smallInt()}, {"b", DataType::array(DataType::bigInt())}}),
            DataType::timestamp(9)};
}

ColumnRef randomColumn(Random& random, const DataType& type, int rows) {
    VectorBuilder builder(type, 3);
    for (int i = 0; i < rows; ++i) builder.appendValue(randomValue(random, type));
    return builder.finish();
}

std::string textOfCell(const Vector& column, const DataType& type, int row) {
    std::string out;
    appendText(out, column, type, row, *TimeZone::utc());
    return out;
}

/// The column as a dictionary in which every third entry is used twice.
ColumnRef asDictionary(const ColumnRef& column) {
    BufferRef codes(static_cast<size_t>(column->rows()) * sizeof(int32_t));
    for (int i = 0; i < column->rows(); ++i) codes.as<int32_t>()[i] = i;
    return std::make_shared<Vector>(Vector::dictionary(column, codes, column->rows()));
}

} // namespace

class Codecs : public QObject {
    Q_OBJECT
private slots:
    void packedRowsReadBack() {
        Random random(7);
        auto types = manyTypes();
        RowCodec codec(types);
        constexpr int Rows = 200;
        Batch batch;
        batch.rows = Rows;
        for (const DataType& type : types) batch.columns.push_back(randomColumn(random, type, Rows));
        auto selection = std::make_shared<Selection>();
        for (int row = 0; row < Rows; row += 3) selection->push_back(static_cast<uint16_t>(row));
        for (const Batch& given : {batch, batch.withSelection(selection)}) {
            EncodedRows rows;
            codec.encode(given.columns, given, rows);
            QCOMPARE(rows.rows(), given.size());
            std::vector<std::string_view> views;
            for (int i = 0; i < rows.rows(); ++i) views.push_back(rows.row(i));
            auto builders = codec.makeBuilders(4);
            codec.decode(views, builders);
            for (size_t c = 0; c < types.size(); ++c) {
                ColumnRef column = builders[c].finish();
                for (int i = 0; i < given.size(); ++i)
                    QCOMPARE(textOfCell(*column, types[c], i), textOfCell(*batch.columns[c], types[c], given.physicalRow(i)));
            }
            std::vector<char> one;
            codec.encodeRow(given.columns, given.physicalRow(5), one);
            QVERIFY(std::string_view(one.data(), one.size()) == rows.row(5));
        }
    }
    void encodingsAgree() {
        Random random(9);
        constexpr int Rows = 50;
        for (const DataType& type : manyTypes()) {
            Batch batch;
            batch.rows = Rows;
            ColumnRef flat = randomColumn(random, type, Rows);
            ColumnRef dictionary = asDictionary(flat);
            RowCodec codec({type});
            EncodedRows a, b;
            codec.encode({&flat, 1}, batch, a);
            codec.encode({&dictionary, 1}, batch, b);
            QVERIFY(a.bytes == b.bytes);
            std::vector<uint64_t> x, y;
            hashRows({&flat, 1}, batch, x);
            hashRows({&dictionary, 1}, batch, y);
            QVERIFY(x == y);
            for (int i = 0; i < Rows; ++i)
                for (int k = 0; k < Rows; ++k)
                    if (a.row(i) == a.row(k)) QCOMPARE(x[i], x[k]);
            ColumnRef back = flatten(dictionary), joined = concatenate(std::array{slice(flat, 0, 17), slice(dictionary, 17, 20), slice(flat, 37, 13)});
            for (int i = 0; i < Rows; ++i) {
                QCOMPARE(textOfCell(*back, type, i), textOfCell(*flat, type, i));
                QCOMPARE(textOfCell(*joined, type, i), textOfCell(*flat, type, i));
            }
        }
    }
    void constantsAgree() {
        Random random(11);
        for (const DataType& type : manyTypes()) {
            Value value = randomValue(random, type, false);
            ColumnRef constant = std::make_shared<Vector>(Vector::constant(type, value, 5)), flat = flatten(constant);
            QVERIFY(flat->isFlat() && flat->rows() == 5);
            for (int i = 0; i < 5; ++i) QCOMPARE(textOfCell(*flat, type, i), textOfCell(*constant, type, i));
            Batch batch;
            batch.rows = 5;
            std::vector<uint64_t> x, y;
            hashRows({&constant, 1}, batch, x);
            hashRows({&flat, 1}, batch, y);
            QVERIFY(x == y);
            QVERIFY(flatten(std::make_shared<Vector>(Vector::nulls(type, 3)))->isNull(2));
        }
    }
    void bytesOrderAsValues() {
        struct Case {
            DataType type;
            std::vector<Value> ascending;
        };
        double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
        std::vector<Case> cases = {
            {DataType::integer(), {Value(-2147483647), Value(-1), Value(0), Value(1), Value(70000)}},
            {DataType::tinyInt(), {Value(-128), Value(-1), Value(0), Value(127)}},
            {DataType::decimal(38, 0), {Value(Int128(-1) << 100), Value(Int128(-5)), Value(Int128(0)), Value(Int128(1) << 90)}},
            {DataType::float64(), {Value(-infinity), Value(-1.5), Value(-0.0), Value(0.0), Value(2.5), Value(infinity), Value(nan)}},
            {DataType::string(), {Value(""), Value(std::string(1, '\0')), Value(std::string("\0a", 2)), Value("a"), Value(std::string("a\0", 2)), Value("aa"), Value("b"), Value("\xff")}},
            {DataType::array(DataType::integer()), {Value(Value::List{}), Value(Value::List{Value()}), Value(Value::List{Value(1)}), Value(Value::List{Value(1), Value(0)}), Value(Value::List{Value(2)})}},
        };
        for (const Case& one : cases)
            for (bool descending : {false, true})
                for (bool nullsLast : {false, true}) {
                    SortKeyCodec codec({one.type}, {{0, descending, nullsLast}});
                    VectorBuilder builder(one.type, 4);
                    for (const Value& value : one.ascending) builder.appendValue(value);
                    builder.appendNull();
                    ColumnRef column = builder.finish();
                    Batch batch;
                    batch.rows = column->rows();
                    EncodedRows keys;
                    codec.encode({&column, 1}, batch, keys);
                    int last = batch.rows - 1;
                    for (int i = 0; i + 1 < last; ++i) QVERIFY(descending ? keys.row(i) > keys.row(i + 1) : keys.row(i) < keys.row(i + 1));
                    for (int i = 0; i < last; ++i) QVERIFY(nullsLast ? keys.row(i) < keys.row(last) : keys.row(i) > keys.row(last));
                }
    }
    void batchesKeepTheirRows() {
        Batch batch;
        batch.rows = 6;
        VectorBuilder builder(DataType::integer(), 6);
        for (int i = 0; i < 6; ++i) builder.append<int32_t>(i * 10);
        batch.columns = {builder.finish()};
        batch.kinds = BufferRef(6);
        for (int i = 0; i < 6; ++i) batch.kinds.as<uint8_t>()[i] = static_cast<uint8_t>(i % 4);
        batch.span = SourceSpan{1, 2, 100};
        Batch chosen = batch.withSelection(std::make_shared<Selection>(Selection{2, 3, 5}));
        Batch dense = chosen.dense();
        QCOMPARE(dense.rows, 3);
        QCOMPARE(dense.columns[0]->at<int32_t>(2), 50);
        QVERIFY(dense.kind(0) == RowKind::UpdateAfter);
        QVERIFY(!dense.span);
        Batch part = batch.slice(2, 3);
        QCOMPARE(part.columns[0]->at<int32_t>(0), 20);
        QCOMPARE(part.span->firstPosition, int64_t(102));
        Batch parts[] = {chosen, part};
        Batch all = concatenate(parts);
        QCOMPARE(all.rows, 6);
        QCOMPARE(all.columns[0]->at<int32_t>(3), 20);
        QVERIFY(all.kind(5) == RowKind::Insert);
    }
};

QTEST_APPLESS_MAIN(Codecs)
#include "codecs.moc"

// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/formats/format_info.h"
#include "engine/types/decimal.h"
#include "engine/types/java_hash.h"
#include "engine/types/text.h"

#include <QTest>

using namespace weir;

namespace {

/// Random types and values; deep enough to nest, small enough to read when a law breaks.
struct Generator {
    Random random;
    bool nested;
    std::string oddName = "y \"z\"";

    int below(int bound) { return static_cast<int>(random.below(static_cast<uint64_t>(bound))); }

    DataType type(int depth) {
        switch (below(nested && depth < 2 ? 20 : 15)) {
        case 0: return DataType::boolean();
        case 1: return DataType::tinyInt();
        case 2: return DataType::smallInt();
        case 3: return DataType::integer();
        case 4: return DataType::bigInt();
        case 5: return DataType::float32();
        case 6: return DataType::float64();
        case 7: return DataType::decimal(12, 3);
        case 8: return DataType::decimal(38, 10);
        case 9: return DataType::bytes();
        case 10: return DataType::date();
        case 11: return DataType::time(0);
        case 12: return DataType::timestamp(below(10));
        case 13: return DataType::timestampLtz(below(10));
        case 14: return DataType::string();
        case 15:
        case 16: return DataType::array(type(depth + 1));
        case 17: return DataType::map(DataType::string(), type(depth + 1));
        default: return DataType::row({{"x", type(depth + 1)}, {oddName, type(depth + 1)}});
        }
    }

    std::string text() {
        static const std::string_view pieces[] = {"a", ",", "\"", "\\", "\n", "\r\n", " ", "é", "🙂", "#", ";", "NULL", "\t", "{", "x'", std::string_view("\0", 1), "0123456789abcdefghij"};
        std::string out;
        for (int left = below(6); left > 0; --left) out += pieces[below(std::size(pieces))];
        return out;
    }

    Value value(const DataType& type) {
        if (below(8) == 0) return {};
        auto bits = [&](int count) { return static_cast<int64_t>(random.next()) >> (64 - count); };
        switch (type.kind()) {
        case TypeKind::Boolean: return Value(below(2) == 1);
        case TypeKind::TinyInt: return Value(bits(8));
        case TypeKind::SmallInt: return Value(bits(16));
        case TypeKind::Int: return Value(bits(1 + below(32)));
        case TypeKind::BigInt: return Value(bits(1 + below(64)));
        case TypeKind::Float: return Value(static_cast<double>(static_cast<float>((random.uniform() - 0.5) * std::pow(10.0, below(60) - 30))));
        case TypeKind::Double: return Value((random.uniform() - 0.5) * std::pow(10.0, below(400) - 200));
        case TypeKind::Decimal: {
            Int128 unscaled = (static_cast<Int128>(bits(64)) << 60 | (random.next() >> 4)) % powerOfTen(below(type.precision()) + 1);
            return type.precision() <= 18 ? Value(static_cast<int64_t>(unscaled)) : Value(unscaled);
        }
        case TypeKind::Date: return Value(bits(20));
        case TypeKind::Time: return Value(static_cast<int64_t>(below(86'400)) * 1000);
        case TypeKind::Timestamp:
        case TypeKind::TimestampLtz: {
            // Physical values carry at most the digits that the precision shows.
            Int128 step = type.precision() <= 3 ? powerOfTen(3 - type.precision()) : type.precision() <= 6 ? powerOfTen(6 - type.precision()) : powerOfTen(9 - type.precision());
            Int128 unit = type.precision() <= 3 ? 1 : type.precision() <= 6 ? 1000 : 1'000'000;
            Int128 moment = (static_cast<Int128>(bits(44)) * unit + below(1000)) / step * step;
            return type.precision() <= 6 ? Value(static_cast<int64_t>(moment)) : Value(moment);
        }
        case TypeKind::Array: {
            Value::List list;
            for (int left = below(4); left > 0; --left) list.push_back(value(type.element()));
            return Value(std::move(list));
        }
        case TypeKind::Map: {
            // Decoded maps have the order of a HashMap.
            std::vector<std::string> keys;
            std::vector<int32_t> hashes;
            for (int i = 0, count = below(4); i < count; ++i) {
                keys.push_back("k" + std::to_string(i) + text());
                hashes.push_back(flinkTextHash(keys.back()));
            }
            std::vector<int> order;
            javaMapOrder(hashes, order);
            Value::List list;
            for (int at : order) {
                list.push_back(Value(keys[static_cast<size_t>(at)]));
                list.push_back(value(type.value()));
            }
            return Value(std::move(list));
        }
        case TypeKind::Row: {
            Value::List list;
            for (const Field& field : type.fields()) list.push_back(value(field.type));
            return Value(std::move(list));
        }
        default: return Value(text());
        }
    }
};

std::string shown(const Batch& batch, const Schema& schema) {
    std::string out;
    for (int row = 0; row < batch.rows; ++row) {
        out += symbol(batch.kind(row));
        for (int i = 0; i < schema.size(); ++i) {
            out += "|";
            if (batch.columns[static_cast<size_t>(i)]->isNull(row)) out += "NULL";
            else appendText(out, *batch.columns[static_cast<size_t>(i)], schema.fields[static_cast<size_t>(i)].type, row, *TimeZone::utc());
        }
        out += "\n";
    }
    return out;
}

} // namespace

class RoundTripTest : public QObject {
    Q_OBJECT

    /// decode(encode(rows)) == rows; returns the bytes in between.
    std::string law(std::string_view format, const Schema& schema, Options options, const Batch& batch) {
        FormatContext context{schema, {}, std::move(options), TimeZone::utc()};
        for (int i = 0; i < schema.size(); ++i) context.wanted.push_back(i);
        auto encoder = std::move(findFormat(format)->makeEncoder(context)).value();
        auto decoder = std::move(findFormat(format)->makeDecoder(context)).value();
        std::string bytes;
        Status written = encoder->encodeLines(batch, bytes);
        if (!written.ok()) qFatal("%s", written.error().message.c_str());
        size_t length = bytes.size();
        bytes.append(64, '\0');
        DecodedRows rows(schema.types());
        Result<size_t> used = decoder->decodeMany({bytes.data(), length}, true, 1 << 20, rows);
        bytes.resize(length);
        if (!used.ok()) qFatal("%s\n%s", used.error().message.c_str(), bytes.c_str());
        std::string before = shown(batch, schema), after = shown(rows.finish(), schema);
        if (before != after) qFatal("%s\nbefore:\n%s\nbytes:\n%s\nafter:\n%s", std::string(format).c_str(), before.c_str(), bytes.c_str(), after.c_str());
        return bytes;
    }

    struct HeldBytes final : ByteStream {
        explicit HeldBytes(std::string_view bytes) : left(bytes) {}
        Result<size_t> read(char* to, size_t size) override {
            size = std::min({size, left.size(), size_t(1000)});
            std::copy_n(left.data(), size, to);
            left.remove_prefix(size);
            return size;
        }
        std::string_view left;
    };

    /// The rows of a container file, or "ERROR ...".
    static std::string readFile(Decoder& decoder, std::string_view file, const Schema& schema) {
        std::unique_ptr<ByteStream> records = decoder.unpack(std::make_unique<HeldBytes>(file), "f.avro");
        std::string held, out;
        DecodedRows rows(schema.types());
        while (true) {
            char piece[777];
            Result<size_t> got = records->read(piece, sizeof piece);
            if (!got.ok()) return out + "ERROR " + got.error().message;
            held.append(piece, *got);
            Result<size_t> used = decoder.decodeMany(held, *got == 0, 1 << 20, rows);
            if (!used.ok()) return out + "ERROR " + used.error().message;
            held.erase(0, *used);
            if (rows.rows > 0) out += shown(rows.finish(), schema);
            if (*got == 0) return held.empty() ? out : out + "ERROR bytes are left";
        }
    }

    static Batch rowsOf(Generator& generator, const Schema& schema, int count) {
        Batch batch;
        batch.rows = count;
        for (const Field& field : schema.fields) {
            VectorBuilder builder(field.type);
            for (int row = 0; row < count; ++row) builder.appendValue(generator.value(field.type));
            batch.columns.push_back(builder.finish());
        }
        return batch;
    }

    static Schema schemaOf(Generator& generator) {
        Schema schema;
        for (int i = 0, count = 1 + generator.below(6); i < count; ++i) schema.fields.push_back({"c" + std::to_string(i), generator.type(0)});
        return schema;
    }

private slots:
    void json() {
        for (uint64_t seed = 0; seed < 300; ++seed) {
            Generator generator{Random(seed), true};
            Schema schema = schemaOf(generator);
            Options options;
            if (generator.below(2)) options["json.timestamp-format.standard"] = "ISO-8601";
            if (generator.below(2)) options["json.encode.decimal-as-plain-number"] = "true";
            if (generator.below(2)) options["json.encode.ignore-null-fields"] = "true";
            law("json", schema, options, rowsOf(generator, schema, 20));
        }
    }
    void csv() {
        for (uint64_t seed = 0; seed < 300; ++seed) {
            Generator generator{Random(seed, 1), false};
            Schema schema = schemaOf(generator);
            schema.fields.push_back({"last", DataType::integer()});
            Options options{{"csv.null-literal", "\\N"}};
            if (generator.below(2)) options["csv.field-delimiter"] = ";";
            if (generator.below(2)) options["csv.quote-character"] = "'";
            if (generator.below(2)) options["csv.write-bigdecimal-in-scientific-notation"] = "false";
            law("csv", schema, options, rowsOf(generator, schema, 20));
        }
    }
    /// Files and messages; each codec; whatever happens to a file's bytes is rows or an error.
    void avro() {
        const std::string_view codecs[] = {"null", "deflate", "snappy", "bzip2", "xz", "zstandard"};
        int tried = 0;
        for (uint64_t seed = 0; seed < 400; ++seed) {
            Generator generator{Random(seed, 2), true, "y"};
            Schema schema = schemaOf(generator);
            FormatContext context{schema, {}, {{"avro.timestamp_mapping.legacy", "false"}, {"avro.codec", std::string(codecs[seed % 6])}}, TimeZone::utc()};
            for (int i = 0; i < schema.size(); ++i) context.wanted.push_back(i);
            auto encoder = findFormat("avro")->makeEncoder(context);
            if (!encoder) {
                QVERIFY(encoder.error().message.find("Avro") != std::string::npos || encoder.error().message.find("'avro'") != std::string::npos);
                continue;
            }
            ++tried;
            auto decoder = std::move(findFormat("avro")->makeDecoder(context)).value();
            Batch batch = rowsOf(generator, schema, 20);
            std::string before = shown(batch, schema), file, messages;
            (*encoder)->beginFile(file);
            const std::string head = file;
            QVERIFY((*encoder)->encodeLines(batch, file).ok());
            QVERIFY((*encoder)->encodeLines(batch, file).ok());
            QCOMPARE(readFile(*decoder, file, schema), before + before);
            std::vector<size_t> ends;
            QVERIFY((*encoder)->encodeMessages(batch, messages, ends).ok());
            DecodedRows rows(schema.types());
            for (size_t i = 0; i < ends.size(); ++i) {
                size_t from = i ? ends[i - 1] : 0;
                std::string_view message = std::string_view(messages).substr(from, ends[i] - from);
                QVERIFY(decoder->decode(message, rows).ok());
                if (!message.empty()) QVERIFY(!decoder->decode(message.substr(0, message.size() - 1), rows).ok());
            }
            QCOMPARE(shown(rows.finish(), schema), before);
            for (int change = 0; change < 20; ++change) {
                std::string broken = file;
                if (change % 2) broken.resize(static_cast<size_t>(generator.below(static_cast<int>(file.size()))));
                else broken[static_cast<size_t>(generator.below(static_cast<int>(file.size())))] ^= static_cast<char>(1 << generator.below(8));
                std::string rest = readFile(*decoder, broken, schema);
                QVERIFY(!rest.empty() || broken == head);
            }
        }
        QVERIFY(tried > 100);
    }
    /// Few bytes that claim much, and schemas without an end.
    void avroClaims() {
        auto opened = [](std::string schema, std::string block) {
            FormatContext context{{{{"a", DataType::array(DataType::integer())}, {"n", DataType::integer()}}}, {0, 1}, {}, TimeZone::utc()};
            auto decoder = std::move(findFormat("avro")->makeDecoder(context)).value();
            auto number = [](int64_t value) {
                std::string out;
                for (uint64_t left = static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63);; left >>= 7) {
                    out += static_cast<char>(left >= 0x80 ? left | 0x80 : left);
                    if (left < 0x80) return out;
                }
            };
            std::string sync(16, 's');
            std::string file = std::string("Obj\1", 4) + number(1) + number(11) + "avro.schema" + number(static_cast<int64_t>(schema.size())) + schema + number(0) + sync + number(1) +
                               number(static_cast<int64_t>(block.size())) + block + sync;
            return readFile(*decoder, file, context.schema);
        };
        auto fails = [&](const std::string& schema, const std::string& block) { return opened(schema, block).find("ERROR") != std::string::npos; };
        // 2^33 items of no bytes each.
        QVERIFY(fails(R"({"type":"record","name":"r","fields":[{"name":"a","type":{"type":"array","items":"null"}}]})", std::string("\x80\x80\x80\x80\x40\0", 6)));
        QVERIFY(fails(R"({"type":"record","name":"r","fields":[{"name":"a","type":{"type":"array","items":"int"}}]})", std::string("\x80\x80\x80\x80\x40\2\0", 7)));
        // A block that tells its size is passed over at first; its items are a branch that is not there, a text that is too long, and too many.
        const std::string unions = R"({"type":"record","name":"r","fields":[{"name":"a","type":{"type":"array","items":["null","int"]}}]})";
        QVERIFY(fails(unions, std::string("\1\2\x40\0", 4)));
        QVERIFY(fails(unions, std::string("\1\2\1\0", 4)));
        QVERIFY(fails(unions, std::string("\x7f\2\0\0", 4)));
        QVERIFY(!fails(unions, std::string("\1\2\0\0", 4)));
        // A million levels of a record in itself.
        std::string deep(1'000'000, '\2');
        QVERIFY(fails(R"({"type":"record","name":"r","fields":[{"name":"x","type":["null","r"]}]})", deep));
        QVERIFY(fails(R"({"type":"record","name":"r","fields":[{"name":"x","type":"r"}]})", deep));
        QVERIFY(fails(R"({"type":"record","name":"r","fields":[]})", "a"));
        std::string nested;
        for (int i = 0; i < 100'000; ++i) nested += R"({"type":"array","items":)";
        QVERIFY(fails(nested, "a"));
        QVERIFY(fails(R"(["null","int"])", "\2\2"));
        QVERIFY(fails(R"({"type":"record","name":"r","fields":[{"name":"a","type":{"type":"fixed","name":"f","size":-1}}]})", "a"));
        // Other names, more fields, promotion of what is inside.
        QCOMPARE(opened(R"({"type":"record","name":"other","fields":[{"name":"x","type":{"type":"map","values":"string"}},{"name":"n","type":"int"},{"name":"e","type":{"type":"enum","name":"e","symbols":["p","q"]}}]})",
                        std::string("\2\2k\2v\0\x0e\2", 8)),
                 std::string("+I|NULL|7\n"));
    }
    void changes() {
        for (std::string_view format : {"debezium-json", "canal-json", "maxwell-json", "ogg-json"}) {
            Generator generator{Random(9), true};
            Schema schema{{{"id", DataType::integer()}, {"s", DataType::string()}, {"r", DataType::row({{"x", DataType::decimal(9, 2)}})}}};
            Batch batch = rowsOf(generator, schema, 30);
            batch.kinds = BufferRef(30);
            for (int i = 0; i < 30; ++i) batch.kinds.as<RowKind>()[i] = i % 3 == 1 ? RowKind::Delete : RowKind::Insert;
            law(format, schema, {}, batch);
        }
    }
    /// Whatever happens to the bytes: rows or an error, the same at every cut, and never a crash.
    void damaged() {
        for (std::string_view format : {"json", "csv", "debezium-json", "canal-json", "maxwell-json", "ogg-json", "raw"}) {
            for (uint64_t seed = 0; seed < 150; ++seed) {
                Generator generator{Random(seed, 2), format != "csv" && format != "raw"};
                Schema schema = format == "raw" ? Schema{{{"line", DataType::string()}}} : schemaOf(generator);
                if (format == "csv") schema.fields.push_back({"last", DataType::integer()});
                FormatContext context{schema, {}, {{std::string(format) + ".ignore-parse-errors", "true"}}, TimeZone::utc()};
                if (format == "raw") context.options.clear();
                for (int i = 0; i < schema.size(); ++i) context.wanted.push_back(i);
                std::string bytes;
                auto encoder = std::move(findFormat(format)->makeEncoder(context)).value();
                (void)encoder->encodeLines(rowsOf(generator, schema, 8), bytes).ok();
                for (int hits = 1 + generator.below(5); hits > 0 && !bytes.empty(); --hits) {
                    size_t at = generator.random.below(bytes.size());
                    switch (generator.below(4)) {
                    case 0: bytes[at] = static_cast<char>(generator.random.next()); break;
                    case 1: bytes.erase(at, 1 + generator.random.below(20)); break;
                    case 2: bytes.insert(at, "\"{[,:\\\n"); break;
                    default: bytes[at] = "\"{}[],:\\\n\r-e."[generator.below(13)];
                    }
                }
                size_t length = bytes.size();
                // Exactly the 64 readable bytes that the contract gives, so that a sanitizer sees one more.
                std::vector<char> exact(bytes.begin(), bytes.end());
                exact.resize(length + 64);
                auto run = [&](int maxRows) {
                    auto decoder = std::move(findFormat(format)->makeDecoder(context)).value();
                    std::string out;
                    size_t at = 0;
                    DecodedRows rows(schema.types());
                    while (true) {
                        Result<size_t> used = decoder->decodeMany({exact.data() + at, length - at}, true, maxRows, rows);
                        if (!used.ok()) return out + shown(rows.finish(), schema) + used.error().message;
                        at += *used;
                        if (rows.rows == 0) return out;
                        out += shown(rows.finish(), schema);
                    }
                };
                std::string whole = run(1000), single = run(1);
                // Bytes that are not UTF-8 refuse a whole batch of CSV, so how many rows come before depends on its size.
                bool refused = format == "csv" && whole.find("not UTF-8") != std::string::npos;
                if (refused) QVERIFY(single.find("not UTF-8") != std::string::npos);
                else QCOMPARE(QString::fromStdString(single), QString::fromStdString(whole));
            }
        }
    }
};

QTEST_APPLESS_MAIN(RoundTripTest)
#include "round_trip_test.moc"

// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/format_info.h"
#include "engine/types/text.h"

#include <QTest>

using namespace weir;

namespace {

FormatContext contextOf(Schema schema, Options options) {
    FormatContext context{std::move(schema), {}, std::move(options), TimeZone::utc()};
    for (int i = 0; i < context.schema.size(); ++i) context.wanted.push_back(i);
    return context;
}

std::string rowText(const Batch& batch, const Schema& schema, const std::vector<int>& wanted, int row) {
    std::string text = batch.insertOnly() ? "" : std::string(symbol(batch.kind(row))) + " ";
    for (size_t i = 0; i < wanted.size(); ++i) {
        if (i) text += "|";
        if (batch.columns[i]->isNull(row)) text += "NULL";
        else appendText(text, *batch.columns[i], schema.fields[static_cast<size_t>(wanted[i])].type, row, *TimeZone::utc());
    }
    return text + "\n";
}

/// All rows of a text as lines, or the error's message.
std::string decoded(std::string_view format, const FormatContext& context, std::string text, int maxRows = 1000) {
    Result<std::unique_ptr<Decoder>> decoder = findFormat(format)->makeDecoder(context);
    if (!decoder.ok()) return decoder.error().message;
    std::vector<DataType> types;
    for (int column : context.wanted) types.push_back(context.schema.fields[static_cast<size_t>(column)].type);
    DecodedRows rows(types);
    size_t length = text.size(), at = 0;
    text.append(64, '\0');
    std::string out;
    while (true) {
        Result<size_t> used = (*decoder)->decodeMany({text.data() + at, length - at}, true, maxRows, rows);
        if (!used.ok()) return out + "ERROR " + used.error().message;
        at += *used;
        if (rows.rows == 0) break;
        Batch batch = rows.finish();
        for (int row = 0; row < batch.rows; ++row) out += rowText(batch, context.schema, context.wanted, row);
    }
    return out;
}

std::string encoded(std::string_view format, const FormatContext& context, const Batch& batch) {
    Result<std::unique_ptr<Encoder>> encoder = findFormat(format)->makeEncoder(context);
    if (!encoder.ok()) return encoder.error().message;
    std::string out;
    Status status = (*encoder)->encodeLines(batch, out);
    return status.ok() ? out : status.error().message;
}

DataType text() { return DataType::string(); }

} // namespace

class DecodingTest : public QObject {
    Q_OBJECT
private slots:
    void csvQuotes() {
        FormatContext context = contextOf({{{"id", DataType::integer()}, {"s", text()}, {"n", DataType::float64()}}}, {});
        QCOMPARE(decoded("csv", context, "1,\"say \"\"hi\"\"\",1.5\n2,'single',-2\n3,\"two\nlines\",7e2\n4,\" padded \",+0.25\n5,\"\",.5\n6,a\"b,9\n"),
                 "1|say \"hi\"|1.5\n2|'single'|-2.0\n3|two\nlines|700.0\n4| padded |0.25\n5||0.5\n6|a\"b|9.0\n");
    }
    void csvIgnoresErrors() {
        FormatContext context = contextOf({{{"id", DataType::integer()}, {"s", text()}, {"n", DataType::float64()}}}, {{"csv.ignore-parse-errors", "true"}});
        QCOMPARE(decoded("csv", context, "1,one,1.5\nx,two,2.5\n3,three\n4,four,4.5,extra\n\n5,five,abc\n6,\"six\",6.5\n", 2),
                 "1|one|1.5\nNULL|two|2.5\n3|three|NULL\nNULL|NULL|NULL\n5|five|NULL\n6|six|6.5\n");
    }
    void csvFailsWithTheRecord() {
        FormatContext context = contextOf({{{"id", DataType::integer()}, {"s", text()}}}, {});
        QVERIFY(decoded("csv", context, "1,a\nx,b\n").find("'x' in field 'id' is no INT") != std::string::npos);
        QVERIFY(decoded("csv", context, "1\n").find("too few fields") != std::string::npos);
        QVERIFY(decoded("csv", context, "1,2,3\n").find("too many fields") != std::string::npos);
        QVERIFY(decoded("csv", context, "1,\"abc").find("quotes do not match") != std::string::npos);
        QVERIFY(decoded("csv", context, "1,\"a\"b\n").find("quotes do not match") != std::string::npos);
        QCOMPARE(decoded("csv", context, "1,a,\n"), "1|a\n");     // a trailing comma
    }
    void csvComments() {
        FormatContext context = contextOf({{{"a", text()}, {"b", text()}}}, {{"csv.allow-comments", "true"}});
        QCOMPARE(decoded("csv", context, "# header, comment\n1,one\n#2,two\n3,#three\n 4,four\n"), "1|one\n3|#three\n4|four\n");
    }
    void csvDelimiters() {
        FormatContext context = contextOf({{{"a", text()}, {"b", DataType::array(text())}, {"c", DataType::integer()}, {"d", DataType::boolean()}}},
                                          {{"csv.field-delimiter", ";"}, {"csv.array-element-delimiter", "|"}, {"csv.escape-character", "\\"}, {"csv.null-literal", "n/a"}});
        QCOMPARE(decoded("csv", context, "a\\;b;x|y||z;1;true\n\"q;q\";;2;FALSE\nn/a;n/a|é;n/a;n/a\nNULL;\"p|q\";-4;true\n"),
                 "a;b|[x, y, , z]|1|TRUE\nq;q|[]|2|FALSE\nNULL|[NULL, é]|NULL|NULL\nNULL|[p, q]|-4|TRUE\n");
    }
    void csvLineEnds() {
        FormatContext context = contextOf({{{"a", text()}, {"b", text()}}}, {});
        QCOMPARE(decoded("csv", context, "id1,x\r\nid2,\"y\r\nz\"\r\nid3,\r\n"), "id1|x\nid2|y\r\nz\nid3|\n");
        QCOMPARE(decoded("csv", context, "1,2\n3,4"), "1|2\n3|4\n");
        QCOMPARE(decoded("csv", context, ""), "");
    }
    void csvTypes() {
        FormatContext context = contextOf(
            {{{"b", DataType::boolean()}, {"ti", DataType::tinyInt()}, {"l", DataType::bigInt()}, {"f", DataType::float32()}, {"d", DataType::float64()},
              {"de", DataType::decimal(9, 3)}, {"bin", DataType::bytes()}, {"da", DataType::date()}, {"tm", DataType::time(0)}, {"ts", DataType::timestamp(3)},
              {"lz", DataType::timestampLtz(6)}}},
            {{"csv.null-literal", ""}});
        QCOMPARE(decoded("csv", context,
                         "TRUE,1,-9223372036854775808,1.5,-0.0,123.450,YWJj,2024-02-29,23:59:59,2024-02-29 12:34:56.789,2024-02-29 12:34:56.123456Z\n"
                         "false,-128,0,3.4028235E38,1e-300,-0.001,,1969-12-31,00:00:00,1969-12-31 23:59:59,1969-12-31 23:59:59Z\n"),
                 "TRUE|1|-9223372036854775808|1.5|-0.0|123.450|x'616263'|2024-02-29|23:59:59|2024-02-29 12:34:56.789|2024-02-29 12:34:56.123456\n"
                 "FALSE|-128|0|3.4028235E38|1.0E-300|-0.001|NULL|1969-12-31|00:00:00|1969-12-31 23:59:59.000|1969-12-31 23:59:59.000000\n");
    }
    /// A record cut anywhere waits for the rest and never reads wrong.
    void csvAnyCut() {
        FormatContext context = contextOf({{{"a", text()}, {"b", text()}}}, {});
        std::string whole = "one,\"t\"\"w\no\"\r\nthree,four\n\"x\",y\n";
        std::string expected = decoded("csv", context, whole);
        for (size_t cut = 0; cut <= whole.size(); ++cut) {
            auto decoder = std::move(findFormat("csv")->makeDecoder(context)).value();
            DecodedRows rows({text(), text()});
            std::string padded = whole + std::string(64, '\0');
            size_t used = std::move(decoder->decodeMany({padded.data(), cut}, false, 1000, rows)).value();
            QVERIFY(used <= cut);
            size_t rest = std::move(decoder->decodeMany({padded.data() + used, whole.size() - used}, true, 1000, rows)).value();
            QCOMPARE(used + rest, whole.size());
            Batch batch = rows.finish();
            std::string out;
            for (int row = 0; row < batch.rows; ++row) out += rowText(batch, context.schema, context.wanted, row);
            QCOMPARE(out, expected);
        }
    }
    void csvProjection() {
        FormatContext context = contextOf({{{"a", text()}, {"b", DataType::integer()}, {"c", text()}}}, {});
        context.wanted = {2, 0};
        QCOMPARE(decoded("csv", context, "1,no number,3\n4,,6\n"), "3|1\n6|4\n");
        context.wanted = {};
        QCOMPARE(decoded("csv", context, "1,2,3\n4,5,6\n"), "\n\n");
    }

    void jsonCoercions() {
        FormatContext context = contextOf({{{"i", DataType::integer()}, {"s", text()}, {"d", DataType::float64()}, {"b", DataType::boolean()}, {"de", DataType::decimal(10, 2)}}},
                                          {{"json.ignore-parse-errors", "true"}});
        QCOMPARE(decoded("json", context,
                         "{\"i\": \"42\", \"s\": 12.5, \"d\": \"3.25\", \"b\": \"true\", \"de\": \"1.005\"}\n"
                         "{\"i\": 7.9, \"s\": true, \"d\": 1, \"b\": false, \"de\": 2.675}\n"
                         "{\"i\": -1, \"s\": {\"a\": [1, 2]}, \"d\": 1000.0, \"b\": \"FALSE\", \"de\": 12345}\n"
                         "{\"i\": null, \"s\": [1, \"x\", null], \"d\": \"-Infinity\", \"b\": \"no\", \"de\": 0.001}\n"
                         "{\"i\": \" 5 \", \"s\": null, \"d\": \"NaN\", \"b\": null, \"de\": null}\n"),
                 "42|12.5|3.25|TRUE|1.01\n7|true|1.0|FALSE|2.68\n-1|{\"a\":[1,2]}|1000.0|FALSE|12345.00\n"
                 "NULL|[1,\"x\",null]|-Infinity|FALSE|0.00\n5|NULL|NaN|NULL|NULL\n");
    }
    void jsonNumbers() {
        FormatContext context = contextOf({{{"k", DataType::integer()}, {"t", DataType::tinyInt()}, {"i", DataType::integer()}, {"l", DataType::bigInt()},
                                            {"f", DataType::float32()}, {"d", DataType::float64()}, {"n", DataType::decimal(28, 5)}}},
                                          {{"json.ignore-parse-errors", "true"}});
        QCOMPARE(decoded("json", context,
                         "{\"k\":1,\"t\":127,\"i\":2147483647,\"l\":9223372036854775807,\"f\":1.1,\"d\":0.1,\"n\":12345678901234567890.12345}\n"
                         "{\"k\":2,\"t\":128,\"i\":2147483648,\"l\":9223372036854775808,\"f\":1e39,\"d\":1e400,\"n\":123456789012345678901234567890}\n"
                         "{\"k\":3,\"t\":-129,\"i\":-2147483648,\"l\":-9223372036854775808,\"f\":1e-50,\"d\":-0.0,\"n\":-0.000004}\n"
                         "{\"k\":4,\"t\":1.9,\"i\":-1.9,\"l\":1e3,\"f\":\"1.5\",\"d\":\"1e2\",\"n\":\"7.000005\"}\n"
                         "{\"k\":5,\"t\":\"\",\"i\":\"0x10\",\"l\":\"1_000\",\"f\":\"abc\",\"d\":true,\"n\":false}\n"
                         "{\"k\":6,\"t\":\"12\",\"i\":\"+5\",\"l\":\" 7\",\"f\":16777217,\"d\":9007199254740993,\"n\":1e3}\n"),
                 "1|127|2147483647|9223372036854775807|1.1|0.1|12345678901234567890.12345\n2|NULL|NULL|NULL|Infinity|Infinity|NULL\n"
                 "3|NULL|-2147483648|-9223372036854775808|0.0|-0.0|0.00000\n4|NULL|-1|1000|1.5|100.0|7.00001\n5|NULL|NULL|NULL|NULL|NULL|NULL\n"
                 "6|12|5|7|1.6777216E7|9.007199254740992E15|1000.00000\n");
    }
    void jsonFields() {
        FormatContext context = contextOf({{{"id", DataType::integer()}, {"name", text()}, {"score", DataType::float64()}}}, {});
        QCOMPARE(decoded("json", context,
                         "{\"id\": 1, \"name\": \"a\", \"score\": 1.5}\n{\"id\": 2, \"score\": null}\n{\"name\": \"c\", \"unknown\": [1, 2]}\n{}\n\n"
                         "{\"id\": 5, \"name\": null, \"score\": 7, \"name2\": \"dup\"}\r\n{\"id\":6,\"id\":60,\"name\":\"twice\"}"),
                 "1|a|1.5\n2|NULL|NULL\nNULL|c|NULL\nNULL|NULL|NULL\n5|NULL|7.0\n60|twice|NULL\n");
        context.options["json.fail-on-missing-field"] = "true";
        QVERIFY(decoded("json", context, "{\"id\":1}\n").find("field 'name' is missing") != std::string::npos);
        context.options["json.ignore-parse-errors"] = "true";
        QVERIFY(decoded("json", context, "").find("cannot be true together") != std::string::npos);
    }
    void jsonBroken() {
        FormatContext context = contextOf({{{"id", DataType::integer()}, {"v", text()}}}, {{"json.ignore-parse-errors", "true"}});
        std::string broken = "{\"id\": 1, \"v\": \"ok\"}\n{\"id\":2,\"v\":\"cut\nnot json\n[1,2]\n{\"id\": \"x\", \"v\": \"bad id\"}\n{\"id\": 3, \"v\": {\"o\": 1}}\n"
                             "{\"id\":4,\"v\":\"after\"}\nnull\n7\n{\"id\":5,\"v\":\"\xff\"}\n{\"id\":6 \"v\":\"\"}\n{\"id\":{\"a\":1},\"v\":\"x\"}\n";
        QCOMPARE(decoded("json", context, broken), "1|ok\nNULL|bad id\n3|{\"o\":1}\n4|after\nNULL|NULL\n");
        context.options.clear();
        QVERIFY(decoded("json", context, broken).find("a text is not closed") != std::string::npos);
    }
    void jsonNested() {
        DataType home = DataType::row({{"city", text()}, {"geo", DataType::array(DataType::float64())}});
        DataType who = DataType::row({{"name", text()}, {"tags", DataType::array(text())}, {"home", home}});
        DataType item = DataType::row({{"sku", text()}, {"n", DataType::integer()}});
        FormatContext context = contextOf({{{"id", DataType::integer()}, {"who", who}, {"attrs", DataType::map(text(), DataType::integer())}, {"items", DataType::array(item)}}}, {});
        QCOMPARE(decoded("json", context,
                         "{\"id\": 1, \"who\": {\"name\": \"Ann\", \"tags\": [\"x\", \"y\", null], \"home\": {\"city\": \"Åbo\", \"geo\": [60.45, 22.27]}}, \"attrs\": {\"k1\": 1, \"k2\": null}, \"items\": [{\"sku\": \"a\", \"n\": 2}, {\"sku\": \"b\", \"n\": 3}]}\n"
                         "{\"id\": 2, \"who\": {\"name\": null, \"tags\": []}, \"attrs\": {}, \"items\": []}\n"
                         "{\"id\": 4, \"who\": {\"home\": {\"geo\": [1]}}, \"items\": [null, {\"n\": -1, \"sku\": \"c\"}, {}]}\n"),
                 "1|(Ann, [x, y, NULL], (Åbo, [60.45, 22.27]))|{k1=1, k2=NULL}|[(a, 2), (b, 3)]\n2|(NULL, [], NULL)|{}|[]\n"
                 "4|(NULL, NULL, (NULL, [1.0]))|NULL|[NULL, (c, -1), (NULL, NULL)]\n");
    }
    void jsonEscapes() {
        FormatContext context = contextOf({{{"s", text()}}}, {});
        QCOMPARE(decoded("json", context, "{\"s\":\"tab\\tquote\\\"slash\\/back\\\\\"}\n{\"s\":\"\\u00e9\\ud83d\\ude42\\u4e2d\"}\n  {\"s\" : \"spaces\" }  \n"),
                 "tab\tquote\"slash/back\\\né🙂中\nspaces\n");
    }
    void jsonIsBounded() {
        FormatContext context = contextOf({{{"s", text()}}}, {});
        std::string deep = "{\"x\":" + std::string(2000, '[') + std::string(2000, ']') + "}\n";
        QVERIFY(decoded("json", context, deep).find("nested deeper") != std::string::npos);
        std::string fine = "{\"x\":" + std::string(900, '[') + std::string(900, ']') + ",\"s\":\"a\"}\n";
        QCOMPARE(decoded("json", context, fine), "a\n");
    }
    void jsonWritten() {
        DataType row = DataType::row({{"x", DataType::integer()}, {"y", DataType::array(DataType::integer())}});
        FormatContext context = contextOf({{{"a", DataType::integer()}, {"d", DataType::float64()}, {"n", DataType::decimal(20, 10)}, {"s", text()}, {"b", DataType::boolean()},
                                            {"da", DataType::date()}, {"t", DataType::time(0)}, {"ts", DataType::timestamp(3)}, {"lz", DataType::timestampLtz(3)},
                                            {"bin", DataType::bytes()}, {"m", DataType::map(text(), DataType::integer())}, {"r", row}}},
                                          {});
        std::string line = "{\"a\":1,\"d\":1.0E10,\"n\":12.5,\"s\":\"q\\\"\\\\/\\nü\",\"b\":true,\"da\":\"2024-02-29\",\"t\":\"01:02:03\",\"ts\":\"2024-02-29 01:02:03.004\","
                           "\"lz\":\"1970-01-01 00:00:01Z\",\"bin\":\"AQI=\",\"m\":{\"k\":1},\"r\":{\"x\":1,\"y\":[2,3]}}\n"
                           "{\"a\":2,\"d\":null,\"n\":null,\"s\":null,\"b\":null,\"da\":null,\"t\":null,\"ts\":null,\"lz\":null,\"bin\":null,\"m\":null,\"r\":null}\n";
        std::vector<DataType> types = context.schema.types();
        DecodedRows rows(types);
        auto decoder = std::move(findFormat("json")->makeDecoder(context)).value();
        std::string padded = line + std::string(64, '\0');
        QVERIFY(decoder->decodeMany({padded.data(), line.size()}, true, 100, rows).ok());
        QCOMPARE(encoded("json", context, rows.finish()), line);
    }
    void canal() {
        FormatContext context = contextOf({{{"id", DataType::integer()}, {"name", text()}, {"weight", DataType::decimal(6, 2)}}}, {{"canal-json.table.include", "prod.*"}});
        QCOMPARE(decoded("canal-json", context,
                         "{\"data\": [{\"id\": \"101\", \"name\": \"scooter\", \"weight\": \"3.14\"}, {\"id\": \"102\", \"name\": \"battery\", \"weight\": \"8.1\"}], \"old\": null, \"table\": \"products\", \"type\": \"INSERT\"}\n"
                         "{\"data\": [{\"id\": \"101\", \"name\": \"scooter\", \"weight\": \"5.17\"}], \"old\": [{\"weight\": \"3.14\"}], \"table\": \"products\", \"type\": \"UPDATE\"}\n"
                         "{\"data\": null, \"table\": \"products\", \"type\": \"CREATE\"}\n"
                         "{\"data\": [{\"id\": \"9\"}], \"table\": \"users\", \"type\": \"INSERT\"}\n"
                         "{\"data\": [{\"id\": \"103\", \"name\": \"hammer\"}], \"old\": [{\"name\": null}], \"table\": \"products\", \"type\": \"UPDATE\"}\n"
                         "{\"data\": [{\"id\": \"1\"}], \"table\": \"products\", \"type\": \"DELETE\"}\n"),
                 "+I 101|scooter|3.14\n+I 102|battery|8.10\n-U 101|scooter|3.14\n+U 101|scooter|5.17\n-U 103|NULL|NULL\n+U 103|hammer|NULL\n-D 1|NULL|NULL\n");
        QVERIFY(decoded("canal-json", context, "{\"type\":\"QUERY\",\"table\":\"products\"}\n").find("'QUERY' is unknown") != std::string::npos);
    }
    void debezium() {
        FormatContext context = contextOf({{{"id", DataType::integer()}, {"item", text()}}}, {});
        QCOMPARE(decoded("debezium-json", context,
                         "{\"before\": null, \"after\": {\"id\": 1, \"item\": \"pen\"}, \"op\": \"c\", \"ts_ms\": 1000, \"source\": {\"db\": \"shop\"}}\n\n"
                         "{\"before\": {\"id\": 1, \"item\": \"pen\"}, \"after\": {\"id\": 1, \"item\": \"ink\"}, \"op\": \"u\"}\n"
                         "{\"before\": {\"id\": 1, \"item\": \"ink\"}, \"after\": null, \"op\": \"d\"}\n"),
                 "+I 1|pen\n-U 1|pen\n+U 1|ink\n-D 1|ink\n");
        QVERIFY(decoded("debezium-json", context, "{\"before\": null, \"after\": {\"id\": 1}, \"op\": \"u\"}\n").find("REPLICA IDENTITY") != std::string::npos);
        context.options["debezium-json.schema-include"] = "true";
        QCOMPARE(decoded("debezium-json", context, "{\"schema\": {\"op\": \"x\"}, \"payload\": {\"before\": null, \"after\": {\"id\": 2}, \"op\": \"r\"}}\n"), "2|NULL\n");
    }
    void raw() {
        FormatContext context = contextOf({{{"line", text()}}}, {});
        QCOMPARE(decoded("raw", context, "first\n\n  third  \nß"), "first\n\n  third  \nß\n");
        context.options["raw.charset"] = "ISO-8859-1";
        QCOMPARE(decoded("raw", context, "Gr\xfc\xdf" "e\n"), "Grüße\n");
        context.options["raw.charset"] = "klingon";
        QVERIFY(decoded("raw", context, "").find("unknown") != std::string::npos);
        FormatContext two = contextOf({{{"a", text()}, {"b", text()}}}, {});
        QVERIFY(decoded("raw", two, "").find("exactly one physical column") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(DecodingTest)
#include "decoding_test.moc"

// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/lexer.h"

#include <QtTest>

using namespace weir;
using namespace weir::sql;

namespace {

const char* kindName(TokenKind kind) {
    switch (kind) {
    case TokenKind::End: return "end";
    case TokenKind::Keyword: return "keyword";
    case TokenKind::Identifier: return "name";
    case TokenKind::QuotedIdentifier: return "quoted";
    case TokenKind::Number: return "number";
    case TokenKind::String: return "string";
    case TokenKind::Binary: return "binary";
    case TokenKind::Operator: return "operator";
    case TokenKind::Comment: return "comment";
    case TokenKind::Hint: return "hint";
    case TokenKind::Error: return "error";
    }
    return "";
}

/// "kind:text" of each token, with a bar between.
QString tokens(const std::string& text) {
    QStringList list;
    for (const auto& token : tokenize(text))
        if (token.kind != TokenKind::End)
            list << QString("%1:%2").arg(kindName(token.kind), QString::fromStdString(text.substr(token.place.offset, token.place.length)));
    return list.join("|");
}

} // namespace

class LexerTest : public QObject {
    Q_OBJECT
private slots:
    void kinds_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("words") << "SELECT foo, `b``r`" << "keyword:SELECT|name:foo|operator:,|quoted:`b``r`";
        QTest::newRow("numbers") << "1 1.5 .5 10. 1e5 1.E-3 1e" << "number:1|number:1.5|number:.5|number:10.|number:1e5|number:1.E-3|number:1|name:e";
        QTest::newRow("operators") << "a<>b!=c<=d>=e||f=>g" << "name:a|operator:<>|name:b|operator:!=|name:c|operator:<=|name:d|operator:>=|name:e|operator:|||name:f|operator:=>|name:g";
        QTest::newRow("strings") << "'a''b' U&'\\0041' N'x' X'0a' _utf8'y'" << "string:'a''b'|string:U&'\\0041'|string:N'x'|binary:X'0a'|string:_utf8'y'";
        QTest::newRow("comments") << "a -- b\n/* c\n*/ d // e" << "name:a|comment:-- b|comment:/* c\n*/|name:d|comment:// e";
        QTest::newRow("hint") << "SELECT /*+ X('*/') */ 1" << "keyword:SELECT|hint:/*+ X('*/') */|number:1";
        QTest::newRow("unfinished string") << "'abc\nSELECT" << "error:'abc|keyword:SELECT";
        QTest::newRow("unfinished name") << "`abc\nSELECT" << "error:`abc|keyword:SELECT";
        QTest::newRow("unfinished comment") << "a /* b" << "name:a|error:/* b";
        QTest::newRow("wide letters") << QString::fromUtf8("größe 名前") << QString::fromUtf8("name:größe|name:名前");
        QTest::newRow("strange") << QString::fromUtf8("a €") << QString::fromUtf8("name:a|error:€");
        QTest::newRow("double quotes") << "\"a\" b" << "error:\"a\"|name:b";
        QTest::newRow("dollar") << "a$b $" << "name:a$b|operator:$";
    }
    void kinds() {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(tokens(text.toStdString()), expected);
    }

    void placesCountLinesAndCodePoints() {
        auto found = tokenize("größe x\r\n  'a\nb' y");
        QCOMPARE(found[1].place, (Place{8, 1, 1, 7}));
        QCOMPARE(found[2].place, (Place{13, 5, 2, 3}));
        QCOMPARE(found[3].place, (Place{19, 1, 3, 4}));
    }

    void valuesAreResolved() {
        auto value = [](const std::string& text) { return QString::fromStdString(tokenValue(text, tokenize(text)[0])); };
        QCOMPARE(value("'it''s'"), QString("it's"));
        QCOMPARE(value("`a``b`"), QString("a`b"));
        QCOMPARE(value("U&'\\0041\\+01F600\\\\'"), QString::fromUtf8("A\xF0\x9F\x98\x80\\"));
        QCOMPARE(value("E'a\\tb\\u0041'"), QString("a\tbA"));
    }

    void keywordsKnowTheirUse() {
        for (const char* word : {"at", "by", "dec", "hold", "method", "none", "old", "one", "ln", "per", "prev", "raw", "ref", "returns", "some", "views", "when", "LARGE", "value"})
            QVERIFY2(isReserved(findKeyword(word)), word);
        for (const char* word : {"data", "name", "key", "type", "view", "first", "last", "hop", "json", "state"})
            QVERIFY2(findKeyword(word) != Keyword::NoKeyword && !isReserved(findKeyword(word)), word);
        QVERIFY(findKeyword("price") == Keyword::NoKeyword);
    }

    void anyBytesAreCutWithoutLoss() {
        std::string text;
        unsigned state = 1;
        for (int i = 0; i < 20000; ++i)
            text += static_cast<char>((state = state * 1103515245u + 12345u) >> 16);
        int end = 0;
        for (const auto& token : tokenize(text)) {
            QVERIFY(token.place.offset >= end);
            end = token.place.offset + token.place.length;
        }
        QVERIFY(end <= static_cast<int>(text.size()));
    }
};

QTEST_APPLESS_MAIN(LexerTest)
#include "lexer_test.moc"

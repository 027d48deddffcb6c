// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/grammar.h"

namespace weir::sql {
namespace {

/// Types that are one word, with an optional (p) or (p, s).
struct TypeRow {
    std::string_view word;
    TypeWord type;
    int parameters; // how many numbers may follow in parentheses
};

constexpr TypeRow typeRows[] = {
    {"STRING", TypeWord::String, 0},       {"INT", TypeWord::Int, 0},           {"INTEGER", TypeWord::Int, 0},
    {"BIGINT", TypeWord::BigInt, 0},       {"BOOLEAN", TypeWord::Boolean, 0},   {"DOUBLE", TypeWord::Double, 0},
    {"FLOAT", TypeWord::Float, 0},         {"DECIMAL", TypeWord::Decimal, 2},
    {"DEC", TypeWord::Decimal, 2},         {"NUMERIC", TypeWord::Decimal, 2},   {"TINYINT", TypeWord::TinyInt, 0},
    {"SMALLINT", TypeWord::SmallInt, 0},   {"CHAR", TypeWord::Char, 1},         {"CHARACTER", TypeWord::Char, 1},
    {"VARCHAR", TypeWord::Varchar, 1},     {"BINARY", TypeWord::Binary, 1},     {"VARBINARY", TypeWord::Varbinary, 1},
    {"BYTES", TypeWord::Bytes, 0},         {"DATE", TypeWord::Date, 0},         {"TIME", TypeWord::Time, 1},
    {"TIMESTAMP", TypeWord::Timestamp, 1}, {"TIMESTAMP_LTZ", TypeWord::TimestampLtz, 1}, {"VARIANT", TypeWord::Variant, 0},
    {"BITMAP", TypeWord::Bitmap, 0},       {"NULL", TypeWord::Null, 0},
};

} // namespace

TypeTree Grammar::type() {
    Level level(*this);
    TypeTree tree;
    if (level.tooDeep())
        return tree;
    int start = c_.mark();
    tree = typeWord();
    auto nullability = [&] {
        if (c_.accept({Keyword::Not, Keyword::Null}))
            tree.notNull = true;
        else if (c_.accept(Keyword::Null))
            tree.explicitNull = true;
        tree.place = c_.from(start);
    };
    nullability();
    while (!c_.recovering() && (c_.at(Keyword::Array) || c_.at(Keyword::Multiset))) { // INT ARRAY
        if (!growChain())
            break;
        TypeTree outer;
        outer.word = c_.advance().keyword == Keyword::Array ? TypeWord::Array : TypeWord::Multiset;
        outer.elements.push_back(std::move(tree));
        tree = std::move(outer);
        nullability();
    }
    return tree;
}

TypeTree Grammar::typeWord() {
    TypeTree tree;
    if (c_.at(Keyword::Array) || c_.at(Keyword::Multiset) || (c_.at(Keyword::Map) && c_.at('<', 1))) {
        auto keyword = c_.advance().keyword;
        tree.word = keyword == Keyword::Array ? TypeWord::Array : keyword == Keyword::Map ? TypeWord::Map : TypeWord::Multiset;
        angleOpen(keyword == Keyword::Map ? "after MAP" : keyword == Keyword::Array ? "after ARRAY" : "after MULTISET");
        if (c_.recovering())
            return tree;
        tree.elements.push_back(type());
        if (tree.word == TypeWord::Map) {
            c_.expect(',', "after the key type of MAP");
            if (!c_.recovering())
                tree.elements.push_back(type());
        }
        angleClose("after the element type");
        return tree;
    }
    if (c_.accept(Keyword::Row)) {
        tree.word = TypeWord::Row;
        if (c_.accept("<>")) // ROW<>
            return tree;
        bool angles = c_.at('<');
        typeFields(tree, angles);
        return tree;
    }
    if (c_.at(Keyword::Interval)) {
        c_.advance();
        tree.word = TypeWord::Interval;
        tree.interval = intervalUnits();
        return tree;
    }
    if (c_.at(Keyword::Raw) || c_.at(Keyword::Structured)) {
        bool raw = c_.advance().keyword == Keyword::Raw;
        tree.word = raw ? TypeWord::Raw : TypeWord::Structured;
        if (raw) {
            c_.layout(LayoutKind::Tight);
            c_.expect('(', "after RAW");
            tree.className = c_.expectString("a class name in quotes");
            c_.expect(',', "after the class name");
            tree.snapshot = c_.expectString("a serializer in quotes");
            c_.expect(')', "after the serializer");
        } else {
            angleOpen("after STRUCTURED");
            tree.className = c_.expectString("a class name in quotes");
            while (!c_.recovering() && c_.accept(',')) {
                TypeField field;
                field.name = c_.expectName("a field name");
                field.type = c_.recovering() ? TypeTree{} : type();
                if (c_.at(TokenKind::String))
                    field.comment = c_.takeString();
                tree.fields.push_back(std::move(field));
            }
            angleClose("after the fields");
        }
        return tree;
    }
    for (const auto& row : typeRows) {
        bool matches = row.type == TypeWord::Bitmap ? c_.atWord(row.word) && !c_.at('.', 1) : c_.peek().kind == TokenKind::Keyword && c_.atWord(row.word);
        if (!matches)
            continue;
        c_.acceptWord(row.word);
        tree.word = row.type;
        if (row.type == TypeWord::Double)
            c_.accept(Keyword::Precision);
        if (row.type == TypeWord::Char && c_.accept(Keyword::Varying))
            tree.word = TypeWord::Varchar;
        if (row.type == TypeWord::Binary && c_.accept(Keyword::Varying))
            tree.word = TypeWord::Varbinary;
        if (row.parameters > 0 && c_.at('('))
            typePrecision(tree, row.parameters == 2);
        if (row.type == TypeWord::Timestamp || row.type == TypeWord::Time)
            timestampZone(tree);
        return tree;
    }
    if (!c_.atName()) {
        c_.error("a type", "");
        return tree;
    }
    tree.word = TypeWord::User;
    tree.userName = c_.expectCompoundName("a type");
    return tree;
}

void Grammar::typePrecision(TypeTree& type, bool withScale) {
    c_.layout(LayoutKind::Tight);
    c_.advance();
    type.precision = smallNumber("a length or precision").value_or(-1);
    if (withScale && c_.accept(','))
        type.scale = smallNumber("a scale").value_or(-1);
    c_.close(')', "after the precision");
}

void Grammar::timestampZone(TypeTree& type) {
    if (c_.accept({Keyword::Without, Keyword::Time, Keyword::Zone}))
        return;
    if (c_.accept({Keyword::With, Keyword::Local, Keyword::Time, Keyword::Zone})) {
        type.word = type.word == TypeWord::Timestamp ? TypeWord::TimestampLtz : type.word;
        type.withTimeZone = type.word == TypeWord::Time;
    } else if (c_.accept({Keyword::With, Keyword::Time, Keyword::Zone})) {
        type.withTimeZone = true;
    }
}

void Grammar::angleOpen(const char* where) {
    c_.layout(LayoutKind::Tight);
    if (c_.expect('<', where))
        c_.layout(LayoutKind::Tight);
}

void Grammar::angleClose(const char* where) {
    c_.layout(LayoutKind::Tight);
    c_.expect('>', where);
}

void Grammar::typeFields(TypeTree& type, bool angles) {
    if (angles) {
        angleOpen("");
    } else {
        c_.layout(LayoutKind::Tight);
        if (!c_.expect('(', "after ROW"))
            return;
    }
    c_.layout(LayoutKind::OpenList);
    if (!c_.at(angles ? '>' : ')')) {
        do {
            c_.layout(LayoutKind::Item);
            TypeField field;
            field.name = c_.expectName("a field name");
            if (c_.recovering())
                break;
            field.type = this->type();
            if (c_.at(TokenKind::String))
                field.comment = c_.takeString();
            type.fields.push_back(std::move(field));
        } while (!c_.recovering() && c_.accept(','));
    }
    c_.layout(LayoutKind::CloseParenthesizedList);
    if (angles)
        angleClose("after the fields of ROW");
    else
        c_.expect(')', "after the fields of ROW");
}

} // namespace weir::sql

// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/printer.h"

#include "engine/sql/print_tree.h"

namespace weir::sql {

std::string quoted(std::string_view text) {
    std::string out = "'";
    for (char c : text) {
        out += c;
        if (c == '\'')
            out += c;
    }
    return out + "'";
}

std::string toSql(const Name& name) {
    auto tokens = tokenize(name.text);
    bool plain = tokens.size() == 2 && tokens[0].place.length == static_cast<int>(name.text.size()) &&
                 (tokens[0].kind == TokenKind::Identifier || (tokens[0].kind == TokenKind::Keyword && !isReserved(tokens[0].keyword)));
    if (plain)
        return name.text;
    std::string out = "`";
    for (char c : name.text) {
        out += c;
        if (c == '`')
            out += c;
    }
    return out + "`";
}

std::string toSql(const CompoundName& name) {
    std::string out;
    for (const auto& part : name.parts)
        out += (out.empty() ? "" : ".") + toSql(part);
    return out;
}

std::string toSql(const Expression& expression) {
    TreePrinter printer;
    printer.print(expression, 0);
    return printer.take();
}

std::string toSql(const Query& query) {
    TreePrinter printer;
    printer.print(query);
    return printer.take();
}

std::string toSql(const TableReference& table) {
    TreePrinter printer;
    printer.print(table);
    return printer.take();
}

std::string toSql(const TypeTree& type) {
    TreePrinter printer;
    printer.print(type);
    return printer.take();
}

} // namespace weir::sql

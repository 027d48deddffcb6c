// SPDX-License-Identifier: Apache-2.0
#include "engine/assist/assist.h"
#include "engine/sql/parser.h"

namespace weir::assist {

std::vector<OutlineItem> outline(std::string_view text) {
    std::vector<OutlineItem> items;
    for (const auto& statement : sql::parse(text).statements) {
        OutlineItem item{"", "", statement->place};
        std::visit([&](const auto& node) {
            using Kind = std::decay_t<decltype(node)>;
            if constexpr (std::is_same_v<Kind, sql::QueryStatement>) {
                item.kind = "SELECT";
            } else if constexpr (std::is_same_v<Kind, sql::Insert>) {
                item.kind = "INSERT INTO";
                item.name = node.table.dotted();
            } else if constexpr (std::is_same_v<Kind, sql::CreateTable>) {
                item.kind = "CREATE TABLE";
                item.name = node.name.dotted();
            } else if constexpr (std::is_same_v<Kind, sql::CreateView>) {
                item.kind = "CREATE VIEW";
                item.name = node.name.dotted();
            } else if constexpr (std::is_same_v<Kind, sql::StatementSet>) {
                item.kind = "STATEMENT SET";
            } else if constexpr (std::is_same_v<Kind, sql::Set>) {
                item.kind = "SET";
                item.name = node.option ? node.option->key : "";
            } else if constexpr (std::is_same_v<Kind, sql::Explain>) {
                item.kind = "EXPLAIN";
            } else if constexpr (std::is_same_v<Kind, sql::Drop>) {
                item.kind = "DROP";
                item.name = node.name.dotted();
            } else if constexpr (std::is_same_v<Kind, sql::AlterTable>) {
                item.kind = "ALTER TABLE";
                item.name = node.name.dotted();
            } else if constexpr (std::is_same_v<Kind, sql::MissingStatement>) {
                item.kind = "?";
            } else {
                // The statement's own first word says it.
                std::string_view rest = text.substr(static_cast<size_t>(std::max(0, statement->place.offset)));
                item.kind = std::string(rest.substr(0, rest.find_first_of(" \t\r\n;(")));
            }
        }, statement->node);
        items.push_back(std::move(item));
    }
    return items;
}

} // namespace weir::assist

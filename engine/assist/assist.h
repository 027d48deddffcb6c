// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/binder/binder.h"
#include "engine/catalog/catalog.h"
#include "engine/catalog/session_config.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// What an editor offers while one writes. Everything works on half-written text, never fails, and answers plain data.
/// `catalog` and `config` are those before the script; definitions above the cursor are taken from the script itself.
namespace weir::assist {

enum class Kind { Keyword, Table, View, Column, Function, Option, Value, Type };

struct Item {
    Kind kind = Kind::Keyword;
    std::string text;       // what is inserted
    std::string detail;     // type, signature, owner
    std::string doc;
};

struct Completion {
    int replaceFrom = 0;    // the items replace the text from here ...
    int replaceLength = 0;  // ... this long (the word being written)
    std::vector<Item> items;
};

struct Hover {
    Place place;            // of the word; nowhere when there is nothing to say
    std::string title, text;
};

struct OutlineItem {
    std::string kind;       // "CREATE TABLE", "INSERT INTO", "SELECT"
    std::string name;       // of the table, view ...; "" for a query
    Place place;
};

/// Takes over what a definition says, also of what lies outside of the text: a savepoint's tables.
using Define = std::function<Status(const BoundStatement&, Catalog&, SessionConfig&)>;

Completion complete(std::string_view text, int offset, const Catalog& catalog, const SessionConfig& config, const Define& define = apply);
Hover hover(std::string_view text, int offset, const Catalog& catalog, const SessionConfig& config, const Define& define = apply);
std::vector<OutlineItem> outline(std::string_view text);

} // namespace weir::assist

// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/formatter.h"
#include "engine/sql/parser.h"
#include "engine/sql/printer.h"

#include <cstdint>
#include <cstdlib>

/// Any bytes: a tree, places inside the text, and a format that is its own.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string text(reinterpret_cast<const char*>(data), size);
    auto script = weir::sql::parse(text);
    for (const auto& diagnostic : script.diagnostics)
        if (diagnostic.error.place.offset < 0 || diagnostic.error.place.offset > static_cast<int>(size))
            std::abort();
    for (const auto& statement : script.statements)
        if (auto query = statement->as<weir::sql::QueryStatement>())
            weir::sql::toSql(*query->query);
    auto once = weir::sql::format(text);
    if (weir::sql::format(once) != once)
        std::abort();
    return 0;
}

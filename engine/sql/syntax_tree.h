// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/sql/layout.h"
#include "engine/sql/lexer.h"
#include "engine/sql/statement_tree.h"

namespace weir::sql {

/// What a text came to: statements in order, what is wrong with it, and its tokens for colouring.
struct Script {
    std::vector<StatementPtr> statements; // empty statements are left out
    std::vector<Diagnostic> diagnostics;  // in the order of the text
    std::vector<Token> tokens;            // a word that serves as a name here is an Identifier, reserved or not
    std::vector<LayoutMark> layout;       // in the order of the tokens

    bool hasErrors() const {
        for (const auto& diagnostic : diagnostics)
            if (diagnostic.severity == Severity::Error)
                return true;
        return false;
    }
};

} // namespace weir::sql

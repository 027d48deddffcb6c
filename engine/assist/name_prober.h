// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/catalog/catalog.h"
#include "engine/catalog/session_config.h"
#include "engine/sql/parser.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace weir::assist {

/// A name that no script bears.
inline constexpr std::string_view ProbeName = "weir probe";

/// A script whose names can be replaced for a try, and what the binder says of it then.
class NameProber {
public:
    NameProber(std::string_view text, const Catalog& catalog, const SessionConfig& config);

    /// Tokens that are names, in order, and their value without quotes.
    const std::vector<sql::Token>& names() const { return names_; }
    const std::string& value(size_t name) const { return values_[name]; }
    /// The name at or just before `offset`; -1: none.
    int nameAt(int offset) const;
    std::vector<size_t> sameAs(size_t name) const;
    size_t statementOf(size_t name) const;
    size_t statements() const { return script_.statements.size(); }
    const sql::Statement& tree(size_t statement) const { return *script_.statements[statement]; }
    /// Whether a mistake of syntax stands in it.
    bool isBroken(size_t statement) const;
    bool isDefinition(size_t statement) const;

    /// The names whose error is new when `replaced` bear another name (a name token's index to its text), up to statement `last`.
    struct Outcome {
        std::set<size_t> missed;      // names that an error points at
        int errors = 0;
        bool missesProbe = false;     // an error names ProbeName
        std::string first;            // the first error
    };
    Outcome attempt(const std::map<size_t, std::string>& replaced, size_t last) const;
    const Outcome& before() const { return before_; }

private:
    std::string_view text_;
    const Catalog& catalog_;
    const SessionConfig& config_;
    sql::Script script_;
    std::vector<sql::Token> names_;
    std::vector<std::string> values_;
    Outcome before_;
};

} // namespace weir::assist

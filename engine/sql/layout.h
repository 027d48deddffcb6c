// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

namespace weir::sql {

/// What the grammar knows about how a text likes to be laid out, for the formatter. Each mark stands before a token.
enum class LayoutKind : unsigned char {
    Clause,      // on a line of its own
    OpenBlock,   // a new line, indented once more
    CloseBlock,  // a new line, indented once less
    OpenList,    // items follow, indented once more; they break where they do not fit on the line
    OpenLongList, // the same, always broken
    Item,        // the start of an item of the innermost list
    CloseList,   // the list is over
    CloseParenthesizedList, // the list is over, and this token gets a line of its own where the list is broken
    Tight,       // no space before this token
    TightAfter   // no space after this token
};

struct LayoutMark {
    int token; // index into Script::tokens
    LayoutKind kind;
};

} // namespace weir::sql

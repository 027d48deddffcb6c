// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <string_view>

class QMenu;

namespace weir::ui {

class SqlEditor;

/// Snippets in an editor: the fields of one are filled with Tab, equal names at once. The fields are marks in the text, so typing moves them.
class SnippetFields {
public:
    explicit SnippetFields(SqlEditor* editor);
    /// Puts the body at the caret in place of `replace` bytes before it and chooses its first field.
    void insert(std::string_view body, int replace);
    /// The word before the caret is a snippet's and alone on its line: insert it.
    bool expand();
    bool isActive() const { return next_ > 0; }
    /// To the next field; behind the last one to the end.
    bool next();
    void leave();
    /// All of them to choose from.
    void fill(QMenu* menu);

private:
    bool choose(int field);
    SqlEditor* editor_;
    int next_ = 0;                    // number of the field to come; 0: none
    int fields_ = 0;
};

} // namespace weir::ui

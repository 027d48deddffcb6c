// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/editor/snippet_fields.h"

#include "engine/session/editor_help.h"
#include "ui/bridge/value_text.h"
#include "ui/editor/sql_editor.h"

#include <QMenu>

namespace weir::ui {

namespace {

using Sci = QsciScintilla;
constexpr int FieldMark = 13;

} // namespace

SnippetFields::SnippetFields(SqlEditor* editor) : editor_(editor) {
    editor->indicatorDefine(Sci::HiddenIndicator, FieldMark);
}

void SnippetFields::leave() {
    next_ = 0;
    editor_->SendScintilla(Sci::SCI_SETINDICATORCURRENT, FieldMark);
    editor_->SendScintilla(Sci::SCI_INDICATORCLEARRANGE, 0ul, editor_->SendScintilla(Sci::SCI_GETLENGTH));
}

void SnippetFields::insert(std::string_view body, int replace) {
    leave();
    // The text without marks, and where each field lies in it.
    struct Field { int number, from, to; };
    std::vector<std::string> names;
    std::vector<Field> places;
    std::string text;
    const std::string_view open = "«", close = "»";
    while (!body.empty()) {
        const size_t from = body.find(open);
        text += body.substr(0, from);
        if (from == std::string_view::npos) break;
        const size_t to = body.find(close, from);
        const std::string name(body.substr(from + open.size(), to - from - open.size()));
        auto known = std::find(names.begin(), names.end(), name);
        if (known == names.end()) known = names.insert(names.end(), name);
        places.push_back({static_cast<int>(known - names.begin()) + 1, static_cast<int>(text.size()), static_cast<int>(text.size() + name.size())});
        text += name;
        body.remove_prefix(to + close.size());
    }
    const int at = editor_->caret() - replace;
    editor_->apply({{at, editor_->caret(), text}});
    editor_->SendScintilla(Sci::SCI_SETINDICATORCURRENT, FieldMark);
    for (const Field& field : places) {
        editor_->SendScintilla(Sci::SCI_SETINDICATORVALUE, field.number);
        editor_->SendScintilla(Sci::SCI_INDICATORFILLRANGE, static_cast<uintptr_t>(at + field.from), static_cast<long>(field.to - field.from));
    }
    editor_->setCaret(at + static_cast<int>(text.size()));
    fields_ = static_cast<int>(names.size());
    next_ = 1;
    if (!next()) leave();
}

bool SnippetFields::choose(int field) {
    bool any = false;
    const long size = editor_->SendScintilla(Sci::SCI_GETLENGTH);
    for (long at = 0; at < size;) {
        const long end = editor_->SendScintilla(Sci::SCI_INDICATOREND, FieldMark, at);
        if (end <= at) break;
        if (editor_->SendScintilla(Sci::SCI_INDICATORVALUEAT, FieldMark, at) == field) {
            editor_->SendScintilla(any ? Sci::SCI_ADDSELECTION : Sci::SCI_SETSELECTION, static_cast<uintptr_t>(end), at);
            any = true;
        }
        at = end;
    }
    if (any) editor_->SendScintilla(Sci::SCI_SETMAINSELECTION, 0);
    return any;
}

bool SnippetFields::next() {
    while (next_ > 0 && next_ <= fields_)
        if (choose(next_++)) return true;
    if (next_ == 0) return false;
    // Behind the last: one caret again.
    editor_->setCaret(static_cast<int>(editor_->SendScintilla(Sci::SCI_GETSELECTIONEND)));
    leave();
    return true;
}

bool SnippetFields::expand() {
    const std::string text = editor_->content();
    const int at = editor_->caret();
    int from = at;
    while (from > 0 && std::isalpha(static_cast<unsigned char>(text[static_cast<size_t>(from) - 1]))) --from;
    if (from == at || (from > 0 && text[static_cast<size_t>(from) - 1] != '\n')) return false;
    const std::string_view word(text.data() + from, static_cast<size_t>(at - from));
    for (const auto& snippet : assist::snippets())
        if (snippet.word == word) {
            editor_->cancelList();
            insert(snippet.body, at - from);
            return true;
        }
    return false;
}

void SnippetFields::fill(QMenu* menu) {
    for (const auto& snippet : assist::snippets())
        QObject::connect(menu->addAction(text(snippet.title) + '\t' + text(snippet.word)), &QAction::triggered, editor_, [this, body = snippet.body] { insert(body, 0); });
}

} // namespace weir::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/text_watch.h"

#include "ui/editor/document.h"

namespace weir::ui {

void TextWatch::ask(Document* document) {
    if (!document || !document->editor()->isSql() || !engine_.analyze) return;
    struct Answer {
        std::string text;
        Analysis analysis;
    };
    QPointer<Document> asked = document;
    const std::string text = document->editor()->content(), folder = document->folder().toStdString();
    // What is wrong is said first; the catalog can wait.
    background_.request(
        [analyze = engine_.analyze, text, folder] { return Answer{text, analyze(text, folder)}; },
        [this, asked](Answer answer) {
            // The text went on: its next key asks again.
            if (!asked || asked->editor()->content() != answer.text) return;
            analysis_ = std::move(answer.analysis);
            asked->editor()->setDiagnostics(analysis_.diagnostics);
            asked->editor()->setStatements(analysis_.statements);
            emit answered(asked);
            if (asked) list(asked, answer.text);
        });
}

void TextWatch::list(Document* document, const std::string& text) {
    if (!engine_.catalog) return;
    QPointer<Document> asked = document;
    listing_.request([catalog = engine_.catalog, text, folder = document->folder().toStdString()] { return catalog(text, folder); },
                     [this, asked, text](const std::vector<CatalogTree>& catalogs) {
                         if (asked && asked->editor()->content() == text) emit catalogAnswered(catalogs);
                     });
}

} // namespace weir::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/text_watch.h"

#include "ui/editor/document.h"

namespace weir::ui {

void TextWatch::ask(Document* document) {
    if (!document || !document->editor()->isSql() || !engine_.analyze) return;
    struct Answer {
        std::string text;
        Analysis analysis;
        std::vector<CatalogTree> catalogs;
    };
    QPointer<Document> asked = document;
    background_.request(
        [analyze = engine_.analyze, catalog = engine_.catalog, text = document->editor()->content(), folder = document->folder().toStdString()] {
            Answer answer;
            answer.text = text;
            answer.analysis = analyze(text, folder);
            if (catalog) answer.catalogs = catalog(text, folder);
            return answer;
        },
        [this, asked](Answer answer) {
            // The text went on: its own pause asks again.
            if (!asked || asked->editor()->content() != answer.text) return;
            analysis_ = std::move(answer.analysis);
            asked->editor()->setDiagnostics(analysis_.diagnostics);
            asked->editor()->setStatements(analysis_.statements);
            emit answered(asked);
            emit catalogAnswered(answer.catalogs);
        });
}

} // namespace weir::ui

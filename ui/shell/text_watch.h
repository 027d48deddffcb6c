// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/background.h"
#include "ui/bridge/engine.h"

#include <QPointer>

namespace weir::ui {

class Document;

/// Asks the engine about the current document soon after every key, away from the GUI thread; the newest text wins.
class TextWatch : public QObject {
    Q_OBJECT
public:
    explicit TextWatch(const Engine& engine, QObject* parent = nullptr) : QObject(parent), engine_(engine) {}
    void ask(Document* document);
    void forget() {
        background_.forget();
        listing_.forget();
    }
    const Analysis& analysis() const { return analysis_; }

signals:
    void answered(weir::ui::Document* document);
    void catalogAnswered(const std::vector<weir::CatalogTree>& catalogs);

private:
    void list(Document* document, const std::string& text);
    const Engine& engine_;
    Background background_, listing_;
    Analysis analysis_;
};

} // namespace weir::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/engine.h"

#include <QPlainTextEdit>

namespace weir::ui {

/// SQL to read, not to edit, in the editor's colours.
class SqlPreview : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit SqlPreview(const Engine& engine, QWidget* parent = nullptr);
    void show(const std::string& sql);

protected:
    void changeEvent(QEvent* event) override;

private:
    class Colours;
    Colours* colours_;
};

} // namespace weir::ui

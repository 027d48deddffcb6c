// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/models/operator_table.h"

#include <QWidget>

class QLineEdit;
class QListWidget;

namespace weir::ui {

/// The kinds of nodes, in groups, with a field that filters them: dragged onto the canvas, or Enter and double click put one behind the selection.
class PaletteList : public QWidget {
    Q_OBJECT
public:
    explicit PaletteList(QWidget* parent = nullptr);
    /// `onEdge`: only what can stand on an edge.
    void show(const std::vector<PaletteItem>& items, bool onEdge = false);
    QLineEdit* filter() const { return filter_; }
    QListWidget* list() const { return list_; }

signals:
    void chosen(const weir::ui::PaletteItem& item);
    void dismissed();                    // Esc

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill();
    void choose(int row);
    QLineEdit* filter_;
    QListWidget* list_;
    std::vector<PaletteItem> items_;
    bool onEdge_ = false;
};

} // namespace weir::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QFrame>
#include <QIcon>

#include <functional>
#include <vector>

class QLineEdit;
class QListView;
class QStandardItemModel;

namespace weir::ui {

/// One thing that can be found: a command, a file, a table, an operator, a statement.
struct Findable {
    QString text, detail;
    QIcon icon;
    QString prefix;                       // ">" commands, "t" tables, "o" operators; "" files
    std::function<void()> act;
};

/// The list that opens over the window: type some letters in order, Enter does it, Esc closes. `> ` at the start asks for commands only.
class CommandPalette : public QFrame {
    Q_OBJECT
public:
    explicit CommandPalette(QWidget* parent);
    void open(std::vector<Findable> things, const QString& start);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter();
    void accept();
    QLineEdit* input_;
    QListView* list_;
    QStandardItemModel* model_;
    std::vector<Findable> things_;
};

/// How well letters fit a text: -1 not at all; letters in order, better at the beginning of words and in a row.
int fuzzyScore(const QString& letters, const QString& text);

} // namespace weir::ui

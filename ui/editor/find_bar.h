// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;

namespace weir::ui {

class SqlEditor;

/// Find and replace below an editor. Esc closes it.
class FindBar : public QWidget {
    Q_OBJECT
public:
    explicit FindBar(SqlEditor* editor, QWidget* parent = nullptr);
    void open(bool replace);
    void find(bool forward);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    bool search(bool forward, bool fromSelectionStart);
    void replaceOne();
    void replaceAll();
    SqlEditor* editor_;
    QLineEdit* what_;
    QLineEdit* with_;
    QWidget* replaceRow_;
    QLabel* found_;
    QCheckBox* matchCase_;
};

} // namespace weir::ui

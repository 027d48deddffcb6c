// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QKeySequence>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace weir::ui {

class KeyEdit;
class KeyMap;

/// The page of the settings where a key map is chosen and single keys are changed. What is changed counts at once.
class KeysPage : public QWidget {
    Q_OBJECT
public:
    /// `titles`: how actions are called, by their id, in the order to show.
    KeysPage(KeyMap& keys, const QList<std::pair<QString, QString>>& titles, QWidget* parent = nullptr);
    void choose(const QString& action);

private:
    void show();
    void filter();
    void refresh();                       // what can be done with the key that was pressed
    void change();
    QString action() const;
    QString title(const QString& action) const;
    QString conflict(const QKeySequence& key, const QStringList& others) const;

    KeyMap& keys_;
    QList<std::pair<QString, QString>> titles_;
    QComboBox* map_;
    QLineEdit* filter_;
    QTableWidget* table_;
    KeyEdit* edit_;
    QLabel* note_;
    QPushButton* set_;
    QPushButton* clear_;
    QPushButton* reset_;
    QPushButton* resetAll_;
};

} // namespace weir::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/background.h"
#include "ui/bridge/engine.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QTableWidget;

namespace weir::ui {

class SqlPreview;
class TimeList;

/// Makes a table of a file: columns and event time as the file suggests them, to be changed, and the CREATE TABLE that comes of it. Knows nothing
/// of the script it goes into but the names that are taken.
class SourceDialog : public QDialog {
    Q_OBJECT
public:
    /// `path`: as the table shall name the file. `hasQuery`: the script shows rows already.
    SourceDialog(const Engine& engine, const InferredFile& file, const QString& path, const QStringList& takenNames, bool hasQuery, QWidget* parent = nullptr);

    std::string tableName() const;
    /// CREATE TABLE ...;
    std::string tableText() const;
    /// What follows at the end of the script; may be empty.
    std::string queryText() const;

private:
    QWidget* makeColumns();
    QWidget* makeTime();
    TableDraft draft() const;
    void chooseTime(int index);
    void refresh();
    void judge(const QString& why);

    const Engine& engine_;
    const InferredFile file_;
    const QStringList taken_;
    TableDraft start_;
    Background checking_;
    QLineEdit* name_;
    QTableWidget* columns_ = nullptr;
    TimeList* times_;
    QSpinBox* delay_;
    QLabel* delayNote_;
    SqlPreview* preview_;
    QComboBox* then_;
    QLabel* trouble_;
    QPushButton* accept_;
};

} // namespace weir::ui

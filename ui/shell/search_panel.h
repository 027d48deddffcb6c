// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/base/error.h"
#include "ui/bridge/background.h"

#include <QWidget>

#include <vector>

class QCheckBox;
class QLabel;
class QLineEdit;
class QStandardItemModel;
class QTableView;

namespace weir::ui {

struct Studio;

/// A place in a file of the project.
struct Hit {
    QString file;                     // absolute, or "untitled:1"
    int offset = 0, length = 0;       // bytes
    int line = 0;                     // from 1
    QString text;                     // the line
};

/// Looks for a text in the files of the project, and lists the uses of a name. Reads text files up to 2 MB; those that are open as they are in the editor.
class SearchPanel : public QWidget {
    Q_OBJECT
public:
    static constexpr int MostHits = 2000;
    explicit SearchPanel(Studio& studio, QWidget* parent = nullptr);
    void showHits(const QString& title, std::vector<Hit> hits);
    void begin(const QString& words);

private:
    void search();

    Studio& studio_;
    QLineEdit* what_;
    QCheckBox* matchCase_;
    QLabel* count_;
    QStandardItemModel* model_;
    QTableView* table_;
    std::vector<Hit> hits_;
    Background searching_;
};

/// Every place of `words` in a text. At most `most`.
std::vector<Hit> hitsIn(const QString& file, const std::string& text, const std::string& words, bool matchCase, size_t most);
/// The lines of these places.
std::vector<Hit> hitsAt(const QString& file, const std::string& text, const std::vector<Place>& places);

} // namespace weir::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QWidget>

class QFileSystemModel;
class QStackedWidget;
class QTreeView;

namespace weir::ui {

/// The files of the open folder.
class ProjectPanel : public QWidget {
    Q_OBJECT
public:
    explicit ProjectPanel(QWidget* parent = nullptr);
    void openFolder(const QString& folder);        // "" = none
    QString folder() const { return folder_; }
    void showFile(const QString& path);

signals:
    void fileActivated(const QString& path);
    void sourceWanted(const QString& path);

private:
    QString folder_;
    QFileSystemModel* model_;
    QTreeView* tree_;
    QStackedWidget* pages_;
};

} // namespace weir::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/workspace/workspace.h"

#include <QWidget>

class QVBoxLayout;

namespace weir::ui {

/// What stands in the middle while no file is open: how to begin, the samples, and the folders of the last days.
class WelcomePage : public QWidget {
    Q_OBJECT
public:
    explicit WelcomePage(QWidget* parent = nullptr);
    void showRecent(const std::vector<RecentProject>& projects);

signals:
    void newFile();
    void openFolder();
    void newSource();
    void projectChosen(const QString& folder);

private:
    QVBoxLayout* recent_;
};

} // namespace weir::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/project_runs.h"

#include <QTableWidget>

namespace weir::ui {

/// Settings as SET takes them, a row each, with completion of their names and of values that are chosen from. The last row is empty: writing there adds one.
class SettingsTable : public QTableWidget {
    Q_OBJECT
public:
    explicit SettingsTable(QWidget* parent = nullptr);
    void show(const std::map<std::string, std::string>& settings);
    /// Rows without a name are left out; of two with one name the lower counts.
    std::map<std::string, std::string> settings() const;
    const SettingHelp* help(const QString& key) const;

signals:
    void changed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void addRow(const QString& key, const QString& value);
    std::vector<SettingHelp> known_;
    bool showing_ = false;
};

} // namespace weir::ui

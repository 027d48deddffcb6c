// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/project_runs.h"
#include "engine/workspace/workspace.h"

#include <QObject>
#include <QString>

namespace weir::ui {

/// A configuration as it is to be written: a new one where `before` is empty.
struct EditedConfiguration {
    std::string before;
    RunConfiguration run;
};

/// The run configurations of the open folder, as its weir.toml says, and which one is chosen. Reads a small file in the GUI's thread, when asked.
class RunConfigurations : public QObject {
    Q_OBJECT
public:
    explicit RunConfigurations(Workspace& workspace, QObject* parent = nullptr);

    void open(const QString& folder);                            // "" = none
    /// Reads the file again.
    void refresh();
    const OpenedProject& project() const { return project_; }
    /// What is wrong with the file; then there are no configurations.
    const std::vector<Error>& problems() const { return project_.reading.problems; }
    const std::vector<RunConfiguration>& all() const;

    /// Remembered by folder; "" = the script as it is.
    QString chosen() const { return chosen_; }
    void choose(const QString& name);
    /// The chosen one; null: the script as it is.
    const RunConfiguration* configuration() const;

    /// Makes the file say just these, in one write; what is not among them goes. All or nothing.
    Status save(const std::vector<EditedConfiguration>& wanted);

signals:
    void changed();
    void written(const QString& file);

private:
    Workspace& workspace_;
    QString folder_, chosen_;
    OpenedProject project_;
};

} // namespace weir::ui

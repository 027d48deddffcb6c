// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/run_configurations.h"

#include <QFileInfo>

#include <algorithm>

namespace weir::ui {

RunConfigurations::RunConfigurations(Workspace& workspace, QObject* parent) : QObject(parent), workspace_(workspace) {}

void RunConfigurations::open(const QString& folder) {
    folder_ = folder;
    chosen_ = folder.isEmpty() ? QString() : QString::fromStdString(workspace_.setting("run.configuration:" + folder.toStdString()));
    project_ = {};
    refresh();
    emit changed();
}

void RunConfigurations::refresh() {
    OpenedProject read;
    if (!folder_.isEmpty()) {
        LocalFileSystem files;
        auto opened = openProject(files, folder_.toStdString());
        if (opened) {
            read = std::move(*opened);
        } else {
            read.folder = folder_.toStdString();
            read.file = read.folder + "/" + ProjectFileName;
            read.exists = true;
            read.reading.problems.push_back(opened.error());
        }
    }
    const auto& was = problems();
    const auto& is = read.reading.problems;
    const bool same = read.exists == project_.exists && read.text == project_.text && was.size() == is.size() && (is.empty() || was.front().message == is.front().message);
    project_ = std::move(read);
    if (!same) emit changed();
}

const std::vector<RunConfiguration>& RunConfigurations::all() const {
    static const std::vector<RunConfiguration> None;
    return problems().empty() ? project_.reading.project.runs : None;
}

void RunConfigurations::choose(const QString& name) {
    if (name == chosen_) return;
    chosen_ = name;
    if (!folder_.isEmpty()) (void)workspace_.setSetting("run.configuration:" + folder_.toStdString(), name.toStdString());
    emit changed();
}

const RunConfiguration* RunConfigurations::configuration() const {
    return problems().empty() && !chosen_.isEmpty() ? project_.reading.project.find(chosen_.toStdString()) : nullptr;
}

Status RunConfigurations::save(const std::vector<EditedConfiguration>& wanted) {
    if (folder_.isEmpty()) return Error{ErrorCode::Invalid, "No folder is open.", {}, "Open the folder of the script first."};
    if (!problems().empty()) return problems().front();
    Result<std::string> edited = project_.text;
    for (const RunConfiguration& run : project_.reading.project.runs) {
        const bool stays = std::any_of(wanted.begin(), wanted.end(), [&](const EditedConfiguration& each) { return each.before == run.name; });
        if (!stays && edited) edited = withoutConfiguration(*edited, run.name);
    }
    // Names may change places: through names that nobody has.
    std::vector<EditedConfiguration> steps = wanted;
    for (size_t i = 0; i < steps.size() && edited; ++i) {
        if (steps[i].before.empty() || steps[i].before == steps[i].run.name || !project_.reading.project.find(steps[i].run.name)) continue;
        RunConfiguration aside = *project_.reading.project.find(steps[i].before);
        aside.name = "weir-" + std::to_string(i) + "-aside";
        edited = withConfiguration(*edited, steps[i].before, aside);
        steps[i].before = aside.name;
    }
    for (const EditedConfiguration& step : steps) {
        if (!edited) break;
        if (edited->empty()) edited = newProjectText(QFileInfo(folder_).fileName().toStdString(), step.run);
        else edited = withConfiguration(*edited, step.before, step.run);
    }
    if (!edited) return edited.error();
    const ProjectReading reading = checkedProject(*edited);
    if (!reading.problems.empty()) {
        Error error = reading.problems.front();
        error.place = {};                    // of a text that nobody sees
        return error;
    }
    if (*edited == project_.text) return {};
    LocalFileSystem files;
    if (Status saved = saveProject(files, project_, *edited); !saved.ok()) return saved;
    // A new name of the chosen one is chosen.
    for (const EditedConfiguration& each : wanted)
        if (!chosen_.isEmpty() && each.before == chosen_.toStdString() && each.run.name != each.before) {
            choose(QString::fromStdString(each.run.name));
            break;
        }
    const QString file = QString::fromStdString(project_.file);
    refresh();
    emit written(file);
    return {};
}

} // namespace weir::ui

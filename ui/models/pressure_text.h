// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/pressure_watch.h"

#include <QString>

#include <functional>

namespace weir::ui {

/// The one sentence that names where the waiting ends. `nameOf`: of a vertex.
QString pressureSentence(const PressurePage& page, const PressureCause& cause, const std::function<QString(int vertex)>& nameOf);
/// "orders → Calc[1]": the operators of a task and its subtask.
QString taskName(const PressureTask& task, const std::function<QString(int vertex)>& nameOf);

} // namespace weir::ui

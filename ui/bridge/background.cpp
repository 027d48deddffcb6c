// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/background.h"

namespace weir::ui {

Background::Background(QObject* parent) : QObject(parent) {
    pool_.setMaxThreadCount(1);
    pool_.setThreadPriority(QThread::LowPriority);
    // The stack of a parser that meets deep nesting.
    pool_.setStackSize(8 * 1024 * 1024);
}

Background::~Background() {
    forget();
    pool_.clear();
    pool_.waitForDone();
}

} // namespace weir::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <QStringList>

#include <vector>

namespace weir::ui {

struct Sample {
    QString name, folder;
    QString summary;             // the first sentence of its README
};

/// The samples that came with the program: beside the build tree, or installed. Sorted as a newcomer should meet them.
std::vector<Sample> findSamples();

} // namespace weir::ui

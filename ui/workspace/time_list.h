// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inference/file_schema.h"

#include <QListWidget>

namespace weir::ui {

/// What could be the event time of a file, the likeliest first, each with a histogram of how far its rows lie behind; and "none".
class TimeList : public QListWidget {
    Q_OBJECT
public:
    explicit TimeList(const std::vector<TimeCandidate>& times, QWidget* parent = nullptr);
    /// Index into the candidates; -1: none.
    int chosen() const;

signals:
    void chosenChanged(int index);
};

/// "in order", "up to 4.2 s behind, 99 % within 2 s".
QString disorderText(const Disorder& disorder);

} // namespace weir::ui

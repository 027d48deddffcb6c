// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/plain_table.h"

#include <QHeaderView>
#include <QTableView>

namespace weir::ui {

QTableView* plainTable(QAbstractItemModel* model, const char* objectName, const QString& name) {
    constexpr int RowHeight = 24;
    auto* table = new QTableView;
    table->setObjectName(objectName);
    table->setAccessibleName(name);
    table->setModel(model);
    table->setShowGrid(false);
    table->setAlternatingRowColors(true);
    table->setWordWrap(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(RowHeight);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setStretchLastSection(true);
    return table;
}

} // namespace weir::ui

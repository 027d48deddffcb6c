// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/configuration_box.h"

#include "ui/bridge/value_text.h"
#include "ui/kit/icons.h"
#include "ui/kit/theme.h"
#include "ui/workspace/run_configurations.h"

#include <QAbstractItemView>

#include <algorithm>

namespace weir::ui {

namespace {

constexpr int ActRole = Qt::UserRole + 1;
enum Act { Choose, New, Edit };

} // namespace

ConfigurationBox::ConfigurationBox(RunConfigurations& configurations, QWidget* parent) : QComboBox(parent), configurations_(configurations) {
    setObjectName("runConfiguration");
    setAccessibleName(tr("Run configuration"));
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
    setMaximumWidth(220);
    connect(&configurations_, &RunConfigurations::changed, this, &ConfigurationBox::show);
    connect(this, &QComboBox::activated, this, [this](int index) {
        const int act = itemData(index, ActRole).toInt();
        if (act == Choose) return configurations_.choose(itemData(index).toString());
        show();                              // the list says what is chosen, not what was asked for
        if (act == New) emit newWanted();
        else emit editWanted();
    });
    show();
}

void ConfigurationBox::show() {
    const QSignalBlocker quiet(this);
    clear();
    const bool broken = !configurations_.problems().empty();
    addItem(broken ? icon("warning", themeOf(this).warn) : QIcon(), tr("This script"), QString());
    for (const RunConfiguration& run : configurations_.all()) addItem(text(run.name), text(run.name));
    // A chosen one that is gone is not: then the script runs as it is.
    setCurrentIndex(std::max(0, configurations_.chosen().isEmpty() ? 0 : findData(configurations_.chosen())));
    insertSeparator(count());
    addItem(tr("New from this script …"));
    setItemData(count() - 1, New, ActRole);
    addItem(tr("Edit configurations …"));
    setItemData(count() - 1, Edit, ActRole);
    view()->setMinimumWidth(view()->sizeHintForColumn(0) + 24);
    setToolTip(broken ? tr("weir.toml has mistakes, see Problems: the script runs as it is")
               : configurations_.configuration() ? tr("What Run runs: '%1' of weir.toml").arg(configurations_.chosen())
                                                 : tr("What Run runs: the open script as it is"));
}

} // namespace weir::ui

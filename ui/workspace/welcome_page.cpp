// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/welcome_page.h"

#include "ui/kit/icons.h"
#include "ui/kit/theme.h"
#include "ui/workspace/samples.h"

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace weir::ui {

namespace {

QLabel* label(const QString& text, const char* name, bool wrap = false) {
    auto* made = new QLabel(text);
    made->setObjectName(name);
    made->setTextFormat(Qt::PlainText);
    made->setWordWrap(wrap);
    return made;
}

QPushButton* link(const QString& iconName, const QString& text, const QString& toolTip = {}) {
    auto* button = new QPushButton(icon(iconName), text);
    button->setObjectName("link");
    button->setCursor(Qt::PointingHandCursor);
    button->setToolTip(toolTip.toHtmlEscaped());
    return button;
}

void empty(QLayout* layout) {
    while (QLayoutItem* item = layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

} // namespace

WelcomePage::WelcomePage(QWidget* parent) : QWidget(parent), recent_(new QVBoxLayout) {
    auto* inside = new QWidget;
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(inside);
    scroll->setAccessibleName(tr("Welcome"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(scroll);

    auto* page = new QHBoxLayout(inside);
    page->setContentsMargins(48, 36, 48, 36);
    auto* centre = new QVBoxLayout;
    page->addStretch(1);
    page->addLayout(centre, 6);
    page->addStretch(1);

    centre->addWidget(label(tr("Weir Studio"), "heading"));
    centre->addWidget(label(tr("Write a stream job in Flink SQL, press Run, and watch its rows, watermarks and backpressure."), "muted", true));
    centre->addSpacing(16);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(40);
    centre->addLayout(columns);
    centre->addStretch();

    auto* left = new QVBoxLayout;
    left->setSpacing(2);
    left->addWidget(label(tr("Start"), "panelTitle"));
    auto* fresh = link("file-sql", tr("New SQL file"));
    auto* source = link("file-data", tr("New source from a data file …"), tr("CSV or JSON lines; or drop the file on the window"));
    auto* folder = link("folder-open", tr("Open a folder …"));
    left->addWidget(fresh, 0, Qt::AlignLeft);
    left->addWidget(source, 0, Qt::AlignLeft);
    left->addWidget(folder, 0, Qt::AlignLeft);
    left->addSpacing(14);
    left->addWidget(label(tr("Recent"), "panelTitle"));
    recent_->setSpacing(0);
    left->addLayout(recent_);
    left->addStretch();
    columns->addLayout(left, 1);

    auto* right = new QVBoxLayout;
    right->setSpacing(6);
    right->addWidget(label(tr("Samples"), "panelTitle"));
    const auto samples = findSamples();
    for (const Sample& sample : samples) {
        auto* card = new QFrame;
        card->setObjectName("card");
        auto* row = new QHBoxLayout(card);
        row->setContentsMargins(12, 9, 12, 9);
        auto* words = new QVBoxLayout;
        words->setSpacing(1);
        words->addWidget(label(sample.name, "emptyTitle"));
        words->addWidget(label(sample.summary, "muted", true));
        row->addLayout(words, 1);
        auto* open = new QPushButton(tr("Open"));
        open->setAccessibleName(tr("Open the sample %1").arg(sample.name));
        row->addWidget(open, 0, Qt::AlignVCenter);
        connect(open, &QPushButton::clicked, this, [this, path = sample.folder] { emit projectChosen(path); });
        right->addWidget(card);
    }
    if (samples.empty()) right->addWidget(label(tr("The samples were not found beside the program."), "muted", true));
    right->addStretch();
    columns->addLayout(right, 2);

    connect(fresh, &QPushButton::clicked, this, &WelcomePage::newFile);
    connect(source, &QPushButton::clicked, this, &WelcomePage::newSource);
    connect(folder, &QPushButton::clicked, this, &WelcomePage::openFolder);
}

void WelcomePage::showRecent(const std::vector<RecentProject>& projects) {
    empty(recent_);
    int shown = 0;
    for (const RecentProject& project : projects) {
        const QString path = QString::fromStdString(project.path);
        if (!QFileInfo(path).isDir() || ++shown > 8) continue;
        auto* button = link("folder", QDir(path).dirName().replace('&', "&&"), path);
        connect(button, &QPushButton::clicked, this, [this, path] { emit projectChosen(path); });
        recent_->addWidget(button, 0, Qt::AlignLeft);
    }
    if (!shown) recent_->addWidget(label(tr("Folders that you open are listed here."), "muted", true));
}

} // namespace weir::ui

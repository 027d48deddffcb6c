// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/project_panel.h"

#include "ui/kit/empty_state.h"
#include "ui/kit/icons.h"

#include <QFileSystemModel>
#include <QHeaderView>
#include <QMenu>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

namespace weir::ui {

namespace {

/// Our icons instead of the desktop's; the name of a file says what it is.
class ProjectFiles : public QFileSystemModel {
public:
    using QFileSystemModel::QFileSystemModel;
    QVariant data(const QModelIndex& index, int role) const override {
        if (role == Qt::DecorationRole && index.column() == 0) {
            if (isDir(index)) return icon("folder");
            const QString name = fileName(index).toLower();
            if (name.endsWith(".sql")) return icon("file-sql");
            if (name.endsWith(".weirgraph")) return icon("graph");
            for (const char* data : {".csv", ".json", ".jsonl", ".gz", ".parquet", ".avro"})
                if (name.endsWith(QLatin1String(data))) return icon("file-data");
            return icon("file-text");
        }
        if (role == Qt::ToolTipRole) return filePath(index).toHtmlEscaped();
        return QFileSystemModel::data(index, role);
    }
};

} // namespace

ProjectPanel::ProjectPanel(QWidget* parent)
    : QWidget(parent), model_(new ProjectFiles(this)), tree_(new QTreeView), pages_(new QStackedWidget) {
    auto* empty = new EmptyState("folder-open", tr("No folder is open"), tr("Open a folder with SQL files, or start with a sample."));
    tree_->setObjectName("projectTree");
    tree_->setAccessibleName(tr("Project files"));
    tree_->setHeaderHidden(true);
    tree_->setUniformRowHeights(true);
    tree_->setAnimated(false);
    tree_->setTextElideMode(Qt::ElideMiddle);
    tree_->setModel(model_);
    for (int column = 1; column < model_->columnCount(); ++column) tree_->hideColumn(column);
    model_->setFilter(QDir::AllDirs | QDir::Files | QDir::NoDotAndDotDot);
    model_->setOption(QFileSystemModel::DontUseCustomDirectoryIcons);
    pages_->addWidget(empty);
    pages_->addWidget(tree_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(pages_);
    tree_->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(tree_, &QTreeView::customContextMenuRequested, this, [this](const QPoint& at) {
        const QModelIndex index = tree_->indexAt(at);
        if (!index.isValid() || model_->isDir(index)) return;
        const QString path = model_->filePath(index);
        QMenu menu;
        menu.addAction(icon("file-text"), tr("Open as text"), this, [this, path] { emit fileActivated(path); });
        menu.addAction(icon("file-data"), tr("New source from this file …"), this, [this, path] { emit sourceWanted(path); });
        menu.exec(tree_->viewport()->mapToGlobal(at));
    });
    connect(tree_, &QTreeView::activated, this, [this](const QModelIndex& index) {
        if (!model_->isDir(index)) emit fileActivated(model_->filePath(index));
    });
    connect(tree_, &QTreeView::clicked, this, [this](const QModelIndex& index) {
        if (!model_->isDir(index)) emit fileActivated(model_->filePath(index));
    });
}

void ProjectPanel::openFolder(const QString& folder) {
    folder_ = folder;
    if (!folder.isEmpty()) tree_->setRootIndex(model_->setRootPath(folder));
    pages_->setCurrentIndex(folder.isEmpty() ? 0 : 1);
}

void ProjectPanel::showFile(const QString& path) {
    const QModelIndex index = model_->index(path);
    if (index.isValid()) tree_->setCurrentIndex(index);
}

} // namespace weir::ui

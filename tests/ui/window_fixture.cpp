// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_fixture.h"

#include <QFile>

namespace weir::ui {

void WindowFixture::init() {
    folder_ = std::make_unique<QTemporaryDir>();
    workspace_ = Workspace::inMemory();
}

void WindowFixture::cleanup() {
    window_.reset();
    workspace_.reset();
    folder_.reset();
}

QString WindowFixture::write(const QString& name, const QByteArray& text) {
    QFile file(folder_->filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) qFatal("%s cannot be written", qPrintable(file.fileName()));
    return file.fileName();
}

void WindowFixture::openWindow(QSize size) {
    window_ = std::make_unique<MainWindow>(sessionEngine(), *workspace_, true);
    window_->resize(size);
    window_->show();
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
}

void WindowFixture::openJob(const QByteArray& script, QSize size) {
    write("job.sql", script);
    openWindow(size);
    window_->openPath(folder_->path());
}

void WindowFixture::runJob(const QByteArray& script) {
    openJob(script);
    window_->run();
    QTRY_VERIFY(window_->studio().feed.isActive());
}

} // namespace weir::ui

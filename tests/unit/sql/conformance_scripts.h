// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QString>
#include <QStringList>

/// The conformance scripts of the tree this program was built in, or nothing where they are not there.
inline QStringList conformanceScripts() {
    QStringList scripts;
    for (QString start : {QFileInfo("/proc/self/exe").canonicalPath(), QDir::currentPath()}) {
        QDir dir(start);
        do {
            if (!QFileInfo(dir.filePath("tests/conformance")).isDir())
                continue;
            QDirIterator found(dir.filePath("tests/conformance"), {"*.sql"}, QDir::Files, QDirIterator::Subdirectories);
            while (found.hasNext())
                scripts << found.next();
            scripts.sort();
            return scripts;
        } while (dir.cdUp());
    }
    return scripts;
}

inline std::string readScript(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return file.readAll().toStdString();
}

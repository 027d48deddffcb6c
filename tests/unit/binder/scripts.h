// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/binder/binder.h"
#include "engine/sql/parser.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QString>
#include <QStringList>

/// The files of a folder under tests/, found from the program upwards.
inline QStringList testFiles(const QString& folder, const QString& pattern) {
    QStringList files;
    for (QString start : {QFileInfo("/proc/self/exe").canonicalPath(), QDir::currentPath()}) {
        QDir dir(start);
        do {
            if (!QFileInfo(dir.filePath("tests/" + folder)).isDir())
                continue;
            QDirIterator found(dir.filePath("tests/" + folder), {pattern}, QDir::Files, QDirIterator::Subdirectories);
            while (found.hasNext())
                files << found.next();
            files.sort();
            return files;
        } while (dir.cdUp());
    }
    return files;
}

inline std::string readText(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

/// Binds the statements of a script one after another as a session does; stops at the first that fails.
struct BoundScript {
    weir::Catalog catalog;
    weir::SessionConfig config;
    std::vector<weir::BoundStatement> statements;
    std::vector<weir::Diagnostic> diagnostics;

    explicit BoundScript(const std::string& text) {
        auto script = weir::sql::parse(text);
        diagnostics = script.diagnostics;
        if (script.hasErrors())
            return;
        for (const auto& statement : script.statements) {
            auto result = weir::Binder(catalog, config).bind(*statement);
            for (auto& diagnostic : result.diagnostics)
                diagnostics.push_back(diagnostic);
            if (!result.ok())
                return;
            if (auto status = weir::apply(*result.statement, catalog, config); !status.ok()) {
                diagnostics.push_back({weir::Severity::Error, status.error()});
                return;
            }
            statements.push_back(std::move(*result.statement));
        }
    }
    bool failed() const {
        for (const auto& diagnostic : diagnostics)
            if (diagnostic.severity == weir::Severity::Error)
                return true;
        return false;
    }
    std::string problems() const {
        std::string text;
        for (const auto& diagnostic : diagnostics)
            text += diagnostic.error.text() + "\n";
        return text;
    }
};

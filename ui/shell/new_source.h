// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/background.h"
#include "ui/bridge/engine.h"

#include <QObject>
#include <QPointer>
#include <QStringList>

class QDialog;

namespace weir::ui {

class Document;
class EditorArea;
class SourceDialog;

/// From a data file to a table of the script: looks into it in the background, lets the user decide, and puts the text in as one step of undo.
/// Several files come one after the other.
class NewSource : public QObject {
    Q_OBJECT
public:
    NewSource(const Engine& engine, EditorArea* editors, QWidget* window);
    /// Whether a file of that name holds rows rather than text to edit.
    static bool isData(const QString& path);
    void offer(const QString& path);

signals:
    void added(weir::ui::Document* document);

private:
    void next();
    void decide(const Result<InferredFile>& file);
    void add(const SourceDialog& dialog);
    Document* target() const;

    const Engine& engine_;
    EditorArea* editors_;
    QWidget* window_;
    Background looking_;
    QStringList waiting_;
    QPointer<QDialog> open_;
    QString path_;
    bool busy_ = false;
};

} // namespace weir::ui

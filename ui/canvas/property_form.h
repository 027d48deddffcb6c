// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/bridge/engine.h"
#include "ui/models/node_form.h"

#include <QScrollArea>

#include <map>

class QLabel;
class QVBoxLayout;

namespace weir::ui {

/// The chosen node as fields, made from formRows(). What is written is taken with Enter or by leaving the field.
class PropertyForm : public QScrollArea {
    Q_OBJECT
public:
    PropertyForm(const Engine& engine, DesignSession& session, QWidget* parent = nullptr);
    void show(const QString& id);
    /// Puts the caret into the field one wants to change first.
    void edit();
    QString shown() const { return id_; }
    /// The field of a row, null without one; also found by its object name: "field.clause.WHERE.0".
    QWidget* field(const QString& key) const;

signals:
    void said(const QString& message);

private:
    void refresh();
    void build(const std::vector<FormRow>& rows);
    QWidget* makeField(const FormRow& row);
    void setValue(QWidget* field, const FormRow& row);
    void commit(const QString& key, const QString& value);

    const Engine& engine_;
    DesignSession& session_;
    QString id_;
    std::vector<FormRow> rows_;
    std::map<QString, QWidget*> fields_;
    bool filling_ = false;
};

} // namespace weir::ui

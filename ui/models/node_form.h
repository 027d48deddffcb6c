// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "ui/models/design_session.h"

namespace weir::ui {

enum class FieldKind { Name, Expression, Line, Choice, Note, AddOption };

/// A field of a node's form: plain data, so that a test reads what a form shows.
struct FormRow {
    QString key;                 // "name", "clause.WHERE.0", "window.kind", "option.path", ...
    QString label, value, hint;
    FieldKind kind = FieldKind::Line;
    QStringList choices;         // Choice, AddOption; a Choice that ends in "…" may also be written
    bool group = false;          // a headline above it: `label`
    graph::Range place;          // Expression: where it stands in the text, for completion; empty when it is not written yet
};

std::vector<FormRow> formRows(const DesignSession& session, const QString& id);
/// What the user wrote into a row; false when it was refused.
bool commitRow(DesignSession& session, const QString& id, const QString& key, const QString& value);

} // namespace weir::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/property_form.h"

#include "ui/bridge/value_text.h"
#include "ui/canvas/expression_field.h"
#include "ui/kit/fonts.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QTimer>
#include <QVBoxLayout>

namespace weir::ui {

PropertyForm::PropertyForm(const Engine& engine, DesignSession& session, QWidget* parent) : QScrollArea(parent), engine_(engine), session_(session) {
    setObjectName("propertyForm");
    setAccessibleName(tr("Properties of the node"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    connect(&session_, &DesignSession::changed, this, &PropertyForm::refresh);
    connect(&session_, &DesignSession::renamed, this, [this](const QString& from, const QString& to) {
        if (id_ == from) id_ = to;
    });
    build({});
}

void PropertyForm::show(const QString& id) {
    if (id == id_) return;
    id_ = id;
    rows_.clear();
    refresh();
}

QWidget* PropertyForm::field(const QString& key) const {
    const auto found = fields_.find(key);
    return found == fields_.end() ? nullptr : found->second;
}

void PropertyForm::refresh() {
    const auto rows = formRows(session_, id_);
    const bool same =
        !rows_.empty() && rows.size() == rows_.size() && std::equal(rows.begin(), rows.end(), rows_.begin(), [](const FormRow& a, const FormRow& b) {
            return a.key == b.key && a.kind == b.kind && a.label == b.label && (a.kind != FieldKind::Note || a.value == b.value);
        });
    if (!same) return build(rows);
    rows_ = rows;
    for (const auto& row : rows_)
        if (QWidget* shown = field(row.key)) setValue(shown, row);
}

void PropertyForm::build(const std::vector<FormRow>& rows) {
    rows_ = rows;
    fields_.clear();
    // A field may be at work in this very moment: the old form goes later.
    if (QWidget* old = takeWidget()) {
        old->hide();
        old->deleteLater();
    }
    auto* body = new QWidget;
    body->setObjectName("formBody");
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(12, 10, 12, 12);
    column->setSpacing(4);
    if (rows.empty()) {
        auto* words = new QLabel(tr("Choose a node to see what it does, or drag one from the palette.\n\nDrag from the port at its right to connect it."));
        words->setObjectName("muted");
        words->setWordWrap(true);
        column->addWidget(words);
    }
    for (const auto& row : rows) {
        auto* label = new QLabel(row.label);
        label->setTextFormat(Qt::PlainText);
        label->setObjectName(row.group ? "panelTitle" : "muted");
        if (row.group) column->addSpacing(8);
        else label->setFont(interfaceFont(11));
        if (!row.hint.isEmpty()) label->setToolTip("<p>" + row.hint.toHtmlEscaped() + "</p>");
        if (!row.label.isEmpty()) column->addWidget(label);
        if (row.kind == FieldKind::Note) {
            if (row.value.isEmpty()) continue;
            auto* note = new QLabel(row.value);
            note->setTextFormat(Qt::PlainText);
            note->setWordWrap(true);
            note->setTextInteractionFlags(Qt::TextSelectableByMouse);
            if (row.group) note->setObjectName("muted");
            if (row.key == "problem") note->setObjectName("problemText");
            column->addWidget(note);
            continue;
        }
        QWidget* made = makeField(row);
        made->setObjectName("field." + row.key);
        made->setAccessibleName(row.label);
        if (!row.hint.isEmpty()) made->setToolTip("<p>" + row.hint.toHtmlEscaped() + "</p>");
        fields_[row.key] = made;
        setValue(made, row);
        label->setBuddy(made);
        column->addWidget(made);
        column->addSpacing(3);
    }
    column->addStretch(1);
    setWidget(body);
}

QWidget* PropertyForm::makeField(const FormRow& row) {
    const QString key = row.key;
    if (row.kind == FieldKind::Expression) {
        auto* made = new ExpressionField(engine_, [this, key](const QString& text, int caret) -> std::pair<std::string, int> {
            // The script as it would be: so the engine knows the tables around the caret.
            for (const auto& shown : rows_) {
                if (shown.key != key || shown.place.empty()) continue;
                const graph::TextEdit edit{shown.place, text.toStdString()};
                return {graph::applied(session_.graph().text, {edit}), shown.place.from + static_cast<int>(text.left(caret).toUtf8().size())};
            }
            // Not written yet: the node's first clause knows the same names.
            for (const auto& shown : rows_) {
                if (shown.place.empty() || shown.key != "clause.SELECT.0") continue;
                const graph::TextEdit edit{shown.place, text.toStdString()};
                return {graph::applied(session_.graph().text, {edit}), shown.place.from + static_cast<int>(text.left(caret).toUtf8().size())};
            }
            return {{}, -1};
        });
        connect(made, &ExpressionField::committed, this, [this, key](const QString& text) { commit(key, text); });
        return made;
    }
    if (row.kind == FieldKind::Choice || row.kind == FieldKind::AddOption) {
        auto* made = new QComboBox;
        made->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        made->setFocusPolicy(Qt::StrongFocus);
        if (row.kind == FieldKind::AddOption) made->setPlaceholderText(tr("Choose …"));
        connect(made, &QComboBox::textActivated, this, [this, key](const QString& text) { commit(key, text); });
        return made;
    }
    auto* made = new QLineEdit;
    if (row.kind == FieldKind::Line) made->setFont(codeFont(9.5));
    connect(made, &QLineEdit::editingFinished, this, [this, key, made] { commit(key, made->text()); });
    return made;
}

void PropertyForm::setValue(QWidget* shown, const FormRow& row) {
    filling_ = true;
    if (auto* expression = qobject_cast<ExpressionField*>(shown)) {
        expression->setValue(row.value);
    } else if (auto* choice = qobject_cast<QComboBox*>(shown)) {
        QStringList choices = row.choices;
        if (row.kind == FieldKind::Choice && !choices.contains(row.value)) choices.prepend(row.value);
        QStringList before;
        for (int i = 0; i < choice->count(); ++i) before += choice->itemText(i);
        if (before != choices) {
            choice->clear();
            choice->addItems(choices);
        }
        choice->setCurrentIndex(row.kind == FieldKind::Choice ? choices.indexOf(row.value) : -1);
    } else if (auto* line = qobject_cast<QLineEdit*>(shown); line && line->text() != row.value && !(line->hasFocus() && line->isModified())) {
        line->setText(row.value);
    }
    filling_ = false;
}

void PropertyForm::commit(const QString& key, const QString& value) {
    if (filling_ || id_.isEmpty()) return;
    for (const auto& row : rows_)
        if (row.key == key && row.value == value && row.kind != FieldKind::AddOption) return;
    QPointer<QWidget> at = field(key);
    if (auto* line = qobject_cast<QLineEdit*>(at)) line->setModified(false);
    const bool taken = commitRow(session_, id_, key, value);
    if (taken || !at) return;
    // What was refused stays to be mended in a text, and goes back in a short field.
    for (const auto& row : rows_)
        if (row.key == key && row.kind != FieldKind::Expression) setValue(at, row);
}

void PropertyForm::edit() {
    for (const char* key : {"clause.WHERE.0", "window.size.0", "clause.ON.0", "ranking.1", "clause.SELECT.0", "clause.COLUMNS.0", "name"})
        if (QWidget* found = field(QLatin1String(key))) {
            ensureWidgetVisible(found);
            return found->setFocus(Qt::OtherFocusReason);
        }
}

} // namespace weir::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/pinned_model.h"

#include "ui/kit/fonts.h"
#include "ui/kit/numbers.h"
#include "ui/kit/theme.h"

#include <QFont>
#include <QGuiApplication>
#include <QPalette>

#include <algorithm>

namespace weir::ui {

void PinnedModel::pin(PinnedKey key) {
    if (find(key) >= 0) return;
    const int at = rowCount();
    beginInsertRows({}, at, at);
    pins_.push_back({std::move(key), {}, {}});
    endInsertRows();
}

void PinnedModel::unpin(int row) {
    beginRemoveRows({}, row, row);
    pins_.erase(pins_.begin() + row);
    endRemoveRows();
}

int PinnedModel::find(const PinnedKey& key) const {
    for (size_t i = 0; i < pins_.size(); ++i)
        if (pins_[i].key == key) return static_cast<int>(i);
    return -1;
}

void PinnedModel::forgetValues() {
    for (Pin& pin : pins_) pin = Pin{std::move(pin.key), {}, {}};
    if (!pins_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

std::vector<PinnedModel::Question> PinnedModel::questions(const RunSnapshot& snapshot) const {
    std::vector<Question> out;
    for (const Pin& pin : pins_) {
        auto same = std::find_if(out.begin(), out.end(), [&](const Question& one) { return one.uid == pin.key.uid && one.section == pin.key.section; });
        if (same == out.end()) {
            auto vertex = std::find_if(snapshot.vertices.begin(), snapshot.vertices.end(), [&](const VertexSnapshot& one) { return one.uid == pin.key.uid; });
            same = out.insert(out.end(), {pin.key.uid, pin.key.section, {}, vertex == snapshot.vertices.end() ? 0 : vertex->parallelism});
        }
        same->keys.push_back(pin.key.key);
    }
    return out;
}

std::vector<PinnedModel::Answer> PinnedModel::read(const Run& run, std::vector<Question> questions) {
    std::vector<Answer> out;
    for (Question& question : questions) {
        Answer& answer = out.emplace_back();
        for (int subtask = 0; subtask < question.parallelism && !answer.error; ++subtask) {
            StateQuery query;
            query.uid = question.uid;
            query.subtask = subtask;
            query.section = question.section;
            query.keys = question.keys;
            Result<StatePage> page = run.state(query);
            if (!page) {
                answer.error = page.error();
                break;
            }
            answer.keyColumns = static_cast<size_t>(page->keyColumns);
            answer.columns.assign(page->columns.begin() + std::min<std::ptrdiff_t>(page->keyColumns, static_cast<std::ptrdiff_t>(page->columns.size())), page->columns.end());
            std::move(page->rows.begin(), page->rows.end(), std::back_inserter(answer.rows));
        }
        answer.question = std::move(question);
    }
    return out;
}

void PinnedModel::take(const std::vector<Answer>& answers, const StandStill& stand) {
    for (Pin& pin : pins_) {
        auto answer = std::find_if(answers.begin(), answers.end(), [&](const Answer& one) {
            return one.question.uid == pin.key.uid && one.question.section == pin.key.section &&
                   std::find(one.question.keys.begin(), one.question.keys.end(), pin.key.key) != one.question.keys.end();
        });
        if (answer == answers.end()) continue;
        Held held;
        held.columns = answer->columns;
        for (const StateRow& row : answer->rows) {
            const auto values = row.values.begin() + static_cast<std::ptrdiff_t>(std::min(answer->keyColumns, row.values.size()));
            if (std::equal(row.values.begin(), values, pin.key.key.begin(), pin.key.key.end())) held.rows.emplace_back(values, row.values.end());
        }
        held.found = answer->question.parallelism == 0 ? Found::NoOperator : answer->error ? Found::Failed : held.rows.empty() ? Found::NotThere : Found::There;
        if (answer->error) held.error = answer->error->text();
        if (pin.stand != stand.number) pin.before = std::move(pin.now);
        pin.now = std::move(held);
        pin.stand = stand.number;
        if (pin.now.found != Found::NotThere) pin.goneSince = -1;
        else if (pin.before.found == Found::There) pin.goneSince = stand.sourceRows;
    }
    if (!pins_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int PinnedModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(pins_.size()); }
int PinnedModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString PinnedModel::text(const Held& held, const Pin& pin) const {
    switch (held.found) {
    case Found::Unread: return {};
    case Found::NoOperator: return tr("no such operator in this job");
    case Found::Failed: return QString::fromStdString(held.error);
    case Found::NotThere:
        return pin.goneSince < 0 || &held != &pin.now ? tr("not there") : tr("not there; gone since %1 rows were read").arg(groupedNumber(pin.goneSince));
    case Found::There: break;
    }
    constexpr size_t MostRows = 5;
    QStringList rows;
    for (const std::vector<std::string>& row : held.rows) {
        if (static_cast<size_t>(rows.size()) == MostRows) {
            rows += tr("and %1 more").arg(held.rows.size() - MostRows);
            break;
        }
        QStringList values;
        for (size_t i = 0; i < row.size() && i < held.columns.size(); ++i)
            values += QString::fromStdString(held.columns[i]).section(' ', 0, 0) + QStringLiteral(" = ") + QString::fromStdString(row[i]);
        rows += values.join(QStringLiteral(", "));
    }
    const QString all = rows.join(QStringLiteral("; "));
    return held.rows.size() > 1 ? tr("%1 rows: %2").arg(held.rows.size()).arg(all) : all;
}

QString PinnedModel::change(const Pin& pin) const {
    if (pin.before.found == Found::Unread || pin.now.found == Found::Unread || pin.now == pin.before) return {};
    if (pin.now.found != Found::There) return pin.before.found == Found::There ? tr("gone") : QString();
    if (pin.before.found != Found::There) return tr("new");
    if (pin.now.rows.size() != pin.before.rows.size())
        return tr("%1 rows before, %2 now").arg(pin.before.rows.size()).arg(pin.now.rows.size());
    if (pin.now.rows.size() != 1 || pin.now.columns != pin.before.columns) return tr("changed");
    QStringList columns;
    for (size_t i = 0; i < pin.now.columns.size(); ++i)
        if (pin.now.rows[0][i] != pin.before.rows[0][i]) columns += QString::fromStdString(pin.now.columns[i]).section(' ', 0, 0);
    return tr("changed: %1").arg(columns.join(QStringLiteral(", ")));
}

QVariant PinnedModel::data(const QModelIndex& index, int role) const {
    const Pin& pin = pins_[static_cast<size_t>(index.row())];
    const bool isHere = pin.now.found == Found::There || pin.now.found == Found::Unread;
    if (role == Qt::FontRole) {
        QFont font = index.column() == OperatorColumn || index.column() == ChangeColumn ? QGuiApplication::font() : codeFont(9);
        font.setBold(index.column() == KeyColumn || (index.column() == NowColumn && !change(pin).isEmpty()));
        return font;
    }
    if (role == Qt::ForegroundRole) {
        const Theme& theme = themeOf(QGuiApplication::palette());
        if (index.column() == BeforeColumn || (index.column() == NowColumn && !isHere)) return theme.muted;
        if (index.column() == ChangeColumn || (index.column() == NowColumn && !change(pin).isEmpty())) return theme.warn;
        return {};
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    switch (index.column()) {
    case OperatorColumn: return role == Qt::ToolTipRole ? QString::fromStdString(pin.key.uid + ", " + pin.key.section) : pin.key.operatorName;
    case KeyColumn: {
        QStringList key;
        for (const std::string& part : pin.key.key) key += QString::fromStdString(part);
        return key.isEmpty() ? tr("(all)") : key.join(QStringLiteral(", "));
    }
    case NowColumn: return text(pin.now, pin);
    case ChangeColumn: return change(pin);
    case BeforeColumn: return text(pin.before, pin);
    default: return {};
    }
}

QVariant PinnedModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    const QString names[] = {tr("Key"), tr("Now"), tr("Change"), tr("Before"), tr("Operator")};
    return names[section];
}

} // namespace weir::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/key_map.h"

#include "ui/kit/strokes.h"

#include <QCoreApplication>

namespace weir::ui {

namespace {

const KeyRow* rowOf(const QString& action) {
    for (const KeyRow& row : keyTable())
        if (action == QLatin1String(row.action)) return &row;
    return nullptr;
}

bool meet(KeyContext one, KeyContext other) { return (one == KeyContext::Canvas) == (other == KeyContext::Canvas); }

QList<QKeySequence> without(QList<QKeySequence> keys, const QKeySequence& key) {
    keys.removeIf([&](const QKeySequence& one) { return shadow(one, key); });
    return keys;
}

} // namespace

QList<QKeySequence> readKeys(const QString& keys) {
    QList<QKeySequence> all;
    for (const QString& key : keys.split("; ", Qt::SkipEmptyParts)) all += QKeySequence(key, QKeySequence::PortableText);
    return all;
}

QString writtenKeys(const QList<QKeySequence>& keys, QKeySequence::SequenceFormat format) {
    QStringList all;
    for (const QKeySequence& key : keys) all += key.toString(format);
    return all.join("; ");
}

KeyMap::KeyMap(Workspace& workspace, QObject* parent) : QObject(parent), workspace_(workspace) {
    const std::string kept = workspace_.setting("keys.map");
    for (size_t i = 0; i < keyMapTable().size(); ++i)
        if (kept == keyMapTable()[i].id) map_ = static_cast<int>(i);
    load();
}

std::string KeyMap::settingName() const { return std::string("keys.own.") + keyMapTable()[static_cast<size_t>(map_)].id; }

// A line an action: its id, a tab, its keys. Actions of other versions are passed over.
void KeyMap::load() {
    own_.clear();
    for (const QString& line : QString::fromStdString(workspace_.setting(settingName())).split('\n', Qt::SkipEmptyParts)) {
        const QStringList parts = line.split('\t');
        if (parts.size() == 2 && rowOf(parts[0])) own_[parts[0]] = readKeys(parts[1]);
    }
    // A ready map may have got keys since: who chose one before keeps it.
    const auto chosen = own_;
    for (const auto& [action, keys] : chosen)
        for (const QKeySequence& key : keys)
            for (const QString& other : takenBy(action, key))
                if (!chosen.contains(other)) own_[other] = without(this->keys(other), key);
}

void KeyMap::keep() {
    QString lines;
    for (const auto& [action, keys] : own_) lines += action + '\t' + writtenKeys(keys) + '\n';
    (void)workspace_.setSetting(settingName(), lines.toStdString());
    emit changed();
}

void KeyMap::chooseMap(int map) {
    if (map == map_ || map < 0 || map >= KeyMaps) return;
    map_ = map;
    (void)workspace_.setSetting("keys.map", keyMapTable()[static_cast<size_t>(map)].id);
    load();
    emit changed();
}

QList<QKeySequence> KeyMap::keys(const QString& action) const {
    if (const auto own = own_.find(action); own != own_.end()) return own->second;
    const KeyRow* row = rowOf(action);
    return row ? readKeys(QLatin1String(row->keys[map_])) : QList<QKeySequence>();
}

KeyContext KeyMap::contextOf(const QString& action) {
    const KeyRow* row = rowOf(action);
    return row ? row->context : KeyContext::Window;
}

// The text lies in the window, so keys of both meet: whoever is in the text could mean either. The graph asks for its own first.
QStringList KeyMap::takenBy(const QString& action, const QKeySequence& key) const {
    QStringList others;
    for (const KeyRow& row : keyTable())
        if (const QString other = QLatin1String(row.action); other != action && meet(row.context, contextOf(action)))
            if (const QList<QKeySequence> keys = this->keys(other); without(keys, key) != keys) others += other;
    return others;
}

QString KeyMap::fixedName(const QKeySequence& key, KeyContext context) {
    for (const FixedKey& fixed : fixedKeys())
        if (fixed.context == KeyContext::Window || fixed.context == context)
            for (const QKeySequence& one : readKeys(QLatin1String(fixed.keys)))
                if (shadow(one, key)) return QCoreApplication::translate("KeyMaps", fixed.name);
    return {};
}

bool KeyMap::isDoubleTap(const QKeySequence& key) { return key == QKeySequence(Qt::Key_Shift, Qt::Key_Shift); }

bool KeyMap::canBeKey(const QKeySequence& key, KeyContext context) {
    if (isDoubleTap(key)) return true;
    for (int i = 0; i < key.count(); ++i)
        if (isModifier(key[static_cast<uint>(i)].key()) || (i && key[static_cast<uint>(i)].key() == Qt::Key_Escape)) return false;      // Esc leaves a row of strokes
    if (key.isEmpty() || context == KeyContext::Canvas) return !key.isEmpty();
    const auto modifiers = key[0].keyboardModifiers();
    const int code = key[0].key();
    const bool isFunction = (code >= Qt::Key_F1 && code <= Qt::Key_F35) || code == Qt::Key_Escape || code == Qt::Key_Pause || code == Qt::Key_Help;
    return isFunction || modifiers & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
}

bool KeyMap::give(const QString& action, const QKeySequence& key, QList<QKeySequence> keys) {
    const KeyContext context = contextOf(action);
    if (!rowOf(action) || !canBeKey(key, context) || !fixedName(key, context).isEmpty()) return false;
    for (const QString& other : takenBy(action, key)) put(other, without(this->keys(other), key));
    keys = without(keys, key);
    keys.prepend(key);
    put(action, keys);
    keep();
    return true;
}

void KeyMap::put(const QString& action, const QList<QKeySequence>& keys) {
    if (keys == readKeys(QLatin1String(rowOf(action)->keys[map_]))) own_.erase(action);
    else own_[action] = keys;
}

bool KeyMap::set(const QString& action, const QKeySequence& key) { return give(action, key, {}); }
bool KeyMap::add(const QString& action, const QKeySequence& key) { return give(action, key, keys(action)); }

void KeyMap::clear(const QString& action) {
    if (!rowOf(action)) return;
    put(action, {});
    keep();
}

void KeyMap::reset(const QString& action) {
    const KeyRow* row = rowOf(action);
    if (!row || !own_.erase(action)) return;
    // Whoever was given its keys meanwhile loses them again.
    for (const QKeySequence& key : readKeys(QLatin1String(row->keys[map_])))
        for (const QString& other : takenBy(action, key)) put(other, without(keys(other), key));
    keep();
}

void KeyMap::resetAll() {
    if (own_.empty()) return;
    own_.clear();
    keep();
}

} // namespace weir::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/key_map.h"

#include <QCoreApplication>

namespace weir::ui {

namespace {

const KeyRow* rowOf(const QString& action) {
    for (const KeyRow& row : keyTable())
        if (action == QLatin1String(row.action)) return &row;
    return nullptr;
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

// The text lies in the window, so keys of both meet: whoever is in the text could mean either.
QStringList KeyMap::takenBy(const QString& action, const QKeySequence& key) const {
    QStringList others;
    for (const KeyRow& row : keyTable())
        if (const QString other = QLatin1String(row.action); other != action && keys(other).contains(key)) others += other;
    return others;
}

QString KeyMap::fixedName(const QKeySequence& key) {
    for (const FixedKey& fixed : fixedKeys())
        if (readKeys(QLatin1String(fixed.keys)).contains(key)) return QCoreApplication::translate("KeyMaps", fixed.name);
    return {};
}

bool KeyMap::canBeKey(const QKeySequence& key) {
    if (key.count() != 1) return false;
    const auto modifiers = key[0].keyboardModifiers();
    const int code = key[0].key();
    const bool isFunction = (code >= Qt::Key_F1 && code <= Qt::Key_F35) || code == Qt::Key_Escape || code == Qt::Key_Pause || code == Qt::Key_Help;
    return isFunction || modifiers & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
}

bool KeyMap::give(const QString& action, const QKeySequence& key, QList<QKeySequence> keys) {
    if (!rowOf(action) || !canBeKey(key) || !fixedName(key).isEmpty()) return false;
    for (const QString& other : takenBy(action, key)) {
        QList<QKeySequence> left = this->keys(other);
        left.removeAll(key);
        put(other, left);
    }
    keys.removeAll(key);
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
        for (const QString& other : takenBy(action, key)) {
            QList<QKeySequence> left = keys(other);
            left.removeAll(key);
            put(other, left);
        }
    keep();
}

void KeyMap::resetAll() {
    if (own_.empty()) return;
    own_.clear();
    keep();
}

} // namespace weir::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/workspace/workspace.h"
#include "ui/shell/key_table.h"

#include <QKeySequence>
#include <QList>
#include <QObject>

#include <map>

namespace weir::ui {

/// The keys that count now: a ready map and what the user changed of it. Kept in the settings, each map with its own changes.
class KeyMap : public QObject {
    Q_OBJECT
public:
    explicit KeyMap(Workspace& workspace, QObject* parent = nullptr);

    int map() const { return map_; }                                  // a row of keyMapTable()
    void chooseMap(int map);

    QList<QKeySequence> keys(const QString& action) const;
    bool isOwn(const QString& action) const { return own_.count(action) > 0; }
    bool hasOwn() const { return !own_.empty(); }

    /// Where the keys of an action count.
    static KeyContext contextOf(const QString& action);
    /// Other actions with this key, or with one that begins like it, where both could be meant.
    QStringList takenBy(const QString& action, const QKeySequence& key) const;
    /// What this key, or its first stroke, does everywhere; "" = nothing.
    static QString fixedName(const QKeySequence& key, KeyContext context);
    /// Can this be the key of an action: with Ctrl or Alt, or one that writes nothing. On the graph nothing is written.
    static bool canBeKey(const QKeySequence& key, KeyContext context);
    static bool isDoubleTap(const QKeySequence& key);

    /// Instead of what it has. Those who have the key lose it. False: the key is fixed or can be no key.
    bool set(const QString& action, const QKeySequence& key);
    bool add(const QString& action, const QKeySequence& key);
    void clear(const QString& action);
    void reset(const QString& action);
    void resetAll();

signals:
    void changed();

private:
    bool give(const QString& action, const QKeySequence& key, QList<QKeySequence> keys);
    void put(const QString& action, const QList<QKeySequence>& keys);
    void load();
    void keep();
    std::string settingName() const;

    Workspace& workspace_;
    int map_ = 0;
    std::map<QString, QList<QKeySequence>> own_;
};

/// Of "Ctrl+K; Ctrl+P" and of "Ctrl+K, Ctrl+S".
QList<QKeySequence> readKeys(const QString& keys);
QString writtenKeys(const QList<QKeySequence>& keys, QKeySequence::SequenceFormat format = QKeySequence::PortableText);

} // namespace weir::ui

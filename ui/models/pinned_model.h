// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/session.h"

#include <QAbstractTableModel>

#include <optional>
#include <string>
#include <vector>

namespace weir::ui {

/// A key of an operator's state that is watched. Known by names, so that it is found again in the next run.
struct PinnedKey {
    std::string uid, section;
    std::vector<std::string> key;
    QString operatorName;
    bool operator==(const PinnedKey& other) const { return uid == other.uid && section == other.section && key == other.key; }
};

/// A moment at which the run stood still.
struct StandStill {
    int64_t number = 0;                        // counts up
    int64_t sourceRows = 0;                    // read until then
};

/// What the pinned keys hold at the last stand-still and held at the one before. GUI thread; read() on any.
class PinnedModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { KeyColumn, NowColumn, ChangeColumn, BeforeColumn, OperatorColumn, ColumnCount };

    /// The pinned keys of one piece of state, asked for together.
    struct Question {
        std::string uid, section;
        std::vector<std::vector<std::string>> keys;
        int parallelism = 0;                   // 0: the job has no such operator
    };
    struct Answer {
        Question question;
        std::vector<std::string> columns;      // of the values
        std::vector<StateRow> rows;            // key columns first
        size_t keyColumns = 0;
        std::optional<Error> error;
    };

    using QAbstractTableModel::QAbstractTableModel;
    void pin(PinnedKey key);
    void unpin(int row);
    /// -1: it is not pinned.
    int find(const PinnedKey& key) const;
    const PinnedKey& pinned(int row) const { return pins_[static_cast<size_t>(row)].key; }
    /// Another run: nothing is known of it yet.
    void forgetValues();
    std::vector<Question> questions(const RunSnapshot& snapshot) const;
    static std::vector<Answer> read(const Run& run, std::vector<Question> questions);
    /// Answers of another stand-still than the last ones move what was known to "before".
    void take(const std::vector<Answer>& answers, const StandStill& stand);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    enum class Found { Unread, There, NotThere, NoOperator, Failed };
    struct Held {
        Found found = Found::Unread;
        std::vector<std::string> columns;
        std::vector<std::vector<std::string>> rows;      // values only
        std::string error;
        bool operator==(const Held&) const = default;
    };
    struct Pin {
        PinnedKey key;
        Held now, before;
        int64_t stand = -1;                    // of `now`
        int64_t goneSince = -1;                // source rows; -1: it was never seen, or is there
    };
    QString text(const Held& held, const Pin& pin) const;
    QString change(const Pin& pin) const;
    std::vector<Pin> pins_;
};

} // namespace weir::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <functional>
#include <memory>

namespace weir::ui {

/// Work longer than a frame, on a thread of its own, answered in the GUI thread. The newest request wins: older ones that have not
/// started are skipped, and answers of older ones are dropped. Owned by a GUI object; its destructor waits for the request in work.
class Background : public QObject {
    Q_OBJECT
public:
    explicit Background(QObject* parent = nullptr);
    ~Background() override;

    template <class Work, class Then>
    void request(Work work, Then then) {
        using Answer = decltype(work());
        const int64_t number = ++newest_;
        pool_.start([this, number, work = std::move(work), then = std::move(then)]() mutable {
            if (number != newest_) return;
            auto answer = std::make_shared<Answer>(work());
            QMetaObject::invokeMethod(
                this,
                [this, number, answer, then = std::move(then)]() mutable {
                    if (number == newest_) then(std::move(*answer));
                },
                Qt::QueuedConnection);
        });
    }
    /// Drops what is under way.
    void forget() { ++newest_; }

private:
    std::atomic<int64_t> newest_{0};
    QThreadPool pool_;
};

} // namespace weir::ui

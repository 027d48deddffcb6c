// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/session/session.h"

#include <functional>
#include <memory>

namespace weir::ui {

/// How a result is read: the ring of a run's SELECT, or anything else in a test.
struct ResultReader {
    Schema schema;
    std::function<ResultPage(int64_t firstRow, int maxRows)> page;

    static ResultReader of(std::shared_ptr<ResultCollector> collector) {
        ResultReader reader;
        reader.schema = collector->schema();
        reader.page = [collector](int64_t firstRow, int maxRows) { return collector->page(firstRow, maxRows); };
        return reader;
    }
};

} // namespace weir::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/connectors/results.h"
#include "engine/types/datetime.h"

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace weir::cli {

enum class OutputForm { Table, JsonLines, Changelog };

/// Prints the rows of one SELECT to standard output as they come; a table is printed at the end, with all changes applied.
class ResultPrinter {
public:
    ResultPrinter(OutputForm form, Schema schema, std::shared_ptr<const TimeZone> zone);
    void begin();
    void print(const Batch& rows);
    void end();
    int64_t rows() const { return rows_; }

private:
    void flush(bool force);
    void apply(RowKind kind, const std::vector<std::string>& cells);
    OutputForm form_;
    Schema schema_;
    std::shared_ptr<const TimeZone> zone_;
    std::string buffer_;
    int64_t rows_ = 0;
    struct Kept { std::vector<std::string> cells; int64_t count = 0; };
    std::vector<Kept> table_;                                  // in order of first appearance
    std::unordered_map<std::string, size_t> index_;
};

} // namespace weir::cli

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/catalog/table_definition.h"
#include "engine/functions/scalar/date_pattern.h"
#include "engine/types/datetime.h"

#include <memory>
#include <optional>
#include <string>

namespace weir {

/// When a partition counts as complete and how that is told: `sink.partition-commit.*` and `partition.time-extractor.*`. A value; no files, no clock.
class PartitionCommit {
public:
    /// What of the options cannot be done, with the option's place.
    static Status check(const TableDefinition& table);
    explicit PartitionCommit(const TableDefinition& table);     // checked before

    /// Whether partitions are told of at all.
    bool isOn() const { return !successFile_.empty(); }
    /// The name of the file that says a partition is complete.
    const std::string& successFile() const { return successFile_; }
    /// Whether the partition in `folder` ("/data/day=2024-01-02/", first seen at `createdMillis`) is complete now. Throws RunError where its values are no time.
    bool isDue(const std::string& folder, int64_t createdMillis, int64_t nowMillis, int64_t watermark) const;

private:
    int64_t partitionMillis(const std::string& folder) const;
    std::vector<std::string> keys_;
    std::string table_, successFile_, pattern_;
    std::optional<DatePattern> formatter_;
    bool byWatermark_ = false;
    int64_t delayMillis_ = 0;
    std::shared_ptr<const TimeZone> zone_;
};

} // namespace weir

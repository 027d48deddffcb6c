// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/operators/operator_table.h"
#include "engine/types/vector_builder.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace weir {

namespace {

/// TO_CHANGELOG: the kind of each row becomes its first column; the rows themselves are plain.
class ToChangelog final : public StatelessOperator {
public:
    explicit ToChangelog(const plan::ToChangelogSpec& spec) {
        for (const auto& [kind, code] : spec.codes) codes_[static_cast<size_t>(kind)] = code;
        keepsAll_ = std::all_of(codes_.begin(), codes_.end(), [](const auto& code) { return code.has_value(); });
    }
    void process(int, Batch rows, Output& out) override {
        if (!keepsAll_) rows = rows.withSelection(known(rows));
        if (rows.empty()) return;
        VectorBuilder kinds(DataType::string(), rows.rows);
        for (int row = 0; row < rows.rows; ++row) {
            const std::optional<std::string>& code = codes_[static_cast<size_t>(rows.kind(row))];
            kinds.appendBytes(code ? std::string_view(*code) : std::string_view());
        }
        rows.columns.insert(rows.columns.begin(), kinds.finish());
        rows.kinds = {};
        out.push(std::move(rows));
    }

private:
    SelectionRef known(const Batch& rows) const {
        auto chosen = std::make_shared<Selection>();
        for (int i = 0; i < rows.size(); ++i) {
            int row = rows.physicalRow(i);
            if (codes_[static_cast<size_t>(rows.kind(row))]) chosen->push_back(static_cast<uint16_t>(row));
        }
        return chosen;
    }
    std::array<std::optional<std::string>, 4> codes_;
    bool keepsAll_ = true;
};

/// FROM_CHANGELOG: one column tells the kind and leaves. Codes that mean nothing fail the job.
class FromChangelog final : public StatelessOperator {
public:
    explicit FromChangelog(const plan::FromChangelogSpec& spec) : column_(spec.column), codes_(spec.codes) {}
    void process(int, Batch rows, Output& out) override {
        if (rows.empty()) return;
        const Vector& codes = *rows.columns[column_];
        BufferRef kinds(static_cast<size_t>(rows.rows));
        std::memset(kinds.as<uint8_t>(), 0, static_cast<size_t>(rows.rows));
        for (int i = 0; i < rows.size(); ++i) {
            int row = rows.physicalRow(i);
            if (codes.isNull(row)) throw RunError(ErrorCode::Runtime, "A row of FROM_CHANGELOG has no change kind: its operation column is NULL.");
            kinds.as<RowKind>()[row] = kindOf(codes.at<StringRef>(row).view());
        }
        rows.kinds = kinds;
        rows.columns.erase(rows.columns.begin() + column_);
        out.push(std::move(rows));
    }

private:
    RowKind kindOf(std::string_view code) const {
        auto found = std::find_if(codes_.begin(), codes_.end(), [&](const auto& one) { return one.second == code; });
        if (found != codes_.end()) return found->first;
        std::string known;
        for (const auto& one : codes_) known += (known.empty() ? "" : ", ") + one.second;
        throw RunError(ErrorCode::Runtime, "'" + std::string(code) + "' is no operation that FROM_CHANGELOG knows here. It knows " + known + "; add others to op_mapping.");
    }
    int column_;
    plan::ChangeCodes codes_;
};

} // namespace

OperatorPtr makeToChangelog(const plan::ToChangelogSpec& spec, const OperatorInputs&) { return std::make_unique<ToChangelog>(spec); }
OperatorPtr makeFromChangelog(const plan::FromChangelogSpec& spec, const OperatorInputs&) { return std::make_unique<FromChangelog>(spec); }

} // namespace weir

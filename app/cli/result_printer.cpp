// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/result_printer.h"

#include "engine/base/error.h"
#include "engine/types/text.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace weir::cli {

namespace {

void appendJson(std::string& out, std::string_view text) {
    static const char* hex = "0123456789abcdef";
    out += '"';
    for (char c : text) {
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            if (static_cast<unsigned char>(c) < 0x20) {
                out += "\\u00";
                out += hex[c >> 4 & 15];
                out += hex[c & 15];
            } else {
                out += c;
            }
        }
    }
    out += '"';
}

size_t columnsWide(std::string_view text) {
    return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Data must not steer the terminal: control characters are shown, not obeyed.
std::string shown(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return text;
}

} // namespace

ResultPrinter::ResultPrinter(OutputForm form, Schema schema, std::shared_ptr<const TimeZone> zone) : form_(form), schema_(std::move(schema)), zone_(std::move(zone)) {}

void ResultPrinter::begin() {
    if (form_ == OutputForm::JsonLines) {
        buffer_ += "{\"columns\": [";
        for (int i = 0; i < schema_.size(); ++i) {
            if (i) buffer_ += ", ";
            buffer_ += '[';
            appendJson(buffer_, schema_.fields[i].name);
            buffer_ += ", ";
            appendJson(buffer_, schema_.fields[i].type.plainText());
            buffer_ += ']';
        }
        buffer_ += "]}\n";
    } else if (form_ == OutputForm::Changelog) {
        buffer_ += "-- ";
        for (int i = 0; i < schema_.size(); ++i) buffer_ += (i ? ", " : "") + schema_.fields[i].name + " " + schema_.fields[i].type.plainText();
        buffer_ += '\n';
    }
    flush(true);
}

void ResultPrinter::print(const Batch& batch) {
    Batch rows = batch.dense();
    std::string cell;
    std::vector<std::string> cells(static_cast<size_t>(schema_.size()));
    for (int row = 0; row < rows.rows; ++row) {
        RowKind kind = rows.kind(row);
        ++rows_;
        if (form_ == OutputForm::JsonLines) {
            buffer_ += "[\"";
            buffer_ += symbol(kind);
            buffer_ += '"';
        } else if (form_ == OutputForm::Changelog) {
            buffer_ += symbol(kind);
            buffer_ += '[';
        }
        for (int i = 0; i < schema_.size(); ++i) {
            const Vector& column = *rows.columns[i];
            bool null = column.isNull(row);
            cell.clear();
            if (!null) appendText(cell, column, schema_.fields[i].type, row, *zone_);
            switch (form_) {
            case OutputForm::JsonLines:
                buffer_ += ", ";
                if (null) buffer_ += "null";
                else appendJson(buffer_, cell);
                break;
            case OutputForm::Changelog:
                if (i) buffer_ += ", ";
                buffer_ += null ? "NULL" : shown(cell);
                break;
            case OutputForm::Table: cells[i] = null ? "NULL" : shown(cell); break;
            }
        }
        if (form_ == OutputForm::Table) apply(kind, cells);
        else buffer_ += "]\n";
        flush(false);
    }
    flush(true);
}

void ResultPrinter::apply(RowKind kind, const std::vector<std::string>& cells) {
    std::string key;
    for (const std::string& cell : cells) key += std::to_string(cell.size()) + ":" + cell;
    auto [found, fresh] = index_.emplace(key, table_.size());
    if (fresh) table_.push_back({cells, 0});
    table_[found->second].count += isAdd(kind) ? 1 : -1;
}

void ResultPrinter::end() {
    if (form_ != OutputForm::Table) return flush(true);
    std::vector<size_t> widths;
    std::vector<bool> right;
    for (const Field& field : schema_.fields) {
        widths.push_back(columnsWide(field.name));
        right.push_back(field.type.isNumeric());
    }
    for (const Kept& kept : table_)
        if (kept.count > 0)
            for (size_t i = 0; i < kept.cells.size(); ++i) widths[i] = std::max(widths[i], columnsWide(kept.cells[i]));
    auto line = [&](const std::vector<std::string>& cells) {
        for (size_t i = 0; i < cells.size(); ++i) {
            std::string pad(widths[i] - columnsWide(cells[i]), ' ');
            buffer_ += (i ? "  " : "") + (right[i] ? pad + cells[i] : i + 1 < cells.size() ? cells[i] + pad : cells[i]);
        }
        buffer_ += '\n';
    };
    std::vector<std::string> names;
    for (const Field& field : schema_.fields) names.push_back(field.name);
    line(names);
    for (size_t i = 0; i < widths.size(); ++i) buffer_ += (i ? "  " : "") + std::string(widths[i], '-');
    buffer_ += '\n';
    for (const Kept& kept : table_)
        for (int64_t i = 0; i < kept.count; ++i) {
            line(kept.cells);
            flush(false);
        }
    flush(true);
}

void ResultPrinter::flush(bool force) {
    if (!force && buffer_.size() < 1 << 16) return;
    const bool written = std::fwrite(buffer_.data(), 1, buffer_.size(), stdout) == buffer_.size() && (!force || std::fflush(stdout) == 0);
    buffer_.clear();
    if (written) return;
    if (errno == EPIPE) throw RunError(ErrorCode::Io, "Nobody reads standard output any more.");
    throw RunError(ErrorCode::Io, std::string("Standard output cannot be written: ") + std::strerror(errno) + ".");
}

} // namespace weir::cli

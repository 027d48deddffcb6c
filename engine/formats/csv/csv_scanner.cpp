// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/csv/csv_scanner.h"

#include <cstring>

namespace weir {

CsvScanner::CsvScanner(const CsvOptions& options)
    : delimiter_(options.delimiter), quote_(options.quote), escape_(options.escape), comments_(options.comments), fields_(16) {}

void CsvScanner::start(std::string_view text, bool last) {
    at_ = record_ = text.data();
    end_ = at_ + text.size();
    last_ = last;
    seek(at_);
}

/// Sets the position behind the line end at `lineEnd`. A CR that ends the bytes may be half of a CRLF.
CsvScanner::Outcome CsvScanner::endOfLine(const char* lineEnd) {
    if (lineEnd == end_) {
        if (!last_) return Outcome::Incomplete;
        at_ = end_;
        return Outcome::Record;
    }
    at_ = lineEnd + 1;
    if (*lineEnd == '\r') {
        if (at_ == end_ && !last_) return Outcome::Incomplete;
        if (at_ != end_ && *at_ == '\n') {
            ++at_;
            nextSpecial();      // the LF
        }
    }
    return Outcome::Record;
}

/// With comments allowed Jackson skips blank lines, leading spaces and lines that begin with #. False: more bytes are needed or none are left.
bool CsvScanner::skipComments() {
    while (at_ != end_) {
        if (*at_ == ' ' || *at_ == '\n' || *at_ == '\r') {
            ++at_;
        } else if (*at_ == '#') {
            const char* line = static_cast<const char*>(std::memchr(at_, '\n', static_cast<size_t>(end_ - at_)));
            if (!line && !last_) return false;
            at_ = line ? line + 1 : end_;
        } else {
            seek(at_);
            return true;
        }
    }
    return false;
}

CsvScanner::Outcome CsvScanner::next() {
    record_ = at_;
    count_ = 0;
    blank_ = false;
    if (comments_ && !skipComments()) {
        record_ = at_;
        return at_ == end_ ? Outcome::End : Outcome::Incomplete;
    }
    if (at_ == end_) return Outcome::End;
    record_ = at_;
    auto incomplete = [this] {
        at_ = record_;
        return Outcome::Incomplete;
    };
    auto badQuotes = [&](const char* where) {
        const char* line = static_cast<const char*>(std::memchr(where, '\n', static_cast<size_t>(end_ - where)));
        if (!line && !last_) return incomplete();
        at_ = line ? line + 1 : end_;
        seek(at_);
        misfit_ = where;
        return Outcome::BadQuotes;
    };
    const char* field = at_;
    while (true) {
        const char* stop;
        if (quote_ && field != end_ && *field == quote_) {
            nextSpecial();      // the quote itself
            bool escaped = false;
            const char* close;
            while (true) {
                close = nextSpecial();
                if (close == end_) return last_ ? badQuotes(end_) : incomplete();
                if (escape_ && *close == escape_ && escape_ != quote_) {
                    escaped = true;
                    seek(close + 2);
                    continue;
                }
                if (*close != quote_) continue;
                if (close + 1 == end_ && !last_) return incomplete();
                if (close + 1 == end_ || close[1] != quote_) break;
                escaped = true;
                nextSpecial();  // the doubled quote
            }
            add(field + 1, close, escaped, true);
            stop = close + 1;
            while (stop != end_ && *stop == ' ' && *stop != delimiter_) ++stop;
            if (stop == end_) {
                if (!last_) return incomplete();
            } else if (*stop == delimiter_ || *stop == '\n' || *stop == '\r') {
                nextSpecial();
            } else {
                return badQuotes(stop);
            }
        } else {
            bool escaped = false;
            while (true) {
                stop = nextSpecial();
                if (stop == end_ || *stop == delimiter_ || *stop == '\n' || *stop == '\r') break;
                if (escape_ && *stop == escape_) {
                    escaped = true;
                    seek(stop + 2);
                }
            }
            add(field, stop, escaped, false);
        }
        if (stop != end_ && *stop == delimiter_) {
            field = stop + 1;
            continue;
        }
        blank_ = count_ == 1 && stop == record_;
        Outcome outcome = endOfLine(stop);
        return outcome == Outcome::Incomplete ? incomplete() : outcome;
    }
}

CsvScanner::Outcome CsvScanner::passBadRecord() {
    const char* bad = record_;
    at_ = misfit_;
    seek(at_);
    Outcome outcome = next();
    if (outcome == Outcome::Incomplete) at_ = bad;
    record_ = bad;
    return outcome;
}

std::string_view CsvScanner::unescape(const CsvField& field, std::string& scratch) const {
    scratch.clear();
    for (const char *at = field.begin, *end = at + field.size; at < end; ++at) {
        if (escape_ && *at == escape_ && at + 1 < end) {
            ++at;
            scratch += *at == 'n' ? '\n' : *at == 'r' ? '\r' : *at == 't' ? '\t' : *at == '0' ? '\0' : *at;
        } else {
            if (field.quoted && *at == quote_ && at + 1 < end && at[1] == quote_) ++at;
            scratch += *at;
        }
    }
    return scratch;
}

} // namespace weir

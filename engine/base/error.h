// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <exception>
#include <string>
#include <utility>

namespace weir {

/// A place in the user's text: byte offset and length, and 1-based line and column (columns count code points).
/// offset < 0 means "nowhere".
struct Place {
    int offset = -1;
    int length = 0;
    int line = 0;
    int column = 0;
    bool known() const { return offset >= 0; }
    bool operator==(const Place&) const = default;
};

enum class ErrorCode {
    Syntax,          // the text is not SQL
    Unknown,         // a name that nothing bears
    Ambiguous,       // a name that several things bear
    Type,            // types do not fit
    Invalid,         // a value, option or statement that makes no sense here
    Unsupported,     // Flink knows it, Weir does not yet
    Exists,          // created twice
    Io,              // file, network, disk
    Data,            // a record that cannot be read
    Runtime,         // the job failed on a row
    Cancelled,
    Internal         // our own mistake
};

/// What went wrong, where, and what to do. `message` is a whole sentence; `hint` may be empty ("Did you mean 'user'?").
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    Place place{};
    std::string hint{};
    /// "line:column: message hint" (no place: without the prefix).
    std::string text() const;
};

enum class Severity { Error, Warning, Information };

/// A finding about the user's text; analysis gives many.
struct Diagnostic {
    Severity severity = Severity::Error;
    Error error;
};

/// The run cannot go on. Thrown by kernels and operators, caught once per task step and once per session call.
class RunError : public std::exception {
public:
    explicit RunError(Error error) : error_(std::move(error)) {}
    RunError(ErrorCode code, std::string message) : error_{code, std::move(message)} {}
    const Error& error() const { return error_; }
    const char* what() const noexcept override { return error_.message.c_str(); }

private:
    Error error_;
};

/// For our own mistakes, never for the user's: throws RunError(Internal) with the reason.
void check(bool condition, const char* why);

/// The candidate nearest to `word` by edit distance (case-insensitive), or "" when none is near.
template <class Names>
std::string nearest(const std::string& word, const Names& names);
int editDistance(const std::string& a, const std::string& b);

template <class Names>
std::string nearest(const std::string& word, const Names& names) {
    std::string best;
    int bestDistance = static_cast<int>(word.size()) / 3 + 2;
    for (const auto& name : names) {
        int distance = editDistance(word, std::string(name));
        if (distance < bestDistance) {
            bestDistance = distance;
            best = std::string(name);
        }
    }
    return best;
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"

#include <algorithm>
#include <cctype>

namespace weir::binder {

QueryBinder::QueryBinder(const Catalog& catalog, const SessionConfig& config) : catalog_(catalog), config_(config), zone_(config.zone()) {}

size_t QueryBinder::errorCount() const {
    auto errors = std::count_if(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& d) { return d.severity == Severity::Error; });
    return failures_ + static_cast<size_t>(errors);
}

bool QueryBinder::hasErrors() const { return errorCount() > 0; }

void QueryBinder::report(ErrorCode code, std::string message, Place place, std::string hint) {
    Error error{code, std::move(message), at(place), std::move(hint)};
    // An expression that is bound twice (alias and ORDER BY) has its fault once.
    for (const auto& known : diagnostics)
        if (known.error.place == error.place && known.error.message == error.message)
            return;
    diagnostics.push_back({Severity::Error, std::move(error)});
}

void QueryBinder::warn(std::string message, Place place) { diagnostics.push_back({Severity::Warning, {ErrorCode::Invalid, std::move(message), at(place), {}}}); }

void QueryBinder::fail(ErrorCode code, std::string message, Place place, std::string hint) {
    report(code, std::move(message), place, std::move(hint));
    throw BindFailure{};
}

void QueryBinder::fail(Error error, Place place) { fail(error.code, std::move(error.message), error.place.known() ? error.place : place, std::move(error.hint)); }

void QueryBinder::unsupported(const std::string& what, Place place) { fail(ErrorCode::Unsupported, what + " is not supported yet.", place); }

std::string upperCase(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return result;
}

std::string didYouMean(const std::string& word, const std::vector<std::string>& names) {
    std::string near = nearest(word, names);
    return near.empty() || near == word ? "" : "Did you mean '" + near + "'?";
}

std::vector<std::string> partsOf(const sql::CompoundName& name) {
    std::vector<std::string> parts;
    for (const auto& part : name.parts)
        parts.push_back(part.text);
    return parts;
}

} // namespace weir::binder

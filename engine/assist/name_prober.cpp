// SPDX-License-Identifier: Apache-2.0
#include "engine/assist/name_prober.h"

#include "engine/binder/binder.h"

#include <algorithm>

namespace weir::assist {

NameProber::NameProber(std::string_view text, const Catalog& catalog, const SessionConfig& config) : text_(text), catalog_(catalog), config_(config), script_(sql::parse(text)) {
    for (const auto& token : script_.tokens) {
        const bool word = token.kind == sql::TokenKind::Identifier || token.kind == sql::TokenKind::QuotedIdentifier || (token.kind == sql::TokenKind::Keyword && !sql::isReserved(token.keyword));
        if (!word) continue;
        names_.push_back(token);
        values_.push_back(sql::tokenValue(text, token));
    }
    before_ = attempt({}, SIZE_MAX);
}

int NameProber::nameAt(int offset) const {
    for (size_t i = 0; i < names_.size(); ++i)
        if (names_[i].place.offset <= offset && offset <= names_[i].place.offset + names_[i].place.length) {
            // Between two that touch the one that begins here.
            const bool next = i + 1 < names_.size() && names_[i + 1].place.offset == offset;
            return static_cast<int>(next ? i + 1 : i);
        }
    return -1;
}

std::vector<size_t> NameProber::sameAs(size_t name) const {
    std::vector<size_t> all;
    for (size_t i = 0; i < names_.size(); ++i)
        if (values_[i] == values_[name]) all.push_back(i);
    return all;
}

size_t NameProber::statementOf(size_t name) const {
    size_t found = 0;
    for (size_t i = 0; i < script_.statements.size(); ++i)
        if (script_.statements[i]->place.offset <= names_[name].place.offset) found = i;
    return found;
}

bool NameProber::isDefinition(size_t statement) const {
    const auto& tree = *script_.statements[statement];
    return tree.as<sql::CreateTable>() || tree.as<sql::CreateView>();
}

bool NameProber::isBroken(size_t statement) const {
    const Place& place = script_.statements[statement]->place;
    return std::any_of(script_.diagnostics.begin(), script_.diagnostics.end(), [&](const Diagnostic& each) {
        return each.severity == Severity::Error && each.error.place.offset >= place.offset && each.error.place.offset <= place.offset + place.length;
    });
}

NameProber::Outcome NameProber::attempt(const std::map<size_t, std::string>& replaced, size_t last) const {
    Outcome out;
    // Where each name stands in the changed text.
    std::string changed;
    std::vector<int> from(names_.size());
    int shift = 0;
    size_t copied = 0;
    for (size_t i = 0; i < names_.size(); ++i) {
        const Place& place = names_[i].place;
        from[i] = place.offset + shift;
        const auto found = replaced.find(i);
        if (found == replaced.end()) continue;
        changed += text_.substr(copied, static_cast<size_t>(place.offset) - copied);
        changed += found->second;
        copied = static_cast<size_t>(place.offset + place.length);
        shift += static_cast<int>(found->second.size()) - place.length;
    }
    changed += text_.substr(copied);
    const sql::Script parsed = replaced.empty() ? script_ : sql::parse(changed);
    Catalog catalog = catalog_;
    SessionConfig config = config_;
    auto note = [&](const Error& error) {
        ++out.errors;
        if (out.first.empty()) out.first = error.text();
        if (!error.place.known() || error.code != ErrorCode::Unknown) return;
        // What is missed is what the message quotes first.
        const size_t quote = error.message.find('\'');
        out.missesProbe |= quote != std::string::npos && error.message.compare(quote + 1, ProbeName.size(), ProbeName) == 0;
        // Of a place with several names the last one that is not replaced: t.name misses name.
        int best = -1;
        for (size_t i = 0; i < names_.size(); ++i)
            if (from[i] >= error.place.offset && from[i] < error.place.offset + std::max(1, error.place.length) && error.message.find("'" + values_[i] + "'") != std::string::npos) best = static_cast<int>(i);
        if (best >= 0) out.missed.insert(static_cast<size_t>(best));
    };
    for (const auto& diagnostic : parsed.diagnostics)
        if (diagnostic.severity == Severity::Error) note(diagnostic.error);
    for (size_t i = 0; i < parsed.statements.size() && i <= last; ++i) {
        const BindResult bound = Binder(catalog, config).bind(*parsed.statements[i]);
        for (const auto& diagnostic : bound.diagnostics)
            if (diagnostic.severity == Severity::Error) note(diagnostic.error);
        if (!bound.ok()) continue;
        if (const Status done = apply(*bound.statement, catalog, config); !done) {
            Error error = done.error();
            if (!error.place.known()) error.place = parsed.statements[i]->place;
            note(error);
        }
    }
    return out;
}

} // namespace weir::assist

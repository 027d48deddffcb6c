// SPDX-License-Identifier: Apache-2.0
#include "engine/assist/names.h"

#include "engine/assist/name_prober.h"
#include "engine/sql/printer.h"

#include <algorithm>
#include <optional>

namespace weir::assist {

namespace {

const std::string Probe = "`" + std::string(ProbeName) + "`";
constexpr size_t MostProbes = 400;

/// The names that `probe` misses and the script as it is does not.
bool misses(const NameProber& prober, const NameProber::Outcome& probe, size_t name) { return probe.missed.count(name) > 0 && prober.before().missed.count(name) == 0; }

/// Whether the name is used here rather than given: another name would be unknown.
bool isUse(const NameProber& prober, size_t name) {
    return prober.attempt({{name, Probe}}, prober.statementOf(name)).missesProbe;
}

/// Whether the name is missed once `other` is given as `text`. What `other`'s own statement then misses goes along, or the statement would be lost.
bool dependsOn(const NameProber& prober, size_t name, size_t other, const std::string& text) {
    std::map<size_t, std::string> replaced{{other, text}};
    const size_t where = prober.statementOf(other), last = prober.statementOf(name);
    while (true) {
        const auto probe = prober.attempt(replaced, last);
        if (misses(prober, probe, name)) return true;
        const size_t known = replaced.size();
        for (const size_t missed : probe.missed)
            if (prober.statementOf(missed) == where && prober.value(missed) == prober.value(other) && prober.before().missed.count(missed) == 0) replaced.emplace(missed, Probe);
        if (replaced.size() == known) return false;
    }
}

/// What gives the name its meaning: another name token, or the select item that passes it on. Empty: nothing in the script.
std::optional<size_t> giverOf(const NameProber& prober, size_t name) {
    auto same = prober.sameAs(name);
    const size_t statement = prober.statementOf(name);
    // The nearest above first, in the same statement before others.
    std::stable_sort(same.begin(), same.end(), [&](size_t a, size_t b) {
        const size_t left = prober.statementOf(a), right = prober.statementOf(b);
        return left != right ? left > right : a > b;
    });
    size_t probes = 0;
    for (const std::string& text : {Probe, std::string()})
        for (const size_t other : same) {
            const size_t where = prober.statementOf(other);
            if (other == name || where > statement || (where < statement && !prober.isDefinition(where)) || ++probes > MostProbes) continue;
            // First with another name, then passed on under another one.
            const std::string given = text.empty() ? sql::toSql(sql::Name{prober.value(other), {}, true}) + " AS " + Probe : text;
            if (dependsOn(prober, name, other, given)) return other;
        }
    return {};
}

/// The token at which the name begins, and every one that then follows from it.
struct Family {
    size_t root = 0;
    std::set<size_t> members;
    NameProber::Outcome outcome;
};

std::optional<Family> familyOf(const NameProber& prober, int offset, const std::string& text) {
    const int at = prober.nameAt(offset);
    if (at < 0) return {};
    Family family;
    family.root = static_cast<size_t>(at);
    for (int steps = 0; steps < 50 && isUse(prober, family.root); ++steps) {
        const auto giver = giverOf(prober, family.root);
        if (!giver) return {};
        family.root = *giver;
    }
    family.members.insert(family.root);
    const auto same = prober.sameAs(family.root);
    while (true) {
        std::map<size_t, std::string> replaced;
        for (const size_t member : family.members) replaced[member] = text;
        family.outcome = prober.attempt(replaced, SIZE_MAX);
        const size_t known = family.members.size();
        for (const size_t missed : family.outcome.missed)
            if (prober.before().missed.count(missed) == 0 && std::find(same.begin(), same.end(), missed) != same.end()) family.members.insert(missed);
        if (family.members.size() == known) return family;
    }
}

/// Options of a table that name its columns ('fields.id.min') follow; what its data calls them does not.
void takeOptions(const NameProber& prober, size_t root, const std::string& name, Renaming& renaming) {
    const size_t statement = prober.statementOf(root);
    const auto* table = prober.tree(statement).as<sql::CreateTable>();
    if (!table || prober.names()[root].place.offset <= table->name.place.offset) return;
    const std::string& old = prober.value(root);
    for (const auto& option : table->options) {
        if (const size_t at = option.key.find("." + old + "."); at != std::string::npos && option.keyPlace.known()) {
            std::string key = option.key;
            key.replace(at + 1, old.size(), name);
            renaming.changes.push_back({option.keyPlace, sql::quoted(key)});
        }
        if (option.key.find("format") != std::string::npos && (option.value.find("json") != std::string::npos || option.value == "avro"))
            renaming.note = "The table now looks for '" + name + "' in its data, where it looked for '" + old + "'.";
    }
    std::sort(renaming.changes.begin(), renaming.changes.end(), [](const TextChange& a, const TextChange& b) { return a.place.offset < b.place.offset; });
}

} // namespace

NameUses usesAt(std::string_view text, int offset, const Catalog& catalog, const SessionConfig& config) {
    const NameProber prober(text, catalog, config);
    const auto family = familyOf(prober, offset, Probe);
    NameUses uses;
    if (!family) return uses;
    // A word that nothing follows from, and that is no definition either, is no name: a field of a ROW, a function.
    uses.name = prober.value(family->root);
    for (const size_t member : family->members) {
        if (member == family->root) uses.definition = static_cast<int>(uses.places.size());
        uses.places.push_back(prober.names()[member].place);
    }
    return uses;
}

Place definitionAt(std::string_view text, int offset, const Catalog& catalog, const SessionConfig& config) {
    const NameProber prober(text, catalog, config);
    const int at = prober.nameAt(offset);
    if (at < 0) return {};
    const auto name = static_cast<size_t>(at);
    if (!isUse(prober, name)) return prober.names()[name].place;
    const auto giver = giverOf(prober, name);
    return giver ? prober.names()[*giver].place : Place{};
}

Result<Renaming> renameAt(std::string_view text, int offset, const std::string& name, const Catalog& catalog, const SessionConfig& config) {
    auto refused = [](std::string message, std::string hint = {}) { return Error{ErrorCode::Invalid, std::move(message), {}, std::move(hint)}; };
    if (name.empty() || name.size() > 200 || name.find_first_of(std::string_view("`\r\n\t.\0", 6)) != std::string::npos || name.front() == ' ' || name.back() == ' ')
        return refused("'" + name + "' is no name.", "A name has no dots, backticks or line breaks.");
    const NameProber prober(text, catalog, config);
    Renaming renaming;
    const std::string written = sql::toSql(sql::Name{name, {}, false});
    const auto family = familyOf(prober, offset, written);
    if (!family) return refused("There is no name here that the script defines.", "Put the caret on a table, view, column or alias.");
    if (prober.isBroken(prober.statementOf(family->root))) return refused("The statement has a mistake; what the name means is not clear.", "Mend it first.");
    if (prober.value(family->root) == name) return renaming;
    // A name that is there already could catch what was meant for another.
    std::set<size_t> touched;
    for (const size_t member : family->members) touched.insert(prober.statementOf(member));
    for (size_t i = 0; i < prober.names().size(); ++i)
        if (prober.value(i) == name && touched.count(prober.statementOf(i)))
            return refused("'" + name + "' is a name in these statements already, in line " + std::to_string(prober.names()[i].place.line) + ".", "Choose another name.");
    if (family->outcome.errors > prober.before().errors) return refused("Renamed so, the script would not be the same: " + family->outcome.first, "Rename it by hand there first.");
    for (const size_t member : family->members) renaming.changes.push_back({prober.names()[member].place, written});
    takeOptions(prober, family->root, name, renaming);
    return renaming;
}

} // namespace weir::assist

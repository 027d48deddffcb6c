// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/catalog/catalog.h"
#include "engine/catalog/session_config.h"

#include <string>
#include <string_view>
#include <vector>

/// Names of tables, views, steps of WITH, columns and aliases across a script. What a name means is found by trying: a definition is the place
/// whose change the binder misses elsewhere. So every form of SQL that binds is covered, and nothing is guessed from the text.
namespace weir::assist {

struct NameUses {
    std::string name;                 // without quotes
    int definition = -1;              // index into places; -1: outside of this script
    std::vector<Place> places;        // everywhere it stands for the same thing, in the order of the text
};

/// The name at `offset` and where else it stands. No places: there is no name that the script defines.
NameUses usesAt(std::string_view text, int offset, const Catalog& catalog, const SessionConfig& config);
/// Where the name at `offset` comes from; unknown when nothing in the script defines it.
Place definitionAt(std::string_view text, int offset, const Catalog& catalog, const SessionConfig& config);

/// What takes the place of a piece of the text.
struct TextChange {
    Place place;
    std::string text;
};

struct Renaming {
    std::vector<TextChange> changes;  // in the order of the text
    std::string note;                 // what the user should know; may be empty
};
/// The smallest change after which the script binds as before. Refused when the name means something else there already, or something could
/// not be followed.
Result<Renaming> renameAt(std::string_view text, int offset, const std::string& name, const Catalog& catalog, const SessionConfig& config);

} // namespace weir::assist

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <string>
#include <string_view>

namespace weir::graph {

/// A script as a `.weirgraph`: a paragraph a node, a line a field, made to be read and compared line by line.
///
///     view bids: Filter
///       inputs: nexmark
///       select: bid.auction AS auction, bid.price AS price
///       where: event_type = 2
///
/// Steps of WITH stand before what they belong to. What follows the colon behind a name is for the reader only. A query that the fields cannot say
/// (unions, hints, DISTINCT ...) is a field `sql`; a statement that is no node is a paragraph `statement`. A script with mistakes is refused.
Result<std::string> toGraphFile(std::string_view script);

/// The script of a `.weirgraph`: the same statements with the same words, so the same plan. A mistake has the place of its line.
Result<std::string> fromGraphFile(std::string_view text);

/// Does a text begin as a graph does, right or not? No script does.
bool beginsAsGraphFile(std::string_view text);

} // namespace weir::graph

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <span>
#include <string_view>

namespace weir::cli {

/// A query of the public Nexmark suite over the tables bid, auction and person. `view` is run before, `query` is one SELECT.
struct NexmarkQuery {
    std::string_view name;
    std::string_view view;
    std::string_view query;
};
std::span<const NexmarkQuery> nexmarkQueries();

/// The three tables; ${EVENTS} is replaced.
std::string_view nexmarkTables();

} // namespace weir::cli

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/functions/function_info.h"

namespace weir {

/// What looks like a function but is a part of the language, so that no row of builtinFunctions() binds it: CASE, CAST, COALESCE, the ranking
/// functions, windows. Completion, hover and the help page show it beside the functions. Rows have no bind function.
std::span<const FunctionInfo> languageFunctions();

/// Both, in the order of help: functions by family, then the language's own.
std::vector<const FunctionInfo*> documentedFunctions();

/// The help page as Markdown: a table a family with signature, sentence and example.
std::string functionHelpPage();

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/clock.h"
#include "engine/checkpoint/state_match.h"
#include "engine/checkpoint/state_reader.h"
#include "engine/plan/job/job_graph.h"
#include "engine/types/datetime.h"

namespace weir {

/// What state each operator of a job keeps, by name and column. Makes the operators, but no source and no sink. Throws RunError.
std::vector<OperatorForms> stateForms(const plan::JobGraph& graph, Clock& clock, const TimeZone* zone);

using TypeOf = std::function<Result<DataType>(const std::string&)>;
/// Whether one type widens another, by text.
Widens wideningBy(TypeOf typeOf);
/// How an operator's sections of other forms are read. A conversion belongs to the readers of one operator and holds what it made as long as they do.
Result<std::map<std::string, StateConversion>> conversionsFor(const StateMatch& match, const std::string& uid, const TypeOf& typeOf);

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/connector_info.h"

namespace weir {

/// Reads a piece of state of a savepoint or checkpoint as rows. Its tables come with CREATE CATALOG ... WITH ('type' = 'savepoint'): see savepointTables().
extern const ConnectorInfo savepointConnector;

} // namespace weir

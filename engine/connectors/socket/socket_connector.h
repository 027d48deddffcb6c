// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/connector_info.h"

namespace weir {
extern const ConnectorInfo socketConnector;
}

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/connectors/connector_info.h"

namespace weir {

extern const ConnectorInfo filesystemConnector;

Result<std::unique_ptr<Source>> makeFileSource(const SourceRequest& request);
Result<std::unique_ptr<Sink>> makeFileSink(const SinkRequest& request);

} // namespace weir

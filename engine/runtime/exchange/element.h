// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/types/batch.h"

#include <cstdint>
#include <variant>

namespace weir {

struct WatermarkElement { int64_t time; };     // milliseconds
struct IdleElement {};                         // this channel does not hold the watermark back until its next element
struct EndElement { bool drain; };             // no more elements; drain: windows and bundles give their rest

struct Barrier { int64_t checkpoint; };         // what came before is in this checkpoint, what comes behind is not

/// What flows through a channel.
using Element = std::variant<Batch, WatermarkElement, IdleElement, EndElement, Barrier>;

} // namespace weir

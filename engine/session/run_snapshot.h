// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/metrics/run_snapshot.h"

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/observe/ledger_page.h"

// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Before a function that does nothing but fetch memory into the cache. Compilers take such a function for one without effects and leave calls of it out, so it
/// has to be made part of its caller before they look.
#define FETCHES [[gnu::always_inline]] inline

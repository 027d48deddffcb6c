// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Places where the fault tests stop a job dead or make it do wrong on purpose. Only they define WEIR_FAULTS, for their own copies of a few source files;
/// in every program these are nothing.
#ifdef WEIR_FAULTS
namespace weir::faults {
void reach(const char* point);
bool sabotaged(const char* what);
}
#define WEIR_FAULT_POINT(name) ::weir::faults::reach(name)
#define WEIR_SABOTAGED(what) ::weir::faults::sabotaged(what)
#else
#define WEIR_FAULT_POINT(name) static_cast<void>(0)
#define WEIR_SABOTAGED(what) false
#endif

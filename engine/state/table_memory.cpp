// SPDX-License-Identifier: Apache-2.0
#include "engine/state/table_memory.h"

#include <sys/mman.h>

#include <cstdint>

namespace weir {

namespace {
size_t wholePages(size_t bytes) { return (bytes + HugePage - 1) & ~(HugePage - 1); }
}

void* takeMemory(size_t bytes, bool huge) {
    if (!huge) return ::operator new(bytes);
    size_t size = wholePages(bytes);
    void* mapped = mmap(nullptr, size + HugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) throw std::bad_alloc();
    auto from = reinterpret_cast<uintptr_t>(mapped), begin = wholePages(from);
    if (begin > from) munmap(mapped, begin - from);
    if (size_t behind = from + HugePage - begin; behind > 0) munmap(reinterpret_cast<void*>(begin + size), behind);
    void* memory = reinterpret_cast<void*>(begin);
    madvise(memory, size, MADV_HUGEPAGE);       // a wish: without it the pages are small ones
    return memory;
}

void giveMemory(void* memory, size_t bytes, bool huge) noexcept {
    if (!huge) return ::operator delete(memory);
    munmap(memory, wholePages(bytes));
}

} // namespace weir

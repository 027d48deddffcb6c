// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <memory>
#include <new>

namespace weir {

/// Memory of a table. Random accesses to a large one take most of their time for finding out where in the machine an address lies, unless its pages are huge
/// ones, so the system is asked for these. A small table is spared them: they are dear where a virtual machine has to fetch them first.
inline constexpr size_t HugePage = size_t{2} << 20, LargeTable = size_t{32} << 20;
/// `huge`: begins at a multiple of HugePage. Throws std::bad_alloc.
void* takeMemory(size_t bytes, bool huge);
void giveMemory(void* memory, size_t bytes, bool huge) noexcept;

template <class T> struct LargeAllocator {
    using value_type = T;
    LargeAllocator() = default;
    template <class U> LargeAllocator(const LargeAllocator<U>&) {}
    T* allocate(size_t count) { return static_cast<T*>(takeMemory(count * sizeof(T), isLarge(count))); }
    void deallocate(T* memory, size_t count) noexcept { giveMemory(memory, count * sizeof(T), isLarge(count)); }
    template <class U> bool operator==(const LargeAllocator<U>&) const { return true; }

private:
    static bool isLarge(size_t count) { return count * sizeof(T) >= LargeTable; }
};

/// Not initialised.
class MemoryBlock {
public:
    MemoryBlock(size_t bytes, bool huge) : memory_(static_cast<std::byte*>(takeMemory(bytes, huge)), Give{bytes, huge}) {}
    std::byte* data() const { return memory_.get(); }

private:
    struct Give {
        size_t bytes;
        bool huge;
        void operator()(std::byte* memory) const noexcept { giveMemory(memory, bytes, huge); }
    };
    std::unique_ptr<std::byte, Give> memory_;
};

} // namespace weir

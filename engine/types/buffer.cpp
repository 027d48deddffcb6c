// SPDX-License-Identifier: Apache-2.0
#include "engine/types/buffer.h"

#include <new>

namespace weir {

Buffer* Buffer::allocate(size_t bytes) {
    void* memory = ::operator new(HeaderBytes + bytes + 16, std::align_val_t(64));
    auto* buffer = new (memory) Buffer();
    buffer->bytes_ = bytes;
    return buffer;
}

void Buffer::destroy() {
    this->~Buffer();
    ::operator delete(static_cast<void*>(this), std::align_val_t(64));
}

} // namespace weir

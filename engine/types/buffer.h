// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace weir {

/// A block of bytes, 64-byte aligned, counted by reference. Writable while it has one owner; shared ones are read-only.
class Buffer {
public:
    static Buffer* allocate(size_t bytes);   // reference count 1, not initialised, 16 readable bytes of padding behind the end
    std::byte* data() { return reinterpret_cast<std::byte*>(this) + HeaderBytes; }
    const std::byte* data() const { return reinterpret_cast<const std::byte*>(this) + HeaderBytes; }
    size_t size() const { return bytes_; }
    void retain() { references_.fetch_add(1, std::memory_order_relaxed); }
    void release() { if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) destroy(); }
    bool unique() const { return references_.load(std::memory_order_acquire) == 1; }

private:
    static constexpr size_t HeaderBytes = 64;
    Buffer() = default;
    void destroy();
    std::atomic<uint32_t> references_{1};
    size_t bytes_ = 0;
};

/// Owning reference to a Buffer; null by default.
class BufferRef {
public:
    BufferRef() = default;
    explicit BufferRef(size_t bytes) : buffer_(Buffer::allocate(bytes)) {}
    BufferRef(const BufferRef& other) : buffer_(other.buffer_) { if (buffer_) buffer_->retain(); }
    BufferRef(BufferRef&& other) noexcept : buffer_(std::exchange(other.buffer_, nullptr)) {}
    BufferRef& operator=(BufferRef other) noexcept { std::swap(buffer_, other.buffer_); return *this; }
    ~BufferRef() { if (buffer_) buffer_->release(); }
    explicit operator bool() const { return buffer_ != nullptr; }
    Buffer* operator->() const { return buffer_; }
    size_t size() const { return buffer_ ? buffer_->size() : 0; }
    template <class T> T* as() const { return buffer_ ? reinterpret_cast<T*>(buffer_->data()) : nullptr; }

private:
    Buffer* buffer_ = nullptr;
};

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/base/direct_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <new>
#include <unistd.h>
#include <utility>

namespace weir {

void DirectFile::Free::operator()(char* bytes) const { std::free(bytes); }

DirectFile::DirectFile(int descriptor, std::string path, ErrorText error)
    : descriptor_(descriptor), path_(std::move(path)), error_(error), isDirect_(::fcntl(descriptor, F_SETFL, O_DIRECT) == 0),
      buffer_(static_cast<char*>(std::aligned_alloc(Unit, BufferBytes))) {
    if (!buffer_) throw std::bad_alloc();
}

DirectFile::~DirectFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

/// What is no multiple of a page goes through the cache, and all that follows.
void DirectFile::leaveDirect() {
    if (std::exchange(isDirect_, false)) (void)::fcntl(descriptor_, F_SETFL, 0);
}

Status DirectFile::writeOut(size_t count) {
    for (size_t at = 0; at < count;) {
        if ((count - at) % Unit != 0) leaveDirect();
        const ssize_t written = ::write(descriptor_, buffer_.get() + at, count - at);
        if (written >= 0) {
            at += static_cast<size_t>(written);
            if (at % Unit != 0) leaveDirect();
        } else if (errno == EINVAL && isDirect_) {
            leaveDirect();
        } else if (errno != EINTR) {
            return error_("Cannot write", path_);
        }
    }
    held_ = 0;
    return {};
}

Status DirectFile::append(std::string_view bytes) {
    while (!bytes.empty()) {
        const size_t taken = std::min(bytes.size(), BufferBytes - held_);
        std::memcpy(buffer_.get() + held_, bytes.data(), taken);
        held_ += taken;
        bytes.remove_prefix(taken);
        if (held_ < BufferBytes) break;
        if (Status done = writeOut(held_); !done) return done;
    }
    return {};
}

Status DirectFile::flush() { return held_ > 0 ? writeOut(held_) : Status{}; }

Status DirectFile::sync() {
    if (Status done = flush(); !done) return done;
    return ::fsync(descriptor_) == 0 ? Status{} : Status{error_("Cannot sync", path_)};
}

Status DirectFile::close() {
    Status flushed = descriptor_ >= 0 ? flush() : Status{};
    const int descriptor = std::exchange(descriptor_, -1);
    if (descriptor >= 0 && ::close(descriptor) != 0 && flushed) return error_("Cannot close", path_);
    return flushed;
}

} // namespace weir

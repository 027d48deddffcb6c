// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/file_system.h"

namespace weir {

/// A file that is written past the system's cache: for much that nobody reads soon. In the cache it would cost a copy, memory, and what lies there of others.
/// Where the file system cannot, it is a file like any other. `error` makes the Error of errno, with its first words.
class DirectFile final : public WritableFile {
public:
    using ErrorText = Error (*)(const std::string& what, const std::string& path);
    /// Takes the descriptor of an empty file over.
    DirectFile(int descriptor, std::string path, ErrorText error);
    ~DirectFile() override;
    Status append(std::string_view bytes) override;
    Status sync() override;
    Status close() override;

private:
    static constexpr size_t BufferBytes = 1 << 20, Unit = 4096;
    struct Free {
        void operator()(char* bytes) const;
    };
    Status writeOut(size_t count);
    Status flush();
    void leaveDirect();
    int descriptor_;
    std::string path_;
    ErrorText error_;
    bool isDirect_;
    std::unique_ptr<char[], Free> buffer_;
    size_t held_ = 0;
};

} // namespace weir

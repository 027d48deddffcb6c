// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <string>

namespace weir {

/// A TCP connection that never blocks. Owned by one thread.
class SocketStream {
public:
    SocketStream() = default;
    ~SocketStream() { close(); }
    SocketStream(const SocketStream&) = delete;
    SocketStream& operator=(const SocketStream&) = delete;

    /// Begins to connect; the name is looked up here.
    Status connect(const std::string& host, int port);
    enum class State { Closed, Connecting, Open, Failed };
    /// Looks whether the connection came up; Failed: problem() says why.
    State state();
    const std::string& problem() const { return problem_; }
    /// Bytes now there: > 0; 0: none yet; -1: the other side ended or broke the connection.
    long read(char* to, size_t size);
    void close();

private:
    int handle_ = -1;
    State state_ = State::Closed;
    std::string problem_;
};

} // namespace weir

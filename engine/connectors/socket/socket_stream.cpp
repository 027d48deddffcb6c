// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/socket/socket_stream.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace weir {

Status SocketStream::connect(const std::string& host, int port) {
    close();
    addrinfo hints{}, *found = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV;
    int error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
    if (error != 0) return Error{ErrorCode::Io, "The host '" + host + "' cannot be found: " + gai_strerror(error) + "."};
    problem_ = "no address";
    for (addrinfo* address = found; address && handle_ < 0; address = address->ai_next) {
        int handle = socket(address->ai_family, address->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, address->ai_protocol);
        if (handle < 0) continue;
        if (::connect(handle, address->ai_addr, address->ai_addrlen) == 0 || errno == EINPROGRESS) {
            handle_ = handle;
            state_ = State::Connecting;
        } else {
            problem_ = std::strerror(errno);
            ::close(handle);
        }
    }
    freeaddrinfo(found);
    if (handle_ < 0) state_ = State::Failed;
    return {};
}

SocketStream::State SocketStream::state() {
    if (state_ != State::Connecting) return state_;
    pollfd entry{handle_, POLLOUT, 0};
    if (::poll(&entry, 1, 0) <= 0) return state_;
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(handle_, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error == 0) return state_ = State::Open;
    problem_ = std::strerror(error);
    ::close(handle_);
    handle_ = -1;
    return state_ = State::Failed;
}

long SocketStream::read(char* to, size_t size) {
    ssize_t got = recv(handle_, to, size, 0);
    if (got > 0) return got;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return 0;
    problem_ = got == 0 ? "the connection ended" : std::strerror(errno);
    return -1;
}

void SocketStream::close() {
    if (handle_ >= 0) ::close(handle_);
    handle_ = -1;
    state_ = State::Closed;
}

} // namespace weir

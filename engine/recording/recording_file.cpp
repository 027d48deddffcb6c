// SPDX-License-Identifier: Apache-2.0
#include "engine/recording/recording_file.h"

#include "engine/base/error.h"

#include <cstring>
#include <xxhash.h>

namespace weir {

namespace {

constexpr std::string_view Magic = "weirrun\n";
constexpr size_t FileHead = 12;                          // magic, format
constexpr size_t ChunkHead = 4 + 1 + 4 + 8 + 4;          // number, kind, length, hash of the content, hash of this head
constexpr uint32_t LargestChunk = 512u << 20;

template <class T> void put(std::string& out, T value) {
    for (size_t i = 0; i < sizeof(T); ++i) out += static_cast<char>(static_cast<uint64_t>(value) >> (8 * i));
}
template <class T> T get(const char* bytes) {
    uint64_t value = 0;
    for (size_t i = 0; i < sizeof(T); ++i) value |= static_cast<uint64_t>(static_cast<uint8_t>(bytes[i])) << (8 * i);
    return static_cast<T>(value);
}

/// Reads exactly so many bytes, fewer only at the end of the file.
Result<size_t> readAll(ReadableFile& file, int64_t offset, char* buffer, size_t size) {
    size_t done = 0;
    while (done < size) {
        auto got = file.read(offset + static_cast<int64_t>(done), buffer + done, size - done);
        if (!got) return got.error();
        if (*got == 0) break;
        done += *got;
    }
    return done;
}

} // namespace

Result<std::unique_ptr<RecordingWriter>> RecordingWriter::create(FileSystem& files, const std::string& path) {
    auto file = files.openToWrite(path, false);
    if (!file) return file.error();
    std::string head(Magic);
    put<uint32_t>(head, RecordingFormat);
    if (Status written = (*file)->append(head); !written) return written.error();
    std::unique_ptr<RecordingWriter> writer(new RecordingWriter(std::move(*file), path));
    writer->bytes_ = static_cast<int64_t>(head.size());
    return writer;
}

void RecordingWriter::append(ChunkKind kind, std::string_view content) {
    std::string chunk;
    chunk.reserve(ChunkHead + content.size());
    std::lock_guard lock(mutex_);
    if (closed_) return;
    put<uint32_t>(chunk, next_);
    put<uint8_t>(chunk, static_cast<uint8_t>(kind));
    put<uint32_t>(chunk, static_cast<uint32_t>(content.size()));
    put<uint64_t>(chunk, XXH3_64bits(content.data(), content.size()));
    put<uint32_t>(chunk, static_cast<uint32_t>(XXH3_64bits(chunk.data(), chunk.size())));
    chunk += content;
    if (Status written = file_->append(chunk); !written) {
        closed_ = true;
        throw RunError({written.error().code, "The recording cannot be written: " + written.error().message, {}, "Make room, or run without --record."});
    }
    ++next_;
    bytes_ += static_cast<int64_t>(chunk.size());
}

void RecordingWriter::close() {
    std::lock_guard lock(mutex_);
    if (closed_) return;
    closed_ = true;
    Status done = file_->sync();
    if (done) done = file_->close();
    if (!done) throw RunError(done.error().code, "The recording cannot be written: " + done.error().message);
}

int64_t RecordingWriter::bytes() const {
    std::lock_guard lock(mutex_);
    return bytes_;
}

Result<std::unique_ptr<RecordingReader>> RecordingReader::open(FileSystem& files, const std::string& path,
                                                               const std::function<Status(const ChunkPlace&, std::string_view content)>& each) {
    auto file = files.openToRead(path);
    if (!file) return file.error();
    std::unique_ptr<RecordingReader> reader(new RecordingReader(std::move(*file), path));
    ReadableFile& in = *reader->file_;
    char head[FileHead];
    auto got = readAll(in, 0, head, FileHead);
    if (!got) return got.error();
    if (*got < FileHead || std::memcmp(head, Magic.data(), Magic.size()) != 0)
        return Error{ErrorCode::Data, "'" + path + "' is not a recording.", {}, "Recordings are written by weir run --record."};
    if (auto format = get<uint32_t>(head + Magic.size()); format != RecordingFormat)
        return Error{ErrorCode::Unsupported, "The recording '" + path + "' has format " + std::to_string(format) + "; this version reads format " +
                     std::to_string(RecordingFormat) + ".", {}, "Replay it with the version that wrote it."};
    int64_t at = FileHead;
    uint32_t number = 0;
    bool ended = false;
    auto damaged = [&](const std::string& what) {
        return Error{ErrorCode::Data, "The recording '" + path + "' is damaged at byte " + std::to_string(at) + " (chunk " + std::to_string(number) + "): " + what + "."};
    };
    std::string content;
    while (true) {
        char chunk[ChunkHead];
        got = readAll(in, at, chunk, ChunkHead);
        if (!got) return got.error();
        if (*got == 0) break;
        if (ended) return damaged("something follows its end");
        if (*got < ChunkHead) {
            reader->truncated_ = true;
            break;
        }
        if (get<uint32_t>(chunk + ChunkHead - 4) != static_cast<uint32_t>(XXH3_64bits(chunk, ChunkHead - 4))) return damaged("the head of the chunk has another hash");
        uint32_t size = get<uint32_t>(chunk + 5);
        if (get<uint32_t>(chunk) != number) return damaged("chunk " + std::to_string(get<uint32_t>(chunk)) + " lies here");
        if (size > LargestChunk) return damaged("the chunk is too large");
        ChunkPlace place{static_cast<ChunkKind>(chunk[4]), at + static_cast<int64_t>(ChunkHead), size};
        content.resize(size);
        got = readAll(in, place.offset, content.data(), size);
        if (!got) return got.error();
        if (*got < size) {
            reader->truncated_ = true;
            break;
        }
        if (get<uint64_t>(chunk + 9) != XXH3_64bits(content.data(), size)) return damaged("the content of the chunk has another hash");
        if (Status taken = each(place, content); !taken) {
            Error error = taken.error();
            return error.code == ErrorCode::Data ? damaged(error.message) : error;
        }
        ended = place.kind == ChunkKind::End;
        at = place.offset + size;
        ++number;
    }
    if (!ended) reader->truncated_ = true;
    return reader;
}

Result<std::string> RecordingReader::read(const ChunkPlace& place) const {
    std::lock_guard lock(mutex_);
    std::string content(place.bytes, '\0');
    auto got = readAll(*file_, place.offset, content.data(), content.size());
    if (!got) return got.error();
    if (*got < content.size()) return Error{ErrorCode::Io, "The recording '" + path_ + "' became shorter while it was replayed."};
    return content;
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/inference/file_head.h"

#include "engine/connectors/filesystem/byte_stream.h"
#include "engine/formats/json/json_scanner.h"

#include <algorithm>

namespace weir {

namespace {

std::string shownName(const std::string& path) { return "'" + path.substr(path.find_last_of('/') + 1) + "'"; }

/// What is known to be something else by its first bytes.
struct Magic { std::string_view bytes, what, hint; };
constexpr Magic magics[] = {
    {"PAR1", "a Parquet file", "Export it as CSV or JSON lines."},
    {std::string_view("Obj\1", 4), "an Avro file", "Write CREATE TABLE with 'format' = 'avro' for it."},
    {"SQLite format 3", "an SQLite database", "Write CREATE TABLE with 'connector' = 'jdbc' for it."},
    {std::string_view("PK\3\4", 4), "a zip archive (spreadsheets are zip archives too)", "Export it as CSV."},
    {std::string_view("\x1f\x8b", 2), "a gzip file", "Rename it so that it ends in .gz."},
    {std::string_view("\x28\xb5\x2f\xfd", 4), "a zstd file", "Rename it so that it ends in .zst."},
    {"%PDF", "a PDF file", ""},
};

Error refused(const std::string& path, const std::string& what, std::string hint) { return {ErrorCode::Data, shownName(path) + " " + what + ".", {}, std::move(hint)}; }

bool looksWide(std::string_view text) {
    size_t even = 0, odd = 0;
    const size_t size = std::min<size_t>(text.size(), 512);
    for (size_t i = 0; i < size; ++i) (i % 2 ? odd : even) += text[i] == 0;
    return size >= 4 && (even * 5 > size || odd * 5 > size) && (even == 0 || odd == 0);
}

} // namespace

Result<FileHead> readHead(FileSystem& files, const std::string& path, int64_t limit) {
    const auto info = files.info(path);
    if (!info) return info.error();
    if (info->isFolder) return refused(path, "is a folder", "Choose one file of it; a table can read the whole folder later: set its 'path' to the folder.");
    auto file = files.openToRead(path);
    if (!file) return file.error();
    if ((*file)->size() == 0) return refused(path, "is empty", "A file with a few rows is needed.");
    const int64_t size = (*file)->size();
    auto stream = isPacked(path) ? unpackedBytes(std::move(*file), path) : plainBytes(std::move(*file), 0, size);
    FileHead head;
    const size_t most = static_cast<size_t>(limit) + 1;
    while (head.size < most) {
        if (head.size == head.text.size()) head.text.resize(std::min(most, head.size == 0 ? size_t{64} << 10 : head.size * 4));
        const auto got = stream->read(head.text.data() + head.size, head.text.size() - head.size);
        if (!got) return got.error();
        if (*got == 0) {
            head.whole = true;
            break;
        }
        head.size += *got;
    }
    head.text.resize(head.size);
    const std::string_view all = head.view();
    if (all.empty()) return refused(path, "is empty", "A file with a few rows is needed.");
    if (all.substr(0, 2) == "\xff\xfe" || all.substr(0, 2) == "\xfe\xff" || looksWide(all))
        return refused(path, "is UTF-16 text", "Convert it to UTF-8: iconv -f UTF-16 -t UTF-8 FILE > NEW.");
    for (const Magic& magic : magics)
        if (all.substr(0, magic.bytes.size()) == magic.bytes) return refused(path, "is " + std::string(magic.what), std::string(magic.hint));
    if (const size_t zero = all.find('\0'); zero != std::string_view::npos)
        return refused(path, "is no text: byte " + std::to_string(zero) + " is zero", "CSV and JSON lines can be read here.");
    if (!head.whole) {
        const size_t end = all.rfind('\n');
        if (end == std::string_view::npos)
            return refused(path, "has no line end in its first " + std::to_string(limit >> 20) + " MB", "Rows must be lines: one record a line.");
        head.size = end + 1;
        head.text.resize(head.size);
    }
    if (!validUtf8(head.view())) {
        int line = 0;
        for (size_t from = 0; from < head.size;) {
            ++line;
            const size_t end = std::min(head.text.find('\n', from), head.size);
            if (!validUtf8(head.view().substr(from, end - from))) break;
            from = end + 1;
        }
        return refused(path, "is not UTF-8 text in line " + std::to_string(line), "Convert it: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW.");
    }
    if (head.text.compare(0, 3, "\xef\xbb\xbf") == 0) {
        head.text.erase(0, 3);
        head.size -= 3;
    }
    if (head.view().find_first_not_of(" \t\r\n") == std::string_view::npos) return refused(path, "has only blank lines", "A file with a few rows is needed.");
    head.text.append(64, '\0');
    return head;
}

} // namespace weir

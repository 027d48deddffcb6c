// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/raw/charset.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <iconv.h>

namespace weir {

namespace {
const iconv_t None = reinterpret_cast<iconv_t>(-1);
}

std::unique_ptr<Charset> Charset::find(const std::string& name) {
    std::string upper = name;
    std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    std::unique_ptr<Charset> charset(new Charset);
    if (upper == "UTF-8" || upper == "UTF8") return charset;
    if (upper == "UTF-16") upper = "UTF-16BE";      // what Java writes, but for the mark
    charset->utf8_ = false;
    iconv_t read = iconv_open("UTF-8", upper.c_str()), write = iconv_open(upper.c_str(), "UTF-8");
    if (read != None) charset->read_ = read;
    if (write != None) charset->write_ = write;
    if (!charset->read_ || !charset->write_) return nullptr;
    return charset;
}

Charset::~Charset() {
    if (read_) iconv_close(static_cast<iconv_t>(read_));
    if (write_) iconv_close(static_cast<iconv_t>(write_));
}

void Charset::convert(void* converter, std::string_view in, std::string_view replacement, std::string& out) {
    out.clear();
    iconv_t handle = static_cast<iconv_t>(converter);
    iconv(handle, nullptr, nullptr, nullptr, nullptr);
    char* from = const_cast<char*>(in.data());
    size_t left = in.size();
    char buffer[4096];
    while (left > 0) {
        char* to = buffer;
        size_t room = sizeof buffer;
        size_t done = iconv(handle, &from, &left, &to, &room);
        out.append(buffer, to);
        if (done != static_cast<size_t>(-1) || errno == E2BIG) continue;
        out += replacement;
        ++from;
        --left;
        while (left > 0 && &replacement[0] != nullptr && replacement == "?" && (*from & 0xc0) == 0x80) ++from, --left;   // rest of a character
    }
}

void Charset::toUtf8(std::string_view bytes, std::string& out) { convert(read_, bytes, "\xef\xbf\xbd", out); }
void Charset::fromUtf8(std::string_view text, std::string& out) { convert(write_, text, "?", out); }

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace weir {

/// Converts between UTF-8 and another character set; what cannot be converted becomes U+FFFD (reading) or '?' (writing). Not thread-safe.
class Charset {
public:
    /// Null when the name is unknown.
    static std::unique_ptr<Charset> find(const std::string& name);
    ~Charset();
    bool isUtf8() const { return utf8_; }
    void toUtf8(std::string_view bytes, std::string& out);
    void fromUtf8(std::string_view text, std::string& out);

private:
    Charset() = default;
    void convert(void* converter, std::string_view in, std::string_view replacement, std::string& out);
    bool utf8_ = true;
    void* read_ = nullptr;      // iconv_t
    void* write_ = nullptr;
};

} // namespace weir

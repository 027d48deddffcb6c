// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/families.h"
#include "engine/functions/scalar/overload.h"
#include "engine/functions/utf8.h"

#include <charconv>

namespace weir {
namespace {

/// A URL as java.net.URL takes it apart; nothing is decoded.
struct Url {
    std::string_view protocol, authority, userInfo, host, path;
    std::optional<std::string_view> query, reference;
    std::string_view file;      // path with query
    bool hasUserInfo = false;
};

bool equalsAnyCase(std::string_view text, std::string_view lower) {
    if (text.size() != lower.size()) return false;
    for (size_t i = 0; i < text.size(); ++i)
        if ((text[i] | 32) != lower[i]) return false;
    return true;
}

std::optional<Url> parseUrl(std::string_view text) {
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    size_t colon = text.find_first_of(":/?#");
    if (colon == std::string_view::npos || text[colon] != ':') return std::nullopt;
    Url url;
    url.protocol = text.substr(0, colon);
    bool known = false;
    for (std::string_view name : {"http", "https", "ftp", "file", "jar", "mailto"}) known = known || equalsAnyCase(url.protocol, name);
    if (!known) return std::nullopt;
    std::string_view rest = text.substr(colon + 1);
    if (size_t hash = rest.find('#'); hash != std::string_view::npos) {
        url.reference = rest.substr(hash + 1);
        rest = rest.substr(0, hash);
    }
    if (rest.starts_with("//")) {
        rest.remove_prefix(2);
        size_t end = std::min(rest.find_first_of("/?"), rest.size());
        url.authority = rest.substr(0, end);
        rest = rest.substr(end);
        std::string_view host = url.authority;
        if (size_t at = host.rfind('@'); at != std::string_view::npos) {
            if (host.find('@') != at) return std::nullopt;
            url.userInfo = host.substr(0, at);
            url.hasUserInfo = true;
            host.remove_prefix(at + 1);
        }
        size_t portAt = host.starts_with('[') ? host.find(':', std::min(host.find(']'), host.size())) : host.find(':');
        if (portAt != std::string_view::npos) {
            std::string_view port = host.substr(portAt + 1);
            int number = 0;
            auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
            if (!port.empty() && (error != std::errc() || end != port.data() + port.size() || number < 0)) return std::nullopt;
            host = host.substr(0, portAt);
        }
        url.host = host;
    }
    url.file = rest;
    size_t question = rest.find('?');
    if (question != std::string_view::npos) url.query = rest.substr(question + 1);
    url.path = rest.substr(0, question);
    return url;
}

std::optional<std::string_view> parseUrlPart(std::string_view text, std::string_view part) {
    std::optional<Url> url = parseUrl(text);
    if (!url) return std::nullopt;
    if (part == "HOST") return url->host;
    if (part == "PATH") return url->path;
    if (part == "QUERY") return url->query;
    if (part == "REF") return url->reference;
    if (part == "PROTOCOL") return url->protocol;
    if (part == "FILE") return url->file;
    if (part == "AUTHORITY") return url->authority;
    if (part == "USERINFO" && url->hasUserInfo) return url->userInfo;
    return std::nullopt;
}

std::optional<std::string_view> parseUrlKey(std::string_view text, std::string_view part, std::string_view key) {
    if (part != "QUERY") return std::nullopt;
    std::optional<std::string_view> query = parseUrlPart(text, part);
    if (!query) return std::nullopt;
    for (size_t at = 0; at <= query->size();) {
        size_t end = std::min(query->find('&', at), query->size());
        std::string_view pair = query->substr(at, end - at);
        if (pair.size() > key.size() && pair.starts_with(key) && pair[key.size()] == '=') return pair.substr(key.size() + 1);
        at = end + 1;
    }
    return std::nullopt;
}

void urlEncode(std::string_view text, StringWriter& out) {
    static constexpr char hex[] = "0123456789ABCDEF";
    char* at = out.reserve(text.size() * 3);
    size_t size = 0;
    for (char c : text) {
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '*' || c == '_';
        if (plain) {
            at[size++] = c;
        } else if (c == ' ') {
            at[size++] = '+';
        } else {
            at[size++] = '%';
            at[size++] = hex[static_cast<unsigned char>(c) >> 4];
            at[size++] = hex[c & 15];
        }
    }
    out.advance(size);
}

/// NULL for text that is not encoded well.
bool urlDecode(std::string_view text, StringWriter& out) {
    auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1; };
    char* to = out.reserve(text.size());
    size_t size = 0;
    for (size_t at = 0; at < text.size(); ++at) {
        char c = text[at];
        if (c == '%') {
            if (at + 2 >= text.size()) return false;
            int high = digit(text[at + 1]), low = digit(text[at + 2]);
            if (high < 0 || low < 0) return false;
            to[size++] = static_cast<char>(high << 4 | low);
            at += 2;
        } else {
            to[size++] = c == '+' ? ' ' : c;
        }
    }
    out.advance(size);
    return true;
}

std::optional<int64_t> inetAton(std::string_view text) {
    int64_t address = 0;
    int parts = 0;
    while (true) {
        int64_t part = 0;
        size_t digits = 0;
        while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9' && part <= 255) part = part * 10 + (text[digits++] - '0');
        if (digits == 0 || part > 255 || ++parts > 4) return std::nullopt;
        text.remove_prefix(digits);
        bool last = text.empty();
        // Short forms as in MySQL: the last part is the lowest byte.
        if (last) return address << (8 * std::min(4 - parts + 1, 4)) | part;
        address = address << 8 | part;
        if (text[0] != '.') return std::nullopt;
        text.remove_prefix(1);
    }
}

bool inetNtoa(int64_t address, StringWriter& out) {
    if (address < 0 || address > 0xFFFFFFFF) return false;
    for (int shift = 24; shift >= 0; shift -= 8) {
        out.appendInteger(address >> shift & 255);
        if (shift) out.append('.');
    }
    return true;
}

constexpr Overloads parseRows{"PARSE_URL", {overload<parseUrlPart>("ss", 's'), overload<parseUrlKey>("sss", 's')}};
constexpr Overloads encodeRows{"URL_ENCODE", {overload<urlEncode>("s", 's').nullable()}};
constexpr Overloads decodeRows{"URL_DECODE", {overload<urlDecode>("s", 's')}};
constexpr Overloads atonRows{"INET_ATON", {overload<inetAton>("s", 'l')}};
constexpr Overloads ntoaRows{"INET_NTOA", {overload<inetNtoa>("l", 's')}};

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"PARSE_URL", Scalar, "url", "PARSE_URL(url STRING, part STRING [, key STRING])", "One part of a URL: HOST, PATH, QUERY, REF, PROTOCOL, AUTHORITY, FILE or USERINFO; with QUERY also the value of one key.",
     "PARSE_URL('http://example.com/p?k1=v1#top', 'QUERY', 'k1') -> 'v1'", bindRows<parseRows>},
    {"URL_ENCODE", Scalar, "url", "URL_ENCODE(text STRING)", "The text as a URL's form data.", "URL_ENCODE('a b&c') -> 'a+b%26c'", bindRows<encodeRows>},
    {"URL_DECODE", Scalar, "url", "URL_DECODE(text STRING)", "What a URL's form data means; NULL when it is not well encoded.", "URL_DECODE('a+b%26c') -> 'a b&c'", bindRows<decodeRows>},
    {"INET_ATON", Scalar, "url", "INET_ATON(address STRING)", "An IPv4 address as a number; NULL when it is none.", "INET_ATON('10.0.0.1') -> '167772161'", bindRows<atonRows>},
    {"INET_NTOA", Scalar, "url", "INET_NTOA(number BIGINT)", "The IPv4 address of a number; NULL when it is beyond 32 bits.", "INET_NTOA(167772161) -> '10.0.0.1'", bindRows<ntoaRows>},
};

} // namespace

std::span<const FunctionInfo> urlFunctions() { return functions; }

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/families.h"
#include "engine/functions/scalar/overload.h"
#include "engine/types/java_hash.h"

#include <openssl/evp.h>

#include <array>

namespace weir {
namespace {

/// One of OpenSSL's digests, fetched once.
class Digest {
public:
    explicit Digest(const char* name) : method_(EVP_MD_fetch(nullptr, name, nullptr)) { check(method_ != nullptr, "OpenSSL knows the digest"); }
    ~Digest() { EVP_MD_free(method_); }
    Digest(const Digest&) = delete;
    Digest& operator=(const Digest&) = delete;
    const EVP_MD* method() const { return method_; }

private:
    EVP_MD* method_;
};

struct DigestContext {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~DigestContext() { EVP_MD_CTX_free(context); }
    void appendHex(const EVP_MD* method, std::string_view text, StringWriter& out) {
        static constexpr char hex[] = "0123456789abcdef";
        unsigned char bytes[EVP_MAX_MD_SIZE];
        unsigned int size = 0;
        EVP_DigestInit_ex(context, method, nullptr);
        EVP_DigestUpdate(context, text.data(), text.size());
        EVP_DigestFinal_ex(context, bytes, &size);
        char* at = out.reserve(size * 2);
        for (unsigned int i = 0; i < size; ++i) {
            at[2 * i] = hex[bytes[i] >> 4];
            at[2 * i + 1] = hex[bytes[i] & 15];
        }
        out.advance(size * 2);
    }
};

void digest(KernelCall& call) {
    const auto& method = stateOf<Digest>(call);
    Column<std::string_view> texts(*call.arguments[0]);
    DigestContext context;
    StringWriter writer;
    StringRef* out = call.result.mutableData<StringRef>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        context.appendHex(method.method(), texts[row], writer);
        out[row] = writer.finishRow();
    }
    writer.finish(call.result, call.arguments);
}

struct Sha2 {
    std::array<Digest, 4> digests{Digest("SHA224"), Digest("SHA256"), Digest("SHA384"), Digest("SHA512")};
    const EVP_MD* find(int bits) const {
        switch (bits) {
        case 224: return digests[0].method();
        case 256: return digests[1].method();
        case 384: return digests[2].method();
        case 512: return digests[3].method();
        default: return nullptr;
        }
    }
};

void sha2(KernelCall& call) {
    const auto& methods = stateOf<Sha2>(call);
    Column<std::string_view> texts(*call.arguments[0]);
    Column<int32_t> bits(*call.arguments[1]);
    DigestContext context;
    StringWriter writer;
    StringRef* out = call.result.mutableData<StringRef>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        const EVP_MD* method = methods.find(bits[row]);
        if (!method) failRow("SHA2 makes 224, 256, 384 or 512 bits, not " + std::to_string(bits[row]) + ".");
        context.appendHex(method, texts[row], writer);
        out[row] = writer.finishRow();
    }
    writer.finish(call.result, call.arguments);
}

struct Named {
    const char* function;
    const char* digest;
    int characters;
};
constexpr Named md5{"MD5", "MD5", 32}, sha1{"SHA1", "SHA1", 40}, sha224{"SHA224", "SHA224", 56}, sha256{"SHA256", "SHA256", 64}, sha384{"SHA384", "SHA384", 96}, sha512{"SHA512", "SHA512", 128};

template <const Named& Which> Result<BoundScalar> bindDigest(const BindArguments& arguments) {
    static constexpr Overloads rows{Which.function, {Overload{"t", 's', digest}}};
    Result<BoundScalar> bound = bindOverloads(rows, arguments);
    if (!bound) return bound;
    bound->result = DataType::character(Which.characters).asNullable(bound->result.nullable());
    bound->state = std::make_shared<const Digest>(Which.digest);
    return bound;
}

Result<BoundScalar> bindSha2(const BindArguments& arguments) {
    static constexpr Overloads rows{"SHA2", {Overload{"ti", 's', sha2}.failing()}};
    Result<BoundScalar> bound = bindOverloads(rows, arguments);
    if (!bound) return bound;
    bound->result = DataType::varchar(128).asNullable(bound->result.nullable());
    bound->state = std::make_shared<const Sha2>();
    return bound;
}

void hashCode(KernelCall& call) {
    const auto& type = stateOf<DataType>(call);
    const Vector& values = *call.arguments[0];
    int32_t* out = call.result.mutableData<int32_t>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        if (!type.isCharacter()) {
            out[row] = flinkHash(values, type, row);
            continue;
        }
        int32_t hash = javaTextHash(values.at<StringRef>(row).view());
        out[row] = hash < 0 && hash != INT32_MIN ? -hash : hash;   // of text without its sign
    }
}

Result<BoundScalar> bindHashCode(const BindArguments& arguments) {
    if (arguments.size() != 1) return wrongArgumentCount("HASH_CODE", arguments.size(), "1 argument");
    const DataType& type = arguments.types[0];
    bool temporal = type.kind() == TypeKind::Date || type.kind() == TypeKind::Time || type.kind() == TypeKind::Timestamp;
    if (!type.isCharacter() && !type.isNumeric() && !temporal && type.kind() != TypeKind::Boolean)
        return wrongArgument("HASH_CODE", arguments, 0, "text, a number, a BOOLEAN, DATE, TIME or TIMESTAMP");
    BoundScalar bound;
    bound.kernel = hashCode;
    bound.arguments = arguments.types;
    bound.state = std::make_shared<const DataType>(type);
    bound.result = DataType::integer().asNullable(type.nullable());
    return bound;
}

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"HASH_CODE", Scalar, "hash", "HASH_CODE(value)", "The hash that Java gives a value.", "HASH_CODE('abc') -> 96354", bindHashCode},
    {"MD5", Scalar, "hash", "MD5(text STRING)", "The MD5 hash in hexadecimal digits.", "MD5('abc') -> '900150983cd24fb0d6963f7d28e17f72'", bindDigest<md5>},
    {"SHA1", Scalar, "hash", "SHA1(text STRING)", "The SHA-1 hash in hexadecimal digits.", "SHA1('abc') -> 'a9993e364706816aba3e25717850c26c9cd0d89d'", bindDigest<sha1>},
    {"SHA224", Scalar, "hash", "SHA224(text STRING)", "The SHA-224 hash in hexadecimal digits.", "SHA224('abc') -> '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7'", bindDigest<sha224>},
    {"SHA256", Scalar, "hash", "SHA256(text STRING)", "The SHA-256 hash in hexadecimal digits.",
     "SHA256('abc') -> 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'", bindDigest<sha256>},
    {"SHA384", Scalar, "hash", "SHA384(text STRING)", "The SHA-384 hash in hexadecimal digits.", "CHAR_LENGTH(SHA384('abc')) -> 96", bindDigest<sha384>},
    {"SHA512", Scalar, "hash", "SHA512(text STRING)", "The SHA-512 hash in hexadecimal digits.", "CHAR_LENGTH(SHA512('abc')) -> 128", bindDigest<sha512>},
    {"SHA2", Scalar, "hash", "SHA2(text STRING, bits INT)", "The SHA-2 hash of 224, 256, 384 or 512 bits in hexadecimal digits; other lengths fail.",
     "SHA2('abc', 224) -> '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7'", bindSha2},
};

} // namespace

std::span<const FunctionInfo> hashFunctions() { return functions; }

} // namespace weir

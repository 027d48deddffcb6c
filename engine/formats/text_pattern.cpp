// SPDX-License-Identifier: Apache-2.0
#include "engine/formats/text_pattern.h"

#include <re2/re2.h>

namespace weir {

struct TextPattern::Compiled {
    RE2 expression;
};

TextPattern::TextPattern(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
TextPattern::~TextPattern() = default;

std::unique_ptr<TextPattern> TextPattern::compile(const std::string& pattern, std::string& why) {
    RE2::Options options;
    options.set_log_errors(false);
    std::unique_ptr<Compiled> compiled(new Compiled{RE2(pattern, options)});
    if (!compiled->expression.ok()) {
        why = compiled->expression.error();
        return nullptr;
    }
    return std::unique_ptr<TextPattern>(new TextPattern(std::move(compiled)));
}

bool TextPattern::matches(std::string_view text) const { return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), compiled_->expression); }

} // namespace weir

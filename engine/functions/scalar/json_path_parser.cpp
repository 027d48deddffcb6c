// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/json_path.h"

#include <charconv>

namespace weir {

class JsonPathParser {
public:
    explicit JsonPathParser(std::string_view text, int depth = 0) : text_(text), depth_(depth) {}

    Result<std::shared_ptr<const JsonPath>> run() {
        auto path = std::make_shared<JsonPath>();
        blanks();
        if (mode("lax")) path->lax_ = true;
        else mode("strict");
        while (!text_.empty() && at_ < text_.size() && text_.back() == ' ') text_.remove_suffix(1);
        if (at_ == text_.size()) return wrong("it is empty");
        // $ may be left out.
        bool named = !take('$') && !take('@');
        if (!follow(*path, named)) return wrong(why_);
        if (at_ < text_.size()) return wrong("a point or [ is missing");
        return std::shared_ptr<const JsonPath>(std::move(path));
    }

private:
    static constexpr int Deepest = 50;

    Error wrong(const char* why) const {
        if (unsupported_) return {ErrorCode::Unsupported, "'" + std::string(text_) + "': " + why + "."};
        return {ErrorCode::Invalid, "'" + std::string(text_) + "' is no JSON path: " + why + "."};
    }
    bool no(const char* why) {
        why_ = why;
        return false;
    }
    void blanks() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    }
    bool peek(char c) const { return at_ < text_.size() && text_[at_] == c; }
    bool take(char c) {
        if (!peek(c)) return false;
        ++at_;
        return true;
    }
    bool word(std::string_view name) {
        if (text_.size() - at_ < name.size()) return false;
        for (size_t i = 0; i < name.size(); ++i)
            if ((text_[at_ + i] | 32) != name[i]) return false;
        at_ += name.size();
        return true;
    }
    bool mode(std::string_view name) {
        size_t before = at_;
        if (word(name) && peek(' ')) return blanks(), true;
        at_ = before;
        return false;
    }

    /// Steps as far as they go. `named`: a name comes first, without a point.
    bool follow(JsonPath& path, bool named) {
        bool scans = false;
        while (at_ < text_.size() && !path.end_) {
            PathStep step;
            if (named) {
                named = false;
                if (!dotted(path, step)) return false;
            } else if (text_.substr(at_).starts_with("..")) {
                at_ += 2;
                step.deep = scans = true;
                if (take('[') ? !bracket(step) : !dotted(path, step)) return false;
            } else if (take('.')) {
                // $.['a b'] is read as $['a b']
                if (take('[') ? !bracket(step) : !dotted(path, step)) return false;
            } else if (take('[')) {
                if (!bracket(step)) return false;
            } else {
                break;
            }
            if (path.end_) break;
            path.steps_.push_back(std::move(step));
        }
        if (!path.end_ && !path.steps_.empty()) {
            PathStep& last = path.steps_.back();
            // Several members at the end make one object.
            if (last.kind == PathStep::Kind::Members && last.names.size() > 1) {
                path.end_ = PathEnd{{}, {}, last.names};
                if (last.deep) last.gathersNames = true;
                else path.steps_.pop_back();
            }
        }
        for (const PathStep& step : path.steps_) path.definite_ = path.definite_ && step.namesOne();
        if (scans && path.end_ && !path.end_->function.empty()) path.gathers_ = path.definite_ = true;
        return true;
    }

    static bool endsName(char c, bool inFilter) {
        if (c == '.' || c == '[' || c == ' ' || c == '(') return true;
        return inFilter && (c == '=' || c == '<' || c == '>' || c == '!' || c == '&' || c == '|' || c == ')' || c == ',' || c == '~');
    }

    bool dotted(JsonPath& path, PathStep& step) {
        if (take('*')) {
            step.kind = PathStep::Kind::All;
            return true;
        }
        size_t begin = at_;
        while (at_ < text_.size() && !endsName(text_[at_], filters_ > 0)) ++at_;
        std::string name(text_.substr(begin, at_ - begin));
        if (name.empty()) return no("a name is missing behind the point");
        if (name.find('"') != std::string::npos || name.find('\'') != std::string::npos) return no("names with quotation marks go into [ and ]");
        if (!take('(')) {
            step.names.push_back(std::move(name));
            return true;
        }
        if (!isPathFunction(name)) return no("there is no such function");
        path.end_ = PathEnd{std::move(name), {}, {}};
        return parameters(path.end_->parameters);
    }

    /// (...) behind a function's name: values and paths.
    bool parameters(std::vector<PathEnd::Parameter>& out) {
        for (;;) {
            blanks();
            if (out.empty() && take(')')) return true;
            size_t begin = at_;
            int open = 0;
            char quote = 0;
            for (; at_ < text_.size(); ++at_) {
                char c = text_[at_];
                if (quote) {
                    if (c == '\\') ++at_;
                    else if (c == quote) quote = 0;
                } else if (c == '"' || c == '\'') {
                    quote = c;
                } else if (c == '(' || c == '[' || c == '{') {
                    ++open;
                } else if (open > 0 && (c == ')' || c == ']' || c == '}')) {
                    --open;
                } else if (c == ',' || c == ')') {
                    if (open == 0) break;
                }
            }
            if (at_ >= text_.size()) return no("a ) is missing");
            std::string_view given = text_.substr(begin, at_ - begin);
            while (!given.empty() && given.back() == ' ') given.remove_suffix(1);
            PathEnd::Parameter parameter;
            if (given.starts_with('$') || given.starts_with('@')) {
                if (depth_ >= Deepest) return no("it is nested too deep");
                auto inner = JsonPathParser(given, depth_ + 1).run();
                if (!inner) return no("a parameter is no path");
                parameter.path = *inner;
            } else {
                parameter.json = given;
                JsonDocument value;
                if (!value.parse(parameter.json)) return no("a parameter is no JSON");
            }
            out.push_back(std::move(parameter));
            if (take(')')) return true;
            if (!take(',')) return no("a ) is missing");
        }
    }

    bool quoted(std::string& name) {
        char quote = text_[at_++];
        for (; at_ < text_.size() && text_[at_] != quote; ++at_) {
            if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
            name += text_[at_];
        }
        return take(quote);
    }

    std::optional<int64_t> integer() {
        int64_t value = 0;
        auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
        if (error != std::errc()) return std::nullopt;
        at_ = static_cast<size_t>(end - text_.data());
        return value;
    }

    bool bracket(PathStep& step) {
        if (!insideBracket(step)) return why_ && *why_ ? false : no("the part between [ and ] is wrong");
        blanks();
        return take(']') || no("the part between [ and ] is wrong");
    }

    bool insideBracket(PathStep& step) {
        blanks();
        if (take('*')) {
            step.kind = PathStep::Kind::All;
            return true;
        }
        if (take('?')) {
            step.kind = PathStep::Kind::Filter;
            blanks();
            auto condition = std::make_shared<PathCondition>();
            ++depth_, ++filters_;
            bool ok = take('(') && alternatives(*condition) && take(')');
            --depth_, --filters_;
            step.condition = std::move(condition);
            return ok;
        }
        if (peek('\'') || peek('"')) {
            do {
                blanks();
                if (!(peek('\'') || peek('"')) || !quoted(step.names.emplace_back())) return false;
                blanks();
            } while (take(','));
            return true;
        }
        std::optional<int64_t> first = integer();
        blanks();
        if (take(':')) {
            step.kind = PathStep::Kind::Slice;
            step.from = first;
            step.to = integer();
            if (take(':')) integer();        // a step width is read over
            return step.from || step.to;
        }
        step.kind = PathStep::Kind::Elements;
        if (!first) return false;
        step.indexes.push_back(*first);
        while (take(',')) {
            blanks();
            std::optional<int64_t> next = integer();
            if (!next) return false;
            step.indexes.push_back(*next);
            blanks();
        }
        return true;
    }

    bool alternatives(PathCondition& condition) {
        if (depth_ > Deepest) return no("it is nested too deep");
        PathCondition first;
        if (!conjunction(first)) return false;
        blanks();
        if (!text_.substr(at_).starts_with("||")) {
            condition = std::move(first);
            return true;
        }
        condition.kind = PathCondition::Kind::Or;
        condition.parts.push_back(std::move(first));
        while (text_.substr(at_).starts_with("||")) {
            at_ += 2;
            if (!conjunction(condition.parts.emplace_back())) return false;
            blanks();
        }
        return true;
    }

    bool conjunction(PathCondition& condition) {
        condition.kind = PathCondition::Kind::And;
        do {
            blanks();
            if (text_.substr(at_).starts_with("&&")) at_ += 2;
            if (!single(condition.parts.emplace_back())) return false;
            blanks();
        } while (text_.substr(at_).starts_with("&&"));
        return true;
    }

    bool single(PathCondition& condition) {
        blanks();
        bool denied = peek('!') && !text_.substr(at_).starts_with("!=");
        if (denied || peek('(')) {
            ++at_;
            if (++depth_ > Deepest) return no("it is nested too deep");
            bool ok;
            if (denied) {
                condition.kind = PathCondition::Kind::Not;
                ok = single(condition.parts.emplace_back());
            } else {
                ok = alternatives(condition);
                blanks();
                ok = ok && take(')');
            }
            --depth_;
            return ok;
        }
        if (!operand(condition.operands.emplace_back())) return false;
        blanks();
        for (std::string_view comparison : {"===", "!==", "==", "!=", "<=", ">=", "=~", "<", ">"}) {
            if (!text_.substr(at_).starts_with(comparison)) continue;
            at_ += comparison.size();
            condition.kind = PathCondition::Kind::Compare;
            condition.comparison = comparison;
            return operand(condition.operands.emplace_back());
        }
        if (at_ < text_.size() && isalpha(static_cast<unsigned char>(text_[at_]))) {
            unsupported_ = true;
            return no("filters compare by ==, !=, <, <=, >, >= and =~; with other words they fail on Flink 2.3");
        }
        return condition.operands[0].kind == PathOperand::Kind::Path;
    }

    bool operand(PathOperand& operand) {
        blanks();
        if (peek('@') || peek('$')) {
            operand.kind = PathOperand::Kind::Path;
            operand.fromRoot = text_[at_++] == '$';
            auto path = std::make_shared<JsonPath>();
            if (!follow(*path, false)) return false;
            operand.path = std::move(path);
            return true;
        }
        if (peek('\'') || peek('"')) {
            operand.kind = PathOperand::Kind::Text;
            return quoted(operand.text);
        }
        if (take('/')) return pattern(operand);
        if (word("true")) return operand.kind = PathOperand::Kind::True, true;
        if (word("false")) return operand.kind = PathOperand::Kind::False, true;
        if (word("null")) return operand.kind = PathOperand::Kind::Null, true;
        auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), operand.number);
        if (error != std::errc()) return false;
        operand.kind = PathOperand::Kind::Number;
        operand.text = text_.substr(at_, static_cast<size_t>(end - text_.data()) - at_);
        at_ = static_cast<size_t>(end - text_.data());
        return true;
    }

    /// The rest of /pattern/flags.
    bool pattern(PathOperand& operand) {
        std::string text;
        for (; at_ < text_.size() && text_[at_] != '/'; ++at_) {
            if (text_[at_] == '\\' && at_ + 1 < text_.size()) text += text_[at_++];
            text += text_[at_];
        }
        if (!take('/')) return false;
        std::string flags;
        for (; at_ < text_.size() && isalpha(static_cast<unsigned char>(text_[at_])); ++at_) flags += text_[at_];
        operand.kind = PathOperand::Kind::Regex;
        operand.regex = JavaRegex::compile(flags.empty() ? text : "(?" + flags + ")" + text);
        return operand.regex || no("its regular expression is wrong");
    }

    std::string_view text_;
    size_t at_ = 0;
    int depth_;                      // of what is around
    int filters_ = 0;                // of that, filters
    const char* why_ = "";
    bool unsupported_ = false;
};

Result<std::shared_ptr<const JsonPath>> JsonPath::parse(std::string_view text) { return JsonPathParser(text).run(); }

} // namespace weir

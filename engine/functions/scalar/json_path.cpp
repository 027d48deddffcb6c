// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/json_path.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace weir {

using Kind = JsonDocument::Kind;

class JsonPath::Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<std::shared_ptr<const JsonPath>> run() {
        auto path = std::make_shared<JsonPath>();
        blanks();
        if (word("lax ")) path->lax_ = true;
        else word("strict ");
        blanks();
        while (!text_.empty() && at_ < text_.size() && text_.back() == ' ') text_.remove_suffix(1);
        if (!take('$')) return wrong("it must start with $");
        while (at_ < text_.size()) {
            Step step;
            if (text_.substr(at_).starts_with("..")) {
                at_ += 2;
                step.deep = true;
                if (peek('[')) ++at_;
                else if (!dotted(step)) return wrong("a name is missing behind ..");
                if (at_ > 0 && text_[at_ - 1] == '[' && !bracket(step)) return wrong("the part between [ and ] is wrong");
            } else if (take('.')) {
                if (peek('[')) {   // $.['a b'] is read as $['a b']
                    ++at_;
                    if (!bracket(step)) return wrong("the part between [ and ] is wrong");
                } else if (!dotted(step)) {
                    return wrong("a name is missing behind the point");
                }
            } else if (take('[')) {
                if (!bracket(step)) return wrong("the part between [ and ] is wrong");
            } else {
                return wrong("a point or [ is missing");
            }
            bool one = !step.deep && ((step.kind == StepKind::Members && step.names.size() == 1) || (step.kind == StepKind::Elements && step.indexes.size() == 1));
            path->definite_ = path->definite_ && one;
            path->steps_.push_back(std::move(step));
        }
        return std::shared_ptr<const JsonPath>(std::move(path));
    }

private:
    Error wrong(const char* why) const { return {ErrorCode::Invalid, "'" + std::string(text_) + "' is no JSON path: " + why + "."}; }
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
            if ((text_[at_ + i] | 32) != (name[i] | 32)) return false;
        at_ += name.size();
        return true;
    }

    bool dotted(Step& step) {
        if (take('*')) {
            step.kind = StepKind::All;
            return true;
        }
        size_t begin = at_;
        while (at_ < text_.size() && text_[at_] != '.' && text_[at_] != '[' && text_[at_] != ' ' && text_[at_] != '(') ++at_;
        if (at_ == begin) return false;
        step.names.emplace_back(text_.substr(begin, at_ - begin));
        return true;
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

    bool bracket(Step& step) {
        blanks();
        if (take('*')) {
            step.kind = StepKind::All;
        } else if (take('?')) {
            step.kind = StepKind::Filter;
            blanks();
            auto condition = std::make_shared<Condition>();
            if (!take('(') || !alternatives(*condition, 0) || !take(')')) return false;
            step.condition = std::move(condition);
        } else if (peek('\'') || peek('"')) {
            do {
                blanks();
                if (!(peek('\'') || peek('"')) || !quoted(step.names.emplace_back())) return false;
                blanks();
            } while (take(','));
        } else {
            step.kind = StepKind::Elements;
            std::optional<int64_t> first = integer();
            blanks();
            if (take(':')) {
                step.kind = StepKind::Slice;
                step.from = first;
                step.to = integer();
            } else {
                if (!first) return false;
                step.indexes.push_back(*first);
                while (take(',')) {
                    blanks();
                    std::optional<int64_t> next = integer();
                    if (!next) return false;
                    step.indexes.push_back(*next);
                    blanks();
                }
            }
        }
        blanks();
        return take(']');
    }

    bool alternatives(Condition& condition, int depth) {
        if (depth > 50) return false;
        Condition first;
        if (!conjunction(first, depth)) return false;
        blanks();
        if (!text_.substr(at_).starts_with("||")) {
            condition = std::move(first);
            return true;
        }
        condition.kind = Condition::Kind::Or;
        condition.parts.push_back(std::move(first));
        while (text_.substr(at_).starts_with("||")) {
            at_ += 2;
            if (!conjunction(condition.parts.emplace_back(), depth)) return false;
            blanks();
        }
        return true;
    }

    bool conjunction(Condition& condition, int depth) {
        condition.kind = Condition::Kind::And;
        do {
            blanks();
            if (text_.substr(at_).starts_with("&&")) at_ += 2;
            if (!single(condition.parts.emplace_back(), depth)) return false;
            blanks();
        } while (text_.substr(at_).starts_with("&&"));
        return true;
    }

    bool single(Condition& condition, int depth) {
        blanks();
        if (peek('!') && !text_.substr(at_).starts_with("!=")) {
            ++at_;
            condition.kind = Condition::Kind::Not;
            return single(condition.parts.emplace_back(), depth + 1);
        }
        if (take('(')) {
            if (!alternatives(condition, depth + 1)) return false;
            blanks();
            return take(')');
        }
        if (!operand(condition.operands.emplace_back())) return false;
        blanks();
        for (std::string_view comparison : {"==", "!=", "<=", ">=", "<", ">"}) {
            if (!text_.substr(at_).starts_with(comparison)) continue;
            at_ += comparison.size();
            condition.kind = Condition::Kind::Compare;
            condition.comparison = comparison;
            blanks();
            return operand(condition.operands.emplace_back());
        }
        return condition.operands[0].kind == Operand::Kind::Path;
    }

    bool operand(Operand& operand) {
        blanks();
        if (take('@')) {
            operand.kind = Operand::Kind::Path;
            while (at_ < text_.size()) {
                if (take('.')) {
                    size_t begin = at_;
                    while (at_ < text_.size() && (isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_' || text_[at_] == '-' || (text_[at_] & 0x80))) ++at_;
                    if (begin == at_) return false;
                    operand.path.emplace_back(text_.substr(begin, at_ - begin));
                } else if (take('[')) {
                    if (peek('\'') || peek('"')) {
                        if (!quoted(operand.path.emplace_back())) return false;
                    } else {
                        std::optional<int64_t> index = integer();
                        if (!index) return false;
                        operand.path.push_back("#" + std::to_string(*index));
                    }
                    if (!take(']')) return false;
                } else {
                    break;
                }
            }
            return true;
        }
        if (peek('\'') || peek('"')) {
            operand.kind = Operand::Kind::Text;
            return quoted(operand.text);
        }
        if (word("true")) return operand.kind = Operand::Kind::True, true;
        if (word("false")) return operand.kind = Operand::Kind::False, true;
        if (word("null")) return operand.kind = Operand::Kind::Null, true;
        auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), operand.number);
        if (error != std::errc()) return false;
        operand.kind = Operand::Kind::Number;
        at_ = static_cast<size_t>(end - text_.data());
        return true;
    }

    std::string_view text_;
    size_t at_ = 0;
};

Result<std::shared_ptr<const JsonPath>> JsonPath::parse(std::string_view text) { return Parser(text).run(); }

namespace {
const JsonDocument::Node* element(const JsonDocument& document, const JsonDocument::Node& array, int64_t index) {
    if (array.kind != Kind::Array) return nullptr;
    auto all = document.children(array);
    if (index < 0) index += static_cast<int64_t>(all.size());
    return index >= 0 && index < static_cast<int64_t>(all.size()) ? all[static_cast<size_t>(index)] : nullptr;
}

double numberOf(const JsonDocument::Node& node) {
    double value = std::nan("");
    std::from_chars(node.text.data(), node.text.data() + node.text.size(), value);
    return value;
}
} // namespace

const JsonDocument::Node* JsonPath::resolve(const JsonDocument& document, const Operand& operand, const Node& current) {
    const Node* node = &current;
    for (const std::string& part : operand.path) {
        node = part.starts_with('#') ? element(document, *node, std::atoll(part.c_str() + 1)) : document.member(*node, part);
        if (!node) return nullptr;
    }
    return node;
}

bool JsonPath::holds(const JsonDocument& document, const Condition& condition, const Node& current) {
    switch (condition.kind) {
    case Condition::Kind::Exists: return resolve(document, condition.operands[0], current) != nullptr;
    case Condition::Kind::Not: return !holds(document, condition.parts[0], current);
    case Condition::Kind::And:
        for (const Condition& part : condition.parts)
            if (!holds(document, part, current)) return false;
        return true;
    case Condition::Kind::Or:
        for (const Condition& part : condition.parts)
            if (holds(document, part, current)) return true;
        return false;
    case Condition::Kind::Compare: break;
    }
    Node sides[2];
    double numbers[2] = {};
    for (size_t i = 0; i < 2; ++i) {
        const Operand& operand = condition.operands[i];
        switch (operand.kind) {
        case Operand::Kind::Path: {
            const Node* node = resolve(document, operand, current);
            if (!node) return false;
            sides[i] = *node;
            if (node->kind == Kind::Number) numbers[i] = numberOf(*node);
            break;
        }
        case Operand::Kind::Number:
            sides[i].kind = Kind::Number;
            numbers[i] = operand.number;
            break;
        case Operand::Kind::Text:
            sides[i].kind = Kind::String;
            sides[i].text = operand.text;
            break;
        case Operand::Kind::True: sides[i].kind = Kind::True; break;
        case Operand::Kind::False: sides[i].kind = Kind::False; break;
        case Operand::Kind::Null: break;
        }
    }
    std::string_view comparison = condition.comparison;
    if (sides[0].kind != sides[1].kind) return comparison == "!=";
    int order = 0;
    if (sides[0].kind == Kind::Number) order = numbers[0] < numbers[1] ? -1 : numbers[0] > numbers[1];
    else if (sides[0].kind == Kind::String) order = sides[0].text.compare(sides[1].text);
    if (comparison == "==") return order == 0;
    if (comparison == "!=") return order != 0;
    if (comparison == "<") return order < 0;
    if (comparison == "<=") return order <= 0;
    return comparison == ">" ? order > 0 : order >= 0;
}

/// Appends what the step finds at `node`; false when a named place is not there.
bool JsonPath::apply(const JsonDocument& document, const Step& step, const Node& node, std::vector<const Node*>& out) const {
    size_t before = out.size();
    switch (step.kind) {
    case StepKind::Members:
        for (const std::string& name : step.names)
            if (const Node* found = document.member(node, name)) out.push_back(found);
        break;
    case StepKind::Elements:
        for (int64_t index : step.indexes)
            if (const Node* found = element(document, node, index)) out.push_back(found);
        break;
    case StepKind::Slice: {
        if (node.kind != Kind::Array) break;
        auto all = document.children(node);
        auto size = static_cast<int64_t>(all.size());
        auto bound = [&](int64_t index) { return std::clamp<int64_t>(index < 0 ? index + size : index, 0, size); };
        for (int64_t i = bound(step.from.value_or(0)); i < bound(step.to.value_or(size)); ++i) out.push_back(all[static_cast<size_t>(i)]);
        return node.kind == Kind::Array;
    }
    case StepKind::All:
        if (node.isScalar()) break;
        for (const Node* child : document.children(node)) out.push_back(child);
        return true;
    case StepKind::Filter:
        if (node.kind == Kind::Array) {
            for (const Node* child : document.children(node))
                if (holds(document, *step.condition, *child)) out.push_back(child);
            return true;
        }
        if (node.kind == Kind::Object && holds(document, *step.condition, node)) out.push_back(&node);
        return node.kind == Kind::Object;
    }
    return out.size() > before;
}

JsonPath::Match JsonPath::evaluate(const JsonDocument& document) const {
    Match match;
    match.nodes = {&document.root()};
    bool definite = true;
    for (const Step& step : steps_) {
        std::vector<const Node*> next;
        if (step.deep) {
            std::vector<const Node*> open = match.nodes;
            for (size_t i = 0; i < open.size(); ++i) {
                apply(document, step, *open[i], next);
                if (!open[i]->isScalar())
                    for (const Node* child : document.children(*open[i])) open.push_back(child);
            }
            definite = false;
        } else {
            for (const Node* node : match.nodes) {
                // While the path still names one place, that place must be there.
                if (!apply(document, step, *node, next) && definite) {
                    match.missing = true;
                    match.nodes.clear();
                    return match;
                }
            }
            bool one = (step.kind == StepKind::Members && step.names.size() == 1) || (step.kind == StepKind::Elements && step.indexes.size() == 1);
            definite = definite && one;
        }
        match.nodes = std::move(next);
    }
    return match;
}

} // namespace weir

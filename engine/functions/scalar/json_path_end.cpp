// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/scalar/json_path.h"
#include "engine/types/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace weir {

namespace {

using Node = JsonDocument::Node;
using Kind = JsonDocument::Kind;

/// Values of parameters, those of arrays one by one; `use` gets the document that the node is of.
template <class Use> void eachParameter(const PathEnd& end, const JsonDocument& document, Use use) {
    auto spread = [&](const JsonDocument& of, const Node& value) {
        if (value.kind != Kind::Array) return use(of, value);
        for (const Node* one : of.children(value)) use(of, *one);
    };
    for (const PathEnd::Parameter& parameter : end.parameters) {
        JsonDocument own;
        if (!parameter.path) {
            if (own.parse(parameter.json)) spread(own, own.root());
            continue;
        }
        JsonPath::Match match = parameter.path->evaluate(document);
        if (match.made && own.parse(*match.made)) spread(own, own.root());
        for (const Node* node : match.nodes) spread(document, *node);
    }
}



struct Numbers {
    double sum = 0, squares = 0, least = INFINITY, most = -INFINITY;
    int64_t count = 0;
    void add(const Node& node) {
        double value = 0;
        if (node.kind != Kind::Number || std::from_chars(node.text.data(), node.text.data() + node.text.size(), value).ec != std::errc()) return;
        sum += value;
        squares += value * value;
        least = std::min(least, value);
        most = std::max(most, value);
        ++count;
    }
};

/// What a function is asked of: an array's elements, or something else.
struct Model {
    const JsonDocument& document;
    const Node* node;                            // null: `elements` are what .. found
    const std::vector<const Node*>& elements;
    bool isArray() const { return !node || node->kind == Kind::Array; }
};

using Function = bool (*)(std::string& out, const PathEnd& end, const Model& model, std::string& error);

bool count(std::string& out, const PathEnd&, const Model& model, std::string&) {
    if (model.isArray()) out += std::to_string(model.elements.size());
    else if (model.node->kind == Kind::Object) out += std::to_string(model.document.children(*model.node).size());
    else out += "null";
    return true;
}

template <double (*Of)(const Numbers&)> bool aggregate(std::string& out, const PathEnd& end, const Model& model, std::string& error) {
    Numbers numbers;
    if (model.isArray())
        for (const Node* one : model.elements) numbers.add(*one);
    eachParameter(end, model.document, [&](const JsonDocument&, const Node& value) { numbers.add(value); });
    if (numbers.count == 0) {
        error = end.function + "() finds no numbers";
        return false;
    }
    appendJavaDouble(out, Of(numbers));
    return true;
}

double sumOf(const Numbers& numbers) { return numbers.sum; }
double meanOf(const Numbers& numbers) { return numbers.sum / static_cast<double>(numbers.count); }
double leastOf(const Numbers& numbers) { return numbers.least; }
double mostOf(const Numbers& numbers) { return numbers.most; }
double deviationOf(const Numbers& numbers) {
    auto count = static_cast<double>(numbers.count);
    return std::sqrt(numbers.squares / count - numbers.sum * numbers.sum / count / count);
}

bool elementAt(std::string& out, int64_t index, const PathEnd& end, const Model& model, std::string& error) {
    auto size = static_cast<int64_t>(model.elements.size());
    if (index < 0) index += size;
    if (!model.isArray() || index < 0 || index >= size) {
        error = end.function + "() finds no element";
        return false;
    }
    model.document.write(out, *model.elements[static_cast<size_t>(index)], true);
    return true;
}

bool first(std::string& out, const PathEnd& end, const Model& model, std::string& error) { return elementAt(out, 0, end, model, error); }
bool last(std::string& out, const PathEnd& end, const Model& model, std::string& error) { return elementAt(out, -1, end, model, error); }
bool indexed(std::string& out, const PathEnd& end, const Model& model, std::string& error) {
    int64_t index = INT64_MAX;
    eachParameter(end, model.document, [&](const JsonDocument&, const Node& value) {
        if (value.kind == Kind::Number) std::from_chars(value.text.data(), value.text.data() + value.text.size(), index);
    });
    return elementAt(out, index, end, model, error);
}

bool keys(std::string& out, const PathEnd&, const Model& model, std::string&) {
    if (!model.node || model.node->kind != Kind::Object) return out += "null", true;
    out += '[';
    bool isFirst = true;
    for (const Node* child : model.document.children(*model.node)) {
        if (!std::exchange(isFirst, false)) out += ',';
        appendJsonString(out, child->key);
    }
    out += ']';
    return true;
}

bool concatenated(std::string& out, const PathEnd& end, const Model& model, std::string&) {
    std::string text;
    if (model.isArray())
        for (const Node* one : model.elements)
            if (one->kind == Kind::String) text += one->text;
    eachParameter(end, model.document, [&](const JsonDocument& of, const Node& value) {
        if (value.kind == Kind::String) text += value.text;
        else if (value.kind != Kind::Null) of.write(text, value, true);
    });
    appendJsonString(out, text);
    return true;
}

bool appended(std::string& out, const PathEnd& end, const Model& model, std::string&) {
    if (!model.isArray()) {
        model.document.write(out, *model.node, true);
        return true;
    }
    bool isFirst = true;
    out += '[';
    auto add = [&](const JsonDocument& of, const Node& value) {
        if (!std::exchange(isFirst, false)) out += ',';
        of.write(out, value, true);
    };
    for (const Node* one : model.elements) add(model.document, *one);
    eachParameter(end, model.document, add);
    out += ']';
    return true;
}

struct Row {
    std::string_view name;
    Function function;
};
constexpr Row functions[] = {
    {"length", count}, {"size", count}, {"sum", aggregate<sumOf>}, {"avg", aggregate<meanOf>}, {"min", aggregate<leastOf>}, {"max", aggregate<mostOf>},
    {"stddev", aggregate<deviationOf>}, {"first", first}, {"last", last}, {"index", indexed}, {"keys", keys}, {"concat", concatenated}, {"append", appended},
};

const Row* functionNamed(std::string_view name) {
    const Row* found = std::find_if(std::begin(functions), std::end(functions), [&](const Row& row) { return row.name == name; });
    return found == std::end(functions) ? nullptr : found;
}

} // namespace

bool isPathFunction(std::string_view name) { return functionNamed(name) != nullptr; }

bool appendPathEnd(std::string& out, const PathEnd& end, const JsonDocument& document, const Node* model, const std::vector<const Node*>& elements,
                   std::string& error) {
    if (!end.function.empty()) return functionNamed(end.function)->function(out, end, {document, model, elements}, error);
    out += '{';
    bool isFirst = true;
    for (const std::string& name : end.names) {
        const Node* member = document.member(*model, name);
        if (!member) continue;
        if (!std::exchange(isFirst, false)) out += ',';
        appendJsonString(out, name);
        out += ':';
        document.write(out, *member, true);
    }
    out += '}';
    return true;
}

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/bind.h"
#include "engine/functions/kernel_templates.h"
#include "engine/functions/scalar/json_parts.h"
#include "engine/functions/scalar/json_path.h"
#include "engine/functions/scalar/overload.h"

#include <charconv>

namespace weir {
namespace {

using Kind = JsonDocument::Kind;
using Node = JsonDocument::Node;

enum class Otherwise : uint8_t { Null, Error, Default, EmptyArray, EmptyObject, True, False, Unknown };

Otherwise otherwiseNamed(const std::string& name) {
    if (name == "ERROR") return Otherwise::Error;
    if (name == "DEFAULT") return Otherwise::Default;
    if (name == "EMPTY ARRAY") return Otherwise::EmptyArray;
    if (name == "EMPTY OBJECT") return Otherwise::EmptyObject;
    if (name == "TRUE") return Otherwise::True;
    if (name == "FALSE") return Otherwise::False;
    if (name == "UNKNOWN") return Otherwise::Unknown;
    return Otherwise::Null;
}

enum class Wrapper : uint8_t { Without, Conditional, Unconditional };

/// The clauses of a call, from its leading literals.
struct Clauses {
    Otherwise onEmpty = Otherwise::Null, onError = Otherwise::Null;
    Wrapper wrapper = Wrapper::Without;
    TypeKind returning = TypeKind::Varchar;
    size_t value = 0;                               // index of the JSON argument; the path follows
    std::shared_ptr<const JsonPath> path;           // null when the path is a column, or wrong
    std::string wrongPath;                          // why, when the path is a literal
};

/// Looks a path up in the text of each row.
class Lookup {
public:
    explicit Lookup(KernelCall& call) : clauses_(stateOf<Clauses>(call)), texts_(*call.arguments[clauses_.value]), paths_(*call.arguments[clauses_.value + 1]) {}

    /// What the path finds; `error` is not empty when text or path are wrong or a strict path leads nowhere. An indefinite path finds an array.
    struct Found {
        std::string error;
        const JsonDocument* of = nullptr;      // where the nodes are
        const Node* node = nullptr;            // definite
        bool many = false;                     // indefinite: `nodes`
        std::vector<const Node*> nodes;
        bool lax = false;
        bool isScalar() const { return !many && node && node->isScalar(); }
    };
    Found at(int row) {
        Found found;
        found.of = &document;
        const JsonPath* path = clauses_.path.get();
        if (!path) {
            // Flink reads paths with the rows: a wrong one is an error of the row, with its ON ERROR.
            if (!clauses_.wrongPath.empty()) {
                found.error = clauses_.wrongPath;
                return found;
            }
            if (!rowPath_ || paths_[row] != rowPathText_) {
                Result<std::shared_ptr<const JsonPath>> parsed = JsonPath::parse(paths_[row]);
                if (!parsed && parsed.error().code == ErrorCode::Unsupported) failRow(parsed.error().message);
                rowPath_ = parsed ? *parsed : nullptr;
                rowPathText_ = paths_[row];
                rowPathWrong_ = parsed ? "" : parsed.error().message;
            }
            if (!rowPath_) {
                found.error = rowPathWrong_;
                return found;
            }
            path = rowPath_.get();
        }
        found.lax = path->isLax();
        if (!document.parse(texts_[row])) {
            if (!found.lax) found.error = "the text is no JSON: " + document.error();   // lax: such a text holds nothing
            return found;
        }
        if (document.root().kind == Kind::Null) {
            found.error = "the text is null";
            return found;
        }
        JsonPath::Match match = path->evaluate(document);
        if (match.missing) {
            if (!found.lax) found.error = "the path leads nowhere";
            else found.many = !path->isDefinite();
            return found;
        }
        if (!match.error.empty()) {
            found.error = match.error;
            return found;
        }
        if (match.made) {
            madeText_ = std::move(*match.made);
            found.of = &made_;
            if (!made_.parse(madeText_)) return found;
            if (path->isDefinite()) match.nodes = {&made_.root()};
            else match.nodes = made_.children(made_.root());
        }
        if (path->isDefinite()) found.node = match.nodes[0]->kind == Kind::Null ? nullptr : match.nodes[0];
        else {
            found.many = true;
            found.nodes = std::move(match.nodes);
        }
        return found;
    }

    JsonDocument document;

private:
    JsonDocument made_;                        // what the end of a path makes
    std::string madeText_;
    const Clauses& clauses_;
    Column<std::string_view> texts_, paths_;
    std::shared_ptr<const JsonPath> rowPath_;
    std::string rowPathText_, rowPathWrong_;
};

/// Clauses from literals, the path compiled when it is one.
Result<std::shared_ptr<Clauses>> prepare(std::string_view function, const BindArguments& arguments, int value, int count) {
    if (arguments.size() != count) return wrongArgumentCount(function, arguments.size(), "a JSON text and a path");
    for (int i = value; i < value + 2; ++i) {
        const DataType& type = arguments.types[static_cast<size_t>(i)];
        if (!type.isCharacter() && type.kind() != TypeKind::Null) return wrongArgument(function, arguments, i, "a string");
    }
    auto clauses = std::make_shared<Clauses>();
    clauses->value = static_cast<size_t>(value);
    if (auto text = textLiteral(arguments, value + 1)) {
        Result<std::shared_ptr<const JsonPath>> path = JsonPath::parse(*text);
        if (!path && path.error().code == ErrorCode::Unsupported) return path.error();
        if (path) clauses->path = *path;
        else clauses->wrongPath = path.error().message;
    }
    return clauses;
}

BoundScalar boundFor(const BindArguments& arguments, std::shared_ptr<Clauses> clauses, Kernel kernel, const DataType& result) {
    BoundScalar bound;
    bound.arguments = arguments.types;
    for (size_t i = clauses->value; i < clauses->value + 2; ++i)
        if (bound.arguments[i].kind() == TypeKind::Null) bound.arguments[i] = DataType::string();
    bound.kernel = kernel;
    bound.result = result.asNullable();
    bound.nulls = NullRule::Own;
    bound.canFail = clauses->onEmpty == Otherwise::Error || clauses->onError == Otherwise::Error || !clauses->path;
    bound.state = std::move(clauses);
    return bound;
}

bool isNullInput(KernelCall& call, int row) {
    size_t value = stateOf<Clauses>(call).value;
    return call.arguments[value]->isNull(row) || call.arguments[value + 1]->isNull(row);
}

// JSON_EXISTS(onError, value, path)

void exists(KernelCall& call) {
    const auto& clauses = stateOf<Clauses>(call);
    Lookup lookup(call);
    bool* out = call.result.mutableData<bool>();
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        out[row] = false;
        if (isNullInput(call, row)) {
            call.result.setNull(row);
            continue;
        }
        auto found = lookup.at(row);
        if (found.error.empty()) out[row] = found.many || found.node;
        else if (clauses.onError == Otherwise::Error) failRow("JSON_EXISTS fails: " + found.error + ".");
        else if (clauses.onError == Otherwise::Unknown) call.result.setNull(row);
        else out[row] = clauses.onError == Otherwise::True;
    }
}

Result<BoundScalar> bindExists(const BindArguments& arguments) {
    auto clauses = prepare("JSON_EXISTS", arguments, 1, 3);
    if (!clauses) return clauses.error();
    (*clauses)->onError = otherwiseNamed(textLiteral(arguments, 0).value_or("FALSE"));
    return boundFor(arguments, *clauses, exists, DataType::boolean());
}

// JSON_VALUE(onEmpty, onError, returning, defaultOnEmpty, defaultOnError, value, path)

template <class T> bool convert(const Node& node, T& out) {
    if constexpr (std::is_same_v<T, bool>) {
        if (node.kind != Kind::True && node.kind != Kind::False) return false;
        out = node.kind == Kind::True;
        return true;
    } else {
        if (node.kind != Kind::Number) return false;
        double real = 0;
        const char* end = node.text.data() + node.text.size();
        if (std::from_chars(node.text.data(), end, real).ec != std::errc()) return false;
        if constexpr (std::is_floating_point_v<T>) {
            out = static_cast<T>(real);
        } else {
            int64_t integer = 0;
            auto [stop, error] = std::from_chars(node.text.data(), end, integer);
            out = error == std::errc() && stop == end ? static_cast<T>(integer) : static_cast<T>(real);
        }
        return true;
    }
}

template <class T> void value(KernelCall& call) {
    constexpr bool IsText = std::is_same_v<T, StringRef>;
    const auto& clauses = stateOf<Clauses>(call);
    Lookup lookup(call);
    StringWriter writer;
    T* out = call.result.mutableData<T>();
    auto null = [&](int row) {
        out[row] = T();
        call.result.setNull(row);
    };
    auto fallBack = [&](int row, Otherwise behaviour, size_t argument, const std::string& why) {
        if (behaviour == Otherwise::Error) failRow("JSON_VALUE fails: " + why + ".");
        const Vector& otherwise = *call.arguments[argument];
        if (behaviour != Otherwise::Default || otherwise.isNull(row)) return null(row);
        if constexpr (IsText) {
            writer.view(otherwise.at<StringRef>(row));
            out[row] = writer.finishRow();
        } else {
            out[row] = otherwise.at<T>(row);
        }
    };
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        if (isNullInput(call, row)) {
            null(row);
            continue;
        }
        auto found = lookup.at(row);
        bool scalar = found.isScalar();
        if (found.error.empty() && !found.many && (!found.node || (found.lax && !scalar))) fallBack(row, clauses.onEmpty, 3, "the path finds no value");
        else if (found.error.empty() && found.many && found.lax) fallBack(row, clauses.onEmpty, 3, "the path finds no value");
        else if (!found.error.empty()) fallBack(row, clauses.onError, 4, found.error);
        else if (!scalar) fallBack(row, clauses.onError, 4, "the path finds an array or object");
        else if constexpr (IsText) {
            const Node& node = *found.node;
            writer.append(node.kind == Kind::True ? std::string_view("true") : node.kind == Kind::False ? std::string_view("false") : node.text);
            out[row] = writer.finishRow();
        } else if (!convert(*found.node, out[row])) {
            fallBack(row, clauses.onError, 4, "the value has another type");
        }
    }
    if constexpr (IsText) writer.finish(call.result, call.arguments);
}

Result<BoundScalar> bindValue(const BindArguments& arguments) {
    auto clauses = prepare("JSON_VALUE", arguments, 5, 7);
    if (!clauses) return clauses.error();
    (*clauses)->onEmpty = otherwiseNamed(textLiteral(arguments, 0).value_or("NULL"));
    (*clauses)->onError = otherwiseNamed(textLiteral(arguments, 1).value_or("NULL"));
    DataType returning = arguments.types[2].kind() == TypeKind::Null ? DataType::string() : arguments.types[2].asNullable();
    Kernel kernel = nullptr;
    switch (returning.kind()) {
    case TypeKind::Char:
    case TypeKind::Varchar: kernel = value<StringRef>; break;
    case TypeKind::Boolean: kernel = value<bool>; break;
    case TypeKind::Int: kernel = value<int32_t>; break;
    case TypeKind::BigInt: kernel = value<int64_t>; break;
    case TypeKind::Double: kernel = value<double>; break;
    default: return Error{ErrorCode::Type, "JSON_VALUE returns STRING, BOOLEAN, INT, BIGINT or DOUBLE, but not " + returning.text() + "."};
    }
    BoundScalar bound = boundFor(arguments, *clauses, kernel, returning);
    for (size_t i = 3; i < 5; ++i) bound.arguments[i] = returning;
    return bound;
}

// JSON_QUERY(wrapper, onEmpty, onError, returning, value, path)

/// The text of what was found, wrapped; false when there is nothing to give, with `empty` or `error` saying why.
bool queryText(const Lookup::Found& found, Wrapper wrapper, std::string& text, bool& empty, std::string& error) {
    empty = false;
    error = found.error;
    if (!error.empty()) return false;
    if (!found.many && !found.node) {
        empty = true;
        return false;
    }
    bool array = found.many || found.node->kind == Kind::Array;
    bool wraps = wrapper == Wrapper::Unconditional || (wrapper == Wrapper::Conditional && !array);
    if (found.isScalar() && !wraps) {
        if (found.lax) empty = true;
        else error = "the path finds a scalar; a wrapper would make it an array";
        return false;
    }
    text.clear();
    if (wraps) text += '[';
    if (found.many) {
        text += '[';
        for (size_t i = 0; i < found.nodes.size(); ++i) {
            if (i) text += ',';
            found.of->write(text, *found.nodes[i]);
        }
        text += ']';
    } else {
        found.of->write(text, *found.node);
    }
    if (wraps) text += ']';
    return true;
}

/// Runs body(row, text or null): null for SQL's NULL.
template <class Body> void queryRows(KernelCall& call, Body body) {
    const auto& clauses = stateOf<Clauses>(call);
    Lookup lookup(call);
    std::string text, error;
    for (int i = 0; i < call.selected; ++i) {
        int row = call.row(i);
        if (isNullInput(call, row)) {
            body(row, nullptr);
            continue;
        }
        auto found = lookup.at(row);
        bool empty = false;
        if (queryText(found, clauses.wrapper, text, empty, error)) {
            body(row, &text);
            continue;
        }
        Otherwise behaviour = empty ? clauses.onEmpty : clauses.onError;
        if (behaviour == Otherwise::Error) failRow("JSON_QUERY fails: " + (empty ? "the path finds no array or object" : error) + ".");
        text = behaviour == Otherwise::EmptyObject ? "{}" : "[]";
        body(row, behaviour == Otherwise::EmptyObject || behaviour == Otherwise::EmptyArray ? &text : nullptr);
    }
}

void query(KernelCall& call) {
    StringWriter writer;
    StringRef* out = call.result.mutableData<StringRef>();
    queryRows(call, [&](int row, const std::string* text) {
        if (text) {
            writer.append(*text);
            out[row] = writer.finishRow();
        } else {
            out[row] = StringRef();
            call.result.setNull(row);
        }
    });
    writer.finish(call.result, call.arguments);
}

/// RETURNING ARRAY<STRING>: the elements as texts.
void queryArray(KernelCall& call) {
    const auto& clauses = stateOf<Clauses>(call);
    VectorBuilder builder(DataType::array(DataType::string()), call.rows);
    std::string element;
    JsonDocument array;
    int next = 0;
    queryRows(call, [&](int row, const std::string* text) {
        for (; next < row; ++next) builder.appendNull();
        next = row + 1;
        if (!text) return builder.appendNull();
        if (!array.parse(*text) || array.root().kind != Kind::Array) {
            if (clauses.onError == Otherwise::Error) failRow("JSON_QUERY fails: the path finds no array.");
            if (clauses.onError != Otherwise::EmptyArray) return builder.appendNull();
            return builder.closeNested();
        }
        for (const Node* node : array.children(array.root())) {
            element.clear();
            if (node->kind == Kind::Null) builder.child(0).appendNull();
            else if (node->kind == Kind::String) builder.child(0).appendBytes(node->text);
            else {
                array.write(element, *node);
                builder.child(0).appendBytes(element);
            }
        }
        builder.closeNested();
    });
    for (; next < call.rows; ++next) builder.appendNull();
    call.result = *builder.finish();
}

Result<BoundScalar> bindQuery(const BindArguments& arguments) {
    auto clauses = prepare("JSON_QUERY", arguments, 4, 6);
    if (!clauses) return clauses.error();
    std::string wrapper = textLiteral(arguments, 0).value_or("WITHOUT");
    (*clauses)->wrapper = wrapper == "CONDITIONAL" ? Wrapper::Conditional : wrapper == "UNCONDITIONAL" ? Wrapper::Unconditional : Wrapper::Without;
    (*clauses)->onEmpty = otherwiseNamed(textLiteral(arguments, 1).value_or("NULL"));
    (*clauses)->onError = otherwiseNamed(textLiteral(arguments, 2).value_or("NULL"));
    DataType returning = arguments.types[3].kind() == TypeKind::Null ? DataType::string() : arguments.types[3].asNullable();
    bool array = returning.kind() == TypeKind::Array && returning.element().isCharacter();
    if (!array && !returning.isCharacter()) return Error{ErrorCode::Type, "JSON_QUERY returns STRING or ARRAY<STRING>, but not " + returning.text() + "."};
    return boundFor(arguments, *clauses, array ? queryArray : query, returning);
}

constexpr FunctionKind Scalar = FunctionKind::Scalar;
const FunctionInfo functions[] = {
    {"JSON_EXISTS", Scalar, "json", "JSON_EXISTS(json STRING, path STRING [{TRUE | FALSE | UNKNOWN | ERROR} ON ERROR])", "Whether the path finds a value.",
     "JSON_EXISTS('{\"a\": [{\"b\": 1}]}', '$.a[0].b') -> 'TRUE'", bindExists},
    {"JSON_VALUE", Scalar, "json", "JSON_VALUE(json STRING, path STRING [RETURNING type] [{NULL | ERROR | DEFAULT value} ON EMPTY] [{NULL | ERROR | DEFAULT value} ON ERROR])",
     "The text, number or boolean at a path, as STRING unless RETURNING says otherwise.", "JSON_VALUE('{\"a\": 2.50}', '$.a') -> '2.50'", bindValue},
    {"JSON_QUERY", Scalar, "json",
     "JSON_QUERY(json STRING, path STRING [{WITHOUT | WITH CONDITIONAL | WITH UNCONDITIONAL} ARRAY WRAPPER] [{NULL | EMPTY ARRAY | EMPTY OBJECT | ERROR} ON EMPTY] [... ON ERROR])",
     "The array or object at a path as JSON; scalars need a wrapper.", "JSON_QUERY('{\"a\": {\"b\": 1}}', '$.a') -> '{\"b\":1}'", bindQuery},
};

} // namespace

std::span<const FunctionInfo> jsonQueryFunctions() { return functions; }

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/aggregate/row_aggregate.h"
#include "engine/functions/bind.h"
#include "engine/functions/scalar/json_document.h"
#include "engine/functions/scalar/json_writer.h"

#include <algorithm>
#include <map>

namespace weir {

namespace {

struct JsonOptions {
    DataType type;           // of the value
    bool nulls = false;      // NULL ON NULL
    bool isJson = false;     // the value is JSON text already
    int key = -1, value = 0; // argument indexes
};

std::string jsonOf(const Vector& column, const JsonOptions& options, int row) {
    std::string out;
    if (options.isJson && !column.isNull(row)) return std::string(column.at<StringRef>(row).view());
    appendJsonValue(out, column, options.type, row);
    return out;
}

/// JSON_ARRAYAGG: values by arrival.
class JsonArrayAgg final : public RowAggregate<JsonArrayAgg> {
public:
    struct State { std::vector<std::string>* values = nullptr; };
    struct Input {
        Input(const AggregateRows& rows, const JsonArrayAgg& self) : vector(*rows.arguments[self.options_.value]), nulls(self.options_.nulls) {}
        bool mayHaveNulls() const { return !nulls && vector.mayHaveNulls(); }
        bool isNull(int row) const { return !nulls && vector.isNull(row); }
        const Vector& vector;
        bool nulls;
    };
    explicit JsonArrayAgg(JsonOptions options) : options_(std::move(options)) {}
    void add(State& state, const Input& input, int row) const {
        if (!state.values) state.values = new std::vector<std::string>();
        state.values->push_back(jsonOf(input.vector, options_, row));
    }
    void take(State& state, const Input& input, int row) const {
        if (!state.values) return;
        auto found = std::find(state.values->begin(), state.values->end(), jsonOf(input.vector, options_, row));
        if (found != state.values->end()) state.values->erase(found);
    }
    void value(const State& state, VectorBuilder& out) const {
        std::string json = "[";
        if (state.values)
            for (const std::string& value : *state.values) {
                if (json.size() > 1) json += ',';
                json += value;
            }
        out.appendBytes(json + "]");
    }
    void combine(State& target, const State& source) const {
        if (!source.values) return;
        if (!target.values) target.values = new std::vector<std::string>();
        target.values->insert(target.values->end(), source.values->begin(), source.values->end());
    }
    static void destroy(State& state) { delete state.values; }
    void saveState(const State& state, std::string& out) const {
        saveNumber(out, state.values ? static_cast<int64_t>(state.values->size()) : 0);
        if (!state.values) return;
        for (const std::string& value : *state.values) saveBytes(out, value);
    }
    void loadState(State& state, std::string_view& in) const {
        for (int64_t left = loadNumber(in); left > 0; --left) {
            if (!state.values) state.values = new std::vector<std::string>();
            state.values->push_back(loadBytes(in));
        }
    }

private:
    JsonOptions options_;
};

/// JSON_OBJECTAGG: keys come out sorted; a key that comes twice is an error.
class JsonObjectAgg final : public RowAggregate<JsonObjectAgg> {
public:
    struct State { std::map<std::string, std::string>* members = nullptr; };
    struct Input {
        Input(const AggregateRows& rows, const JsonObjectAgg& self)
            : keys(*rows.arguments[self.options_.key]), values(*rows.arguments[self.options_.value]), nulls(self.options_.nulls) {}
        bool mayHaveNulls() const { return keys.mayHaveNulls() || (!nulls && values.mayHaveNulls()); }
        bool isNull(int row) const { return (!nulls && values.isNull(row)); }
        const Vector& keys;
        const Vector& values;
        bool nulls;
    };
    explicit JsonObjectAgg(JsonOptions options) : options_(std::move(options)) {}
    void add(State& state, const Input& input, int row) const {
        if (input.keys.isNull(row)) throw RunError(ErrorCode::Runtime, "A key of JSON_OBJECTAGG must not be NULL.");
        if (!state.members) state.members = new std::map<std::string, std::string>();
        insert(*state.members, std::string(input.keys.at<StringRef>(row).view()), jsonOf(input.values, options_, row));
    }
    void take(State& state, const Input& input, int row) const {
        if (state.members && !input.keys.isNull(row)) state.members->erase(std::string(input.keys.at<StringRef>(row).view()));
    }
    void value(const State& state, VectorBuilder& out) const {
        std::string json = "{";
        if (state.members)
            for (const auto& [key, value] : *state.members) {
                if (json.size() > 1) json += ',';
                appendJsonString(json, key);
                json += ':';
                json += value;
            }
        out.appendBytes(json + "}");
    }
    void combine(State& target, const State& source) const {
        if (!source.members) return;
        if (!target.members) target.members = new std::map<std::string, std::string>();
        for (const auto& [key, value] : *source.members) insert(*target.members, key, value);
    }
    static void destroy(State& state) { delete state.members; }
    void saveState(const State& state, std::string& out) const {
        saveNumber(out, state.members ? static_cast<int64_t>(state.members->size()) : 0);
        if (!state.members) return;
        for (const auto& [key, value] : *state.members) saveBytes(out, key), saveBytes(out, value);
    }
    void loadState(State& state, std::string_view& in) const {
        for (int64_t left = loadNumber(in); left > 0; --left) {
            if (!state.members) state.members = new std::map<std::string, std::string>();
            std::string key = loadBytes(in);
            (*state.members)[key] = loadBytes(in);
        }
    }

private:
    static void insert(std::map<std::string, std::string>& members, std::string key, std::string value) {
        auto [at, fresh] = members.emplace(std::move(key), std::move(value));
        if (!fresh)
            throw RunError(Error{ErrorCode::Runtime, "Key '" + at->first + "' comes twice in JSON_OBJECTAGG.", {}, "Group by more columns, or remove duplicates before."});
    }
    JsonOptions options_;
};

bool namesJson(const std::string& text) {
    for (std::string_view call : {"JSON_OBJECT(", "JSON_ARRAY(", "JSON(", "JSON_OBJECTAGG(", "JSON_ARRAYAGG("})
        if (text.size() >= call.size() && std::equal(call.begin(), call.end(), text.begin(), [](char a, char b) { return a == std::toupper(b); })) return true;
    return false;
}

/// The clauses lead as STRING literals: onNull ('NULL' | 'ABSENT'), forms ('J' or 'V'); see scalar/json.h. Both may be left out.
JsonOptions optionsOf(const BindArguments& given, int values, bool nullsByDefault) {
    JsonOptions options;
    options.value = given.size() - 1;
    options.key = values == 2 ? given.size() - 2 : -1;
    options.type = given.types[options.value];
    int clauses = given.size() - values;
    auto onNull = clauses > 0 ? textLiteral(given, 0) : std::nullopt;
    options.nulls = onNull ? *onNull == "NULL" : nullsByDefault;
    auto forms = clauses > 1 ? textLiteral(given, 1) : std::nullopt;
    bool text = options.type.isCharacter();
    options.isJson = text && (forms ? *forms == "J" : options.value < static_cast<int>(given.names.size()) && namesJson(given.names[options.value]));
    return options;
}

} // namespace

Result<BoundAggregate> bindJsonObjectAgg(const BindArguments& given) {
    if (given.size() < 2 || given.size() > 4 || !given.types[given.size() - 2].isCharacter())
        return wrongArguments("JSON_OBJECTAGG", "(KEY STRING VALUE value)", given);
    BoundAggregate bound;
    bound.result = DataType::varchar(2000).notNull();
    bound.arguments = given.types;
    bound.function = bound.retracting = std::make_shared<JsonObjectAgg>(optionsOf(given, 2, true));
    return bound;
}

Result<BoundAggregate> bindJsonArrayAgg(const BindArguments& given) {
    if (given.size() < 1 || given.size() > 3) return wrongArguments("JSON_ARRAYAGG", "one value", given);
    BoundAggregate bound;
    bound.result = DataType::varchar(2000).notNull();
    bound.arguments = given.types;
    bound.function = bound.retracting = std::make_shared<JsonArrayAgg>(optionsOf(given, 1, false));
    return bound;
}

} // namespace weir

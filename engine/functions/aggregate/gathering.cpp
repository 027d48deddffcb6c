// SPDX-License-Identifier: Apache-2.0
#include "engine/functions/aggregate/row_aggregate.h"
#include "engine/functions/bind.h"
#include "engine/types/java_hash.h"

#include <algorithm>
#include <unordered_map>

namespace weir {

namespace {

/// LISTAGG(text [, separator]): texts and separators by arrival. Append-only input keeps just the joined text, and the separator before its first part.
class ListAgg final : public RowAggregate<ListAgg> {
public:
    struct Joined { std::string separator, text; };
    struct State { Joined* joined = nullptr; };
    struct Input : OneArgument<std::string_view> {
        Input(const AggregateRows& rows, const ListAgg& self) : OneArgument<std::string_view>(rows, self) {
            if (rows.arguments.size() > 1) separators = rows.arguments[1];
        }
        std::string_view separator(int row) const { return separators ? separators->at<StringRef>(row).view() : std::string_view(","); }
        bool mayHaveNulls() const { return OneArgument::mayHaveNulls() || (separators && separators->mayHaveNulls()); }
        bool isNull(int row) const { return OneArgument::isNull(row) || (separators && separators->isNull(row)); }
        const Vector* separators = nullptr;
    };
    void add(State& state, const Input& input, int row) const { append(state, input.separator(row), input[row]); }
    void take(State&, const Input&, int) const { check(false, "LISTAGG of append-only input sees no retraction"); }
    void value(const State& state, VectorBuilder& out) const {
        if (state.joined) out.appendBytes(state.joined->text);
        else out.appendNull();
    }
    void combine(State& target, const State& source) const {
        if (source.joined) append(target, source.joined->separator, source.joined->text);
    }
    static void destroy(State& state) { delete state.joined; }
    void saveState(const State& state, std::string& out) const {
        saveNumber(out, state.joined != nullptr);
        if (!state.joined) return;
        saveBytes(out, state.joined->separator);
        saveBytes(out, state.joined->text);
    }
    void loadState(State& state, std::string_view& in) const {
        if (!loadNumber(in)) return;
        state.joined = new Joined{std::string(loadBytes(in)), {}};
        state.joined->text = loadBytes(in);
    }

private:
    static void append(State& state, std::string_view separator, std::string_view text) {
        if (!state.joined) {
            state.joined = new Joined{std::string(separator), std::string(text)};
            return;
        }
        state.joined->text.append(separator);
        state.joined->text.append(text);
    }
};

/// A list of pieces by arrival; the base of what can give pieces back.
struct Pieces { std::vector<std::string>* pieces = nullptr; };

inline void addPiece(Pieces& state, std::string piece) {
    if (!state.pieces) state.pieces = new std::vector<std::string>();
    state.pieces->push_back(std::move(piece));
}
inline void takePiece(Pieces& state, const std::string& piece) {
    if (!state.pieces) return;
    auto found = std::find(state.pieces->begin(), state.pieces->end(), piece);
    if (found != state.pieces->end()) state.pieces->erase(found);
}
inline void appendPieces(Pieces& target, const Pieces& source) {
    if (!source.pieces) return;
    for (const std::string& piece : *source.pieces) addPiece(target, piece);
}
inline void savePieces(const Pieces& state, std::string& out) {
    saveNumber(out, state.pieces ? static_cast<int64_t>(state.pieces->size()) : 0);
    if (!state.pieces) return;
    for (const std::string& piece : *state.pieces) saveBytes(out, piece);
}
inline void loadPieces(Pieces& state, std::string_view& in) {
    for (int64_t left = loadNumber(in); left > 0; --left) addPiece(state, loadBytes(in));
}

/// A piece is the separator's length (4 bytes), the separator, the text.
class RetractingListAgg final : public RowAggregate<RetractingListAgg> {
public:
    using State = Pieces;
    struct Input : OneArgument<std::string_view> {
        Input(const AggregateRows& rows, const RetractingListAgg& self) : OneArgument<std::string_view>(rows, self) {
            if (rows.arguments.size() > 1) separators = rows.arguments[1];
        }
        bool mayHaveNulls() const { return OneArgument::mayHaveNulls() || (separators && separators->mayHaveNulls()); }
        bool isNull(int row) const { return OneArgument::isNull(row) || (separators && separators->isNull(row)); }
        std::string piece(int row) const {
            std::string_view separator = separators ? separators->at<StringRef>(row).view() : std::string_view(",");
            auto length = static_cast<uint32_t>(separator.size());
            std::string out(reinterpret_cast<const char*>(&length), sizeof length);
            out.append(separator);
            out.append((*this)[row]);
            return out;
        }
        const Vector* separators = nullptr;
    };
    void add(State& state, const Input& input, int row) const { addPiece(state, input.piece(row)); }
    void take(State& state, const Input& input, int row) const { takePiece(state, input.piece(row)); }
    void value(const State& state, VectorBuilder& out) const {
        if (!state.pieces || state.pieces->empty()) return out.appendNull();
        std::string joined;
        for (const std::string& piece : *state.pieces) {
            uint32_t length;
            std::memcpy(&length, piece.data(), sizeof length);
            if (&piece != &state.pieces->front()) joined.append(piece, sizeof length, length);
            joined.append(piece, sizeof length + length);
        }
        out.appendBytes(joined);
    }
    void combine(State& target, const State& source) const { appendPieces(target, source); }
    static void destroy(State& state) { delete state.pieces; }
    void saveState(const State& state, std::string& out) const { savePieces(state, out); }
    void loadState(State& state, std::string_view& in) const { loadPieces(state, in); }
};

/// ARRAY_AGG keeps NULLs, as Flink does.
class ArrayAgg final : public RowAggregate<ArrayAgg> {
public:
    using State = Pieces;
    struct Input : OneArgument<Cell> {
        using OneArgument<Cell>::OneArgument;
        bool mayHaveNulls() const { return false; }
        bool isNull(int) const { return false; }
    };
    explicit ArrayAgg(const DataType& type) : bytes_(type) {}
    void add(State& state, const Input& input, int row) const { addPiece(state, bytes_.of(input.vector(), row)); }
    void take(State& state, const Input& input, int row) const { takePiece(state, bytes_.of(input.vector(), row)); }
    void value(const State& state, VectorBuilder& out) const {
        if (!state.pieces || state.pieces->empty()) return out.appendNull();
        for (const std::string& piece : *state.pieces) bytes_.append(piece, out.child(0));
        out.closeNested();
    }
    void combine(State& target, const State& source) const { appendPieces(target, source); }
    static void destroy(State& state) { delete state.pieces; }
    void saveState(const State& state, std::string& out) const { savePieces(state, out); }
    void loadState(State& state, std::string_view& in) const { loadPieces(state, in); }

private:
    ValueBytes bytes_;
};

/// COLLECT: values with their counts, in the order of their first arrival.
class Collect final : public RowAggregate<Collect> {
public:
    struct Values {
        std::vector<std::pair<std::string, int32_t>> entries;
        std::vector<int32_t> hashes;   // of the entries, for their order
        std::unordered_map<std::string, size_t> places;
    };
    struct State { Values* values = nullptr; };
    using Input = OneArgument<Cell>;
    explicit Collect(const DataType& type) : bytes_(type), type_(type) {}
    void add(State& state, const Input& input, int row) const { change(state, bytes_.of(input.vector(), row), 1); }
    void take(State& state, const Input& input, int row) const { change(state, bytes_.of(input.vector(), row), -1); }
    void value(const State& state, VectorBuilder& out) const {
        if (state.values) {
            std::vector<int> order;
            javaMapOrder(state.values->hashes, order);
            for (int i : order) {
                const auto& [bytes, count] = state.values->entries[static_cast<size_t>(i)];
                if (count <= 0) continue;
                bytes_.append(bytes, out.child(0));
                out.child(1).append<int32_t>(count);
            }
        }
        out.closeNested();
    }
    void combine(State& target, const State& source) const {
        if (!source.values) return;
        for (const auto& [bytes, count] : source.values->entries)
            if (count != 0) change(target, bytes, count);
    }
    static void destroy(State& state) { delete state.values; }
    void saveState(const State& state, std::string& out) const {
        saveNumber(out, state.values ? static_cast<int64_t>(state.values->entries.size()) : 0);
        if (!state.values) return;
        for (const auto& [bytes, count] : state.values->entries) saveBytes(out, bytes), saveNumber(out, count);
    }
    void loadState(State& state, std::string_view& in) const {
        for (int64_t left = loadNumber(in); left > 0; --left) {
            std::string bytes = loadBytes(in);
            change(state, bytes, static_cast<int32_t>(loadNumber(in)));
        }
    }

private:
    void change(State& state, const std::string& bytes, int32_t by) const {
        if (!state.values) state.values = new Values();
        Values& values = *state.values;
        auto [place, isNew] = values.places.try_emplace(bytes, values.entries.size());
        if (isNew) {
            values.entries.emplace_back(bytes, 0);
            VectorBuilder one(type_, 1);
            bytes_.append(bytes, one);
            values.hashes.push_back(flinkHash(*one.finish(), type_, 0));
        }
        int32_t& count = values.entries[place->second].second;
        count += by;
        if (count != 0 || place->second + 1 != values.entries.size()) return;
        while (!values.entries.empty() && values.entries.back().second == 0) {
            values.places.erase(values.entries.back().first);
            values.entries.pop_back();
            values.hashes.pop_back();
        }
    }
    ValueBytes bytes_;
    DataType type_;
};

/// APPROX_COUNT_DISTINCT: exact, which is as near as an approximation gets.
class CountDistinct final : public RowAggregate<CountDistinct> {
public:
    using Values = std::unordered_map<std::string, int64_t>;
    struct State { Values* values = nullptr; };
    using Input = OneArgument<Cell>;
    explicit CountDistinct(const DataType& type) : bytes_(type) {}
    void add(State& state, const Input& input, int row) const { change(state, bytes_.of(input.vector(), row), 1); }
    void take(State& state, const Input& input, int row) const { change(state, bytes_.of(input.vector(), row), -1); }
    void value(const State& state, VectorBuilder& out) const { out.append<int64_t>(state.values ? static_cast<int64_t>(state.values->size()) : 0); }
    void combine(State& target, const State& source) const {
        if (!source.values) return;
        for (const auto& [bytes, count] : *source.values) change(target, bytes, count);
    }
    static void destroy(State& state) { delete state.values; }
    void saveState(const State& state, std::string& out) const {
        saveNumber(out, state.values ? static_cast<int64_t>(state.values->size()) : 0);
        if (!state.values) return;
        for (const auto& [bytes, count] : *state.values) saveBytes(out, bytes), saveNumber(out, count);
    }
    void loadState(State& state, std::string_view& in) const {
        for (int64_t left = loadNumber(in); left > 0; --left) {
            std::string bytes = loadBytes(in);
            change(state, bytes, loadNumber(in));
        }
    }

private:
    static void change(State& state, const std::string& bytes, int64_t by) {
        if (!state.values) state.values = new Values();
        auto [place, isNew] = state.values->try_emplace(bytes, 0);
        place->second += by;
        if (place->second == 0) state.values->erase(place);
    }
    ValueBytes bytes_;
};

bool isValue(const DataType& type) { return type.kind() != TypeKind::Null; }

} // namespace

Result<BoundAggregate> bindListAgg(const BindArguments& given) {
    bool fits = (given.size() == 1 || given.size() == 2) && given.types[0].isCharacter() && (given.size() == 1 || given.types[1].isCharacter());
    if (!fits) return wrongArguments("LISTAGG", "(STRING [, STRING])", given);
    BoundAggregate bound;
    bound.result = given.types[0].asNullable();   // the type of one value, whatever the list's length
    bound.arguments = given.types;
    bound.function = std::make_shared<ListAgg>();
    bound.retracting = std::make_shared<RetractingListAgg>();
    return bound;
}

Result<BoundAggregate> bindArrayAgg(const BindArguments& given) {
    if (given.size() != 1 || !isValue(given.types[0])) return wrongArguments("ARRAY_AGG", "one value", given);
    BoundAggregate bound;
    bound.result = DataType::array(given.types[0].withTimeAttribute(TimeAttribute::None));
    bound.arguments = given.types;
    bound.function = bound.retracting = std::make_shared<ArrayAgg>(given.types[0]);
    return bound;
}

Result<BoundAggregate> bindCollect(const BindArguments& given) {
    if (given.size() != 1 || !isValue(given.types[0])) return wrongArguments("COLLECT", "one value", given);
    BoundAggregate bound;
    bound.result = DataType::multiset(given.types[0].withTimeAttribute(TimeAttribute::None)).notNull();
    bound.arguments = given.types;
    bound.function = bound.retracting = std::make_shared<Collect>(given.types[0]);
    return bound;
}

Result<BoundAggregate> bindApproxCountDistinct(const BindArguments& given) {
    if (given.size() != 1 || !isValue(given.types[0])) return wrongArguments("APPROX_COUNT_DISTINCT", "one value", given);
    BoundAggregate bound;
    bound.result = DataType::bigInt().notNull();
    bound.arguments = given.types;
    bound.function = bound.retracting = std::make_shared<CountDistinct>(given.types[0]);
    return bound;
}

} // namespace weir

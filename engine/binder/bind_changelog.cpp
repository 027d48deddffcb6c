// SPDX-License-Identifier: Apache-2.0
#include "engine/binder/query_binder.h"

#include <algorithm>

namespace weir::binder {

namespace {

constexpr std::pair<RowKind, std::string_view> kinds[] = {
    {RowKind::Insert, "INSERT"}, {RowKind::UpdateBefore, "UPDATE_BEFORE"}, {RowKind::UpdateAfter, "UPDATE_AFTER"}, {RowKind::Delete, "DELETE"}};

/// "c, r" as its parts.
std::vector<std::string> listed(std::string_view text) {
    std::vector<std::string> parts;
    for (size_t begin = 0; begin <= text.size();) {
        size_t end = std::min(text.find(',', begin), text.size());
        std::string_view part = text.substr(begin, end - begin);
        while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
        while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
        parts.emplace_back(part);
        begin = end + 1;
    }
    return parts;
}

} // namespace

/// MAP['INSERT, UPDATE_AFTER', 'code', ...], or MAP['code, other', 'INSERT', ...].
plan::ChangeCodes QueryBinder::bindChangeCodes(const sql::Expression& map, bool kindsAreKeys) {
    const auto* constructor = map.as<sql::Constructor>();
    if (!constructor || constructor->kind != sql::ConstructorKind::Map || constructor->elements.size() % 2 != 0)
        fail(ErrorCode::Invalid, "op_mapping must be a MAP of texts.", map.place, kindsAreKeys ? "Write MAP['INSERT', 'i', 'DELETE', 'd']." : "Write MAP['i', 'INSERT', 'd', 'DELETE'].");
    std::vector<std::pair<std::string, std::pair<std::string, Place>>> entries;     // of equal keys the last counts
    for (size_t i = 0; i < constructor->elements.size(); i += 2) {
        std::string texts[2];
        for (size_t side = 0; side < 2; ++side) {
            const sql::Expression& element = need(constructor->elements[i + side]);
            const auto* literal = element.as<sql::Literal>();
            if (!literal || literal->kind != sql::LiteralKind::String)
                fail(ErrorCode::Invalid, "op_mapping takes texts that are written out.", element.place, "Write a text in quotation marks.");
            texts[side] = literal->text;
        }
        Place place = constructor->elements[i + (kindsAreKeys ? 0 : 1)]->place;
        auto same = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.first == texts[0]; });
        if (same != entries.end()) same->second = {texts[1], place};
        else entries.push_back({texts[0], {texts[1], place}});
    }
    auto kindNamed = [&](const std::string& name, Place place) {
        for (const auto& [kind, known] : kinds)
            if (known == name) return kind;
        fail(ErrorCode::Unknown, "'" + name + "' is no kind of change.", place, "There are INSERT, UPDATE_BEFORE, UPDATE_AFTER and DELETE.");
    };
    plan::ChangeCodes codes;
    auto known = [&](RowKind kind) { return std::any_of(codes.begin(), codes.end(), [&](const auto& one) { return one.first == kind; }); };
    for (const auto& [key, entry] : entries) {
        const auto& [value, place] = entry;
        std::vector<std::string> keys = listed(key);
        if (!kindsAreKeys && known(kindNamed(value, place)))
            fail(ErrorCode::Invalid, "op_mapping names " + value + " twice.", place, "Write all its codes into one key: 'c, r'.");
        for (const std::string& one : keys) {
            RowKind kind = kindNamed(kindsAreKeys ? one : value, place);
            if (kindsAreKeys && known(kind)) fail(ErrorCode::Invalid, "op_mapping names " + one + " twice.", place, "Give each kind one code.");
            if (!kindsAreKeys && std::any_of(codes.begin(), codes.end(), [&](const auto& given) { return given.second == one; }))
                fail(ErrorCode::Invalid, "op_mapping gives the code '" + one + "' twice.", place, "Give each code one kind.");
            codes.emplace_back(kind, kindsAreKeys ? value : one);
        }
    }
    if (!kindsAreKeys && known(RowKind::UpdateAfter) && !known(RowKind::UpdateBefore))
        fail(ErrorCode::Invalid, "op_mapping has UPDATE_AFTER without UPDATE_BEFORE; upserts are not possible here.", map.place, "Map a code to UPDATE_BEFORE too.");
    return codes;
}

std::optional<Relation> QueryBinder::bindChangelogFunction(const sql::Call& call, const sql::TableReference& reference, SelectFrame& lateral) {
    std::string name = upperCase(call.name.dotted());
    bool to = name == "TO_CHANGELOG";
    if (!to && name != "FROM_CHANGELOG")
        return std::nullopt;
    Place place = reference.place, wrong = place;
    std::string problem;
    auto arguments = arrangedArguments(call, {"INPUT", "OP", "OP_MAPPING", "UID"}, problem, wrong);
    if (!problem.empty() || !arguments[0])
        fail(ErrorCode::Invalid, problem.empty() ? name + " needs a table." : problem, wrong,
             "Use " + name + "(input => TABLE t [, op => DESCRIPTOR(column)] [, op_mapping => MAP[...]]).");
    const sql::TableArgument* written = nullptr;
    plan::NodeRef input = bindTableArgument(*arguments[0], lateral, &written);
    if (written && !written->partitionBy.empty())
        fail(ErrorCode::Invalid, "PARTITION BY is not possible in the input of " + name + ".", written->partitionBy[0]->place, "Leave it out.");
    std::string column = "op";
    if (arguments[1]) {
        const auto* descriptor = arguments[1]->as<sql::Descriptor>();
        if (!descriptor || descriptor->columns.size() != 1)
            fail(ErrorCode::Invalid, "op must be DESCRIPTOR(column).", arguments[1]->place);
        column = descriptor->columns[0].dotted();
    }
    plan::ChangeCodes codes;
    if (arguments[2]) codes = bindChangeCodes(*arguments[2], to);
    else for (const auto& [kind, known] : kinds) codes.emplace_back(kind, known);
    Schema schema;
    int op = input->schema.indexOf(column);
    Place opPlace = arguments[1] ? arguments[1]->place : place;
    if (to) {
        if (op >= 0) fail(ErrorCode::Invalid, "The table has a column '" + column + "' already.", opPlace, "Name the new one by op => DESCRIPTOR(name).");
        schema.fields.push_back({column, DataType::string().notNull(), {}});
        for (auto field : input->schema.fields) {
            field.type = field.type.withTimeAttribute(TimeAttribute::None);
            schema.fields.push_back(field);
        }
        return relationOf(plan::makeNode(plan::ToChangelog{column, std::move(codes)}, std::move(schema), {input}, at(place)), reference, "");
    }
    if (op < 0) {
        std::vector<std::string> names;
        for (const auto& field : input->schema.fields)
            names.push_back(field.name);
        fail(ErrorCode::Unknown, "FROM_CHANGELOG finds no column '" + column + "' with the kind of change.", opPlace, didYouMean(column, names));
    }
    if (!input->schema.fields[static_cast<size_t>(op)].type.isCharacter())
        fail(ErrorCode::Type, "Column '" + column + "' must be STRING; it is " + input->schema.fields[static_cast<size_t>(op)].type.text() + ".", place);
    for (int i = 0; i < input->schema.size(); ++i)
        if (i != op) {
            Field field = input->schema.fields[static_cast<size_t>(i)];
            field.type = field.type.withTimeAttribute(TimeAttribute::None);
            schema.fields.push_back(field);
        }
    return relationOf(plan::makeNode(plan::FromChangelog{op, std::move(codes)}, std::move(schema), {input}, at(place)), reference, "");
}

} // namespace weir::binder

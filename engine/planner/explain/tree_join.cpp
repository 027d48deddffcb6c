// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/explain/physical_tree.h"

namespace weir {

using namespace plan;

namespace {

/// What Flink's join knows of the unique keys of a side.
const char* keyWords(bool joinKeyUnique, const std::vector<int>& uniqueKey) {
    return joinKeyUnique ? "JoinKeyContainsUniqueKey" : uniqueKey.empty() ? "NoUniqueKey" : "HasUniqueKey";
}

std::vector<std::string> beside(std::vector<std::string> left, const std::vector<std::string>& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

bool leftOnly(JoinKind kind) { return kind == JoinKind::Semi || kind == JoinKind::Anti; }

} // namespace

PhysicalTree::Names PhysicalTree::pairConditions(const JoinSpec& spec, const Names& left, const Names& both) const {
    Names parts;
    for (size_t i = 0; i < spec.leftKeys.size(); ++i) {
        const std::string& a = left[spec.leftKeys[i]];
        const std::string& b = both[left.size() + spec.rightKeys[i]];
        bool safe = i < spec.nullSafe.size() && spec.nullSafe[i];
        std::string word = safe ? "IS NOT DISTINCT FROM" : "=";
        std::string equal = style_ == ExpressionStyle::Prefix ? word + "(" + a + ", " + b + ")" : "(" + a + " " + word + " " + b + ")";
        if (spec.nullAware)
            equal = style_ == ExpressionStyle::Prefix ? "OR(IS NULL(" + a + "), IS NULL(" + b + "), " + equal + ")" : "(" + a + " IS NULL OR " + b + " IS NULL OR " + equal + ")";
        parts.push_back(equal);
    }
    if (spec.residual)
        for (const ExpressionRef& each : conjuncts(spec.residual)) parts.push_back(words(each, both));
    return parts;
}

PlanTreeRef PhysicalTree::join(const Physical& node, const JoinSpec& spec) {
    PlanTreeRef left = exchanged(node, 0), right = exchanged(node, 1);
    Names both = unique(beside(left->fields, right->fields));
    std::string where = all(pairConditions(spec, left->fields, both));
    if (batch_) {
        // Which side is built or sent to all is a matter of sizes, which are not known here.
        bool keyed = !spec.leftKeys.empty();
        PlanTreeRef made = planTree(keyed ? "HashJoin" : "NestedLoopJoin", {left, right});
        made->fields = leftOnly(spec.kind) ? left->fields : both;
        made->add("joinType", joinKindWords(spec.kind));
        made->add("where", where);
        made->add("select", joined(made->fields));
        made->add("build", "right");
        return made;
    }
    PlanTreeRef made = planTree("Join", {left, right});
    made->fields = leftOnly(spec.kind) ? left->fields : both;
    made->add("joinType", joinKindWords(spec.kind));
    made->add("where", where);
    made->add("select", joined(made->fields));
    made->add("leftInputSpec", keyWords(spec.leftKeyUnique, spec.leftUniqueKey));
    made->add("rightInputSpec", keyWords(spec.rightKeyUnique, spec.rightUniqueKey));
    return made;
}

PlanTreeRef PhysicalTree::intervalJoin(const Physical& node, const IntervalJoinSpec& spec) {
    PlanTreeRef made = planTree("IntervalJoin", {exchanged(node, 0), exchanged(node, 1)});
    const Names &left = made->inputs[0]->fields, &right = made->inputs[1]->fields;
    Names both = unique(beside(left, right));
    made->fields = both;
    made->add("joinType", joinKindWords(spec.join.kind));
    auto text = [](const char* key, auto value) { return std::string(key) + "=" + std::to_string(value); };
    made->add("windowBounds", std::string("isRowTime=") + (spec.processingTime ? "false" : "true") + ", " + text("leftLowerBound", spec.lowerMillis) + ", " +
                                  text("leftUpperBound", spec.upperMillis) + ", " + text("leftTimeIndex", spec.leftTime) + ", " + text("rightTimeIndex", spec.rightTime));
    Names where = pairConditions(spec.join, left, both);
    const std::string &leftTime = both[spec.leftTime], &rightTime = both[left.size() + spec.rightTime];
    auto bound = [&](const char* word, int64_t millis) {
        bool prefix = style_ == ExpressionStyle::Prefix;
        std::string number = std::to_string(millis < 0 ? -millis : millis) + ":INTERVAL SECOND";
        const char* sign = millis < 0 ? "-" : "+";
        std::string by = millis == 0 ? rightTime : prefix ? std::string(sign) + "(" + rightTime + ", " + number + ")" : "(" + rightTime + " " + sign + " " + number + ")";
        where.push_back(prefix ? std::string(word) + "(" + leftTime + ", " + by + ")" : "(" + leftTime + " " + word + " " + by + ")");
    };
    bound(">=", spec.lowerMillis);
    bound("<=", spec.upperMillis);
    made->add("where", all(where));
    made->add("select", joined(both));
    return made;
}

PlanTreeRef PhysicalTree::windowJoin(const Physical& node, const WindowJoinSpec& spec) {
    PlanTreeRef made = planTree("WindowJoin", {exchanged(node, 0), exchanged(node, 1)});
    const Names &left = made->inputs[0]->fields, &right = made->inputs[1]->fields;
    Names both = unique(beside(left, right));
    auto window = [&](int input, const Names& names, int start, int end) {
        const auto& trait = node.inputs[input].from->window;
        std::string text = trait ? windowWords(trait->window, "win_start=[" + names[start] + "], win_end=[" + names[end] + "]") : "";
        return trait && trait->window.kind == WindowKind::Session ? text + ")" : text;
    };
    made->add("leftWindow", window(0, left, spec.leftStart, spec.leftEnd));
    made->add("rightWindow", window(1, right, spec.rightStart, spec.rightEnd));
    made->add("joinType", joinKindWords(spec.join.kind));
    made->add("where", all(pairConditions(spec.join, left, both)));
    made->fields = leftOnly(spec.join.kind) ? left : both;
    made->add("select", joined(made->fields));
    return made;
}

PlanTreeRef PhysicalTree::temporalJoin(const Physical& node, const TemporalJoinSpec& spec) {
    PlanTreeRef made = planTree("TemporalJoin", {exchanged(node, 0), exchanged(node, 1)});
    const Names &left = made->inputs[0]->fields, &right = made->inputs[1]->fields;
    Names both = unique(beside(left, right));
    made->fields = both;
    made->add("joinType", joinKindWords(spec.join.kind));
    Names where = pairConditions(spec.join, left, both);
    Names leftKeys = pick(spec.join.leftKeys, left), rightKeys;
    for (int column : spec.join.rightKeys) rightKeys.push_back(both[left.size() + column]);
    std::string rightTime = spec.rightTime >= 0 ? both[left.size() + spec.rightTime] + ", " : "";
    where.push_back("__TEMPORAL_JOIN_CONDITION(" + both[spec.leftTime] + ", " + rightTime + "__TEMPORAL_JOIN_CONDITION_PRIMARY_KEY(" + joined(rightKeys) +
                    "), __TEMPORAL_JOIN_LEFT_KEY(" + joined(leftKeys) + "), __TEMPORAL_JOIN_RIGHT_KEY(" + joined(rightKeys) + "))");
    made->add("where", all(where));
    made->add("select", joined(both));
    return made;
}

PlanTreeRef PhysicalTree::lookupJoin(const Physical& node, const LookupJoinSpec& spec) {
    PlanTreeRef left = input(node, 0), right = input(node, 1);
    PlanTreeRef made = planTree("LookupJoin", {left});
    Names both = unique(beside(left->fields, right->fields));
    if (spec.table) made->add("table", spec.table->catalog + "." + spec.table->database + "." + spec.table->name);
    made->add("joinType", joinKindWords(spec.join.kind));
    Names lookup;
    for (size_t i = 0; i < spec.join.leftKeys.size(); ++i) lookup.push_back(right->fields[spec.join.rightKeys[i]] + "=" + left->fields[spec.join.leftKeys[i]]);
    made->add("lookup", joined(lookup));
    if (spec.join.residual) made->add("where", words(spec.join.residual, both));
    made->fields = both;
    made->add("select", joined(both));
    return made;
}

PlanTreeRef PhysicalTree::setOperation(const Physical& node, const SetOperationSpec& spec) {
    if (spec.all) {
        PlanTreeRef made = planTree(spec.intersect ? "Intersect" : "Minus", {exchanged(node, 0), exchanged(node, 1)});
        made->fields = made->inputs[0]->fields;
        made->add("all", "true");
        return made;
    }
    // DISTINCT: a semi or anti join on all columns, then each row once.
    PlanTreeRef join = planTree("Join", {exchanged(node, 0), exchanged(node, 1)});
    const Names &left = join->inputs[0]->fields, &right = join->inputs[1]->fields;
    JoinSpec on;
    for (size_t i = 0; i < left.size(); ++i) {
        on.leftKeys.push_back(static_cast<int>(i));
        on.rightKeys.push_back(static_cast<int>(i));
        on.nullSafe.push_back(node.schema.fields[i].type.nullable());
    }
    join->fields = left;
    join->add("joinType", spec.intersect ? "LeftSemiJoin" : "LeftAntiJoin");
    join->add("where", all(pairConditions(on, left, unique(beside(left, right)))));
    join->add("select", joined(left));
    const auto& inputs = node.inputs;
    auto known = [&](int side) {
        std::vector<int> every = on.leftKeys;
        return inputs[side].from->hasKeyWithin(every) ? "JoinKeyContainsUniqueKey" : "NoUniqueKey";
    };
    join->add("leftInputSpec", known(0));
    join->add("rightInputSpec", known(1));
    bool updates = !inputs[0].from->insertOnly() || !inputs[1].from->insertOnly() || !spec.intersect;
    if (!batch_) join->changelog = text(updates ? ChangelogMode::all() : ChangelogMode::append());
    PlanTreeRef made = planTree("GroupAggregate", {exchange(join, on.leftKeys)});
    made->fields = left;
    made->add("groupBy", joined(left));
    made->add("select", joined(left));
    return made;
}

PlanTreeRef PhysicalTree::correlate(const Physical& node, const std::string& invocation, JoinKind kind, const ExpressionRef& condition) {
    PlanTreeRef made = planTree("Correlate", {input(node, 0)});
    Names own = namesOf(node.schema), in = made->inputs[0]->fields;
    in.insert(in.end(), own.begin() + static_cast<std::ptrdiff_t>(in.size()), own.end());
    made->fields = unique(in);
    made->add("invocation", invocation);
    made->add("correlate", "table(" + invocation + ")");
    made->add("select", joined(made->fields, ","));
    Names types;
    for (int i = 0; i < node.schema.size(); ++i) types.push_back(typeWords(node.schema.fields[i].type, ExpressionStyle::Infix) + " " + made->fields[i]);
    made->add("rowType", "RecordType(" + joined(types) + ")");
    made->add("joinType", kind == JoinKind::Left ? "LEFT" : "INNER");
    if (condition) made->add("condition", words(condition, made->fields));
    return made;
}

} // namespace weir

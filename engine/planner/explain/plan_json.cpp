// SPDX-License-Identifier: Apache-2.0
#include "engine/planner/explain/plan_json.h"

namespace weir {

namespace {

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (c == '\n') out += "\\n";
        else out += c;
    }
    return out + '"';
}

class Steps {
public:
    explicit Steps(int parallelism) : parallelism_(parallelism) {}

    int add(const PlanTree& node) {
        struct Link { int id; std::string strategy; };
        std::vector<Link> links;
        for (const PlanTreeRef& input : node.inputs) {
            const PlanTree* from = input.get();
            std::string strategy = "FORWARD";
            if (from->name == "Exchange") {
                strategy = from->attributes[0].second == "[single]" ? "GLOBAL" : "HASH";
                from = from->inputs[0].get();
            }
            links.push_back({add(*from), strategy});
        }
        int id = ++last_;
        std::string number = "[" + std::to_string(id) + "]";
        bool source = node.inputs.empty(), sink = node.name == "Sink";
        std::string object = "  {\n    \"id\" : " + std::to_string(id) + ",\n    \"type\" : " + quoted((source ? "Source: " : "") + node.name + number) +
                             ",\n    \"pact\" : " + (source ? "\"Data Source\"" : sink ? "\"Data Sink\"" : "\"Operator\"") +
                             ",\n    \"contents\" : " + quoted(number + ":" + headline(node, false)) + ",\n    \"parallelism\" : " + std::to_string(parallelism_);
        if (!links.empty()) {
            object += ",\n    \"predecessors\" : [ ";
            for (size_t i = 0; i < links.size(); ++i)
                object += std::string(i ? ", " : "") + "{\n      \"id\" : " + std::to_string(links[i].id) + ",\n      \"ship_strategy\" : \"" + links[i].strategy +
                          "\",\n      \"side\" : \"" + (i + 1 == links.size() ? "second" : "first") + "\"\n    }";
            object += " ]";
        }
        objects_.push_back(object.substr(2) + "\n  }");
        return id;
    }

    std::string text() const { return "{\n  \"nodes\" : [ " + joined(objects_) + " ]\n}"; }

private:
    int parallelism_, last_ = 0;
    std::vector<std::string> objects_;
};

} // namespace

std::string stepsAsJson(const std::vector<PlanTreeRef>& roots, int parallelism) {
    Steps steps(parallelism);
    for (const PlanTreeRef& root : roots) steps.add(*root);
    return steps.text();
}

} // namespace weir

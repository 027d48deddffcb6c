// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/logical/node.h"

namespace weir::plan {

NodeRef makeNode(Spec spec, Schema schema, std::vector<NodeRef> inputs, Place place, std::string name) {
    auto node = std::make_shared<Node>();
    node->spec = std::move(spec);
    node->schema = std::move(schema);
    node->inputs = std::move(inputs);
    node->place = place;
    node->name = std::move(name);
    return node;
}

} // namespace weir::plan

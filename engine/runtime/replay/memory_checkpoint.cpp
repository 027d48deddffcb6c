// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/replay/memory_checkpoint.h"

#include "engine/checkpoint/file_hash.h"

#include <algorithm>

namespace weir {

std::shared_ptr<const StoredCheckpoint> checkpointInMemory(int64_t checkpoint, int maxParallelism, const std::vector<std::vector<OperatorState>>& answers) {
    auto out = std::make_shared<StoredCheckpoint>();
    out->manifest.checkpoint = checkpoint;
    out->manifest.maxParallelism = maxParallelism;
    for (const auto& answer : answers)
        for (const OperatorState& state : answer) {
            auto& operators = out->manifest.operators;
            auto held = std::find_if(operators.begin(), operators.end(), [&](const ManifestOperator& one) { return one.uid == state.uid; });
            if (held == operators.end()) held = operators.insert(operators.end(), {state.uid, state.name, state.parallelism, {}, {}});
            for (const StateSection& section : state.sections) {
                auto form = std::find_if(held->sections.begin(), held->sections.end(), [&](const ManifestSection& one) { return one.name == section.name; });
                if (form == held->sections.end()) form = held->sections.insert(held->sections.end(), {section.name, section.form});
                int file = static_cast<int>(out->files.size());
                out->files.push_back(std::make_shared<const FileBytes>(section.data));
                out->manifest.files.push_back({"memory-" + std::to_string(file), static_cast<int64_t>(section.data.size()), fileHash(section.data)});
                held->handles.push_back({static_cast<int>(form - held->sections.begin()), state.subtask, file, 0, static_cast<int64_t>(section.data.size()), section.entries});
            }
        }
    return out;
}

} // namespace weir

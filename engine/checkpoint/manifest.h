// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/checkpoint/state_form.h"

#include <string_view>

namespace weir {

/// 2: sections in layers.
constexpr int ManifestFormat = 2;

/// A file of a checkpoint's folder, by name without slashes.
struct ManifestFile {
    std::string name;
    int64_t bytes = 0;
    std::string hash;             // fileHash of the whole file
};

/// Where one subtask's part of a section lies.
struct StateHandle {
    int section = 0;              // index into ManifestOperator::sections
    int subtask = 0;
    int file = 0;                 // index into Manifest::files
    int64_t offset = 0, bytes = 0, entries = 0;
};

struct ManifestSection {
    std::string name;
    StateForm form;
    bool isLayered = false;       // a subtask's parts follow each other from the oldest layer to the newest
};

struct ManifestOperator {
    std::string uid, name;
    int parallelism = 1;
    std::vector<ManifestSection> sections;
    std::vector<StateHandle> handles;
};

/// What a checkpoint is: the job it is of, its files with their hashes, and where which state lies. A value; its text is JSON and a line with the
/// hash of that JSON.
struct Manifest {
    int format = 1;
    std::string job;              // name: which statement
    std::string jobId;            // which run; kept over restores
    int64_t checkpoint = 0;
    int64_t takenMillis = 0;
    int maxParallelism = 128;
    bool isFinal = false;         // taken when the job had come to its end
    bool isSavepoint = false;     // taken because somebody asked; nobody but a user takes it away
    std::string name, text;       // a savepoint's: what it is called, and the script that ran
    std::vector<ManifestFile> files;
    std::vector<ManifestOperator> operators;
};

std::string text(const Manifest& manifest);
/// `path` is for messages. Untrusted input: names outside the folder, bad ranges and unknown formats are errors.
Result<Manifest> parseManifest(std::string_view text, const std::string& path);

} // namespace weir

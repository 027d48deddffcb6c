// SPDX-License-Identifier: Apache-2.0
// Damage to checkpoints: found before anything is used, told by file and hash; an older one is taken only where no sink has shown more.
#include "tests/simulation/faults/faults.h"

#include "engine/checkpoint/checkpoint_storage.h"

#include <chrono>
#include <cstdio>

namespace weir::faults {

namespace {

struct Damage {
    std::string kind, file;      // file: without slashes
    bool changed = true;
};

std::vector<std::string> filesIn(const std::map<std::string, std::string>& contents, const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& [path, bytes] : contents)
        if (folderOf(path) == folder) names.push_back(path.substr(folder.size() + 1));
    return names;
}

/// A copy of the disk with one thing wrong in checkpoint `path`, of whose job `other` is an older one.
Damage damage(SimulatedFiles& files, const std::string& path, const std::string& other, Random& random) {
    auto contents = files.contents();
    std::vector<std::string> names = filesIn(contents, path);
    std::string name = names[random.below(names.size())], whole = path + "/" + name;
    std::string bytes = contents.at(whole), before = bytes;
    Damage out{"", name, true};
    switch (random.below(8)) {
    case 0:
        out.kind = "flip";
        bytes[random.below(bytes.size())] ^= static_cast<char>(1 << random.below(8));
        break;
    case 1:
        out.kind = "truncate";
        bytes.resize(random.below(bytes.size()));
        break;
    case 2: {
        out.kind = "swap blocks";
        size_t block = std::min<size_t>(512, bytes.size() / 3), a = random.below(bytes.size() - 2 * block + 1), b = a + block + random.below(bytes.size() - a - 2 * block + 1);
        for (size_t i = 0; i < block; ++i) std::swap(bytes[a + i], bytes[b + i]);
        break;
    }
    case 3: {
        out.kind = "zeros";
        size_t at = random.below(bytes.size());
        std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.begin() + static_cast<std::ptrdiff_t>(std::min(bytes.size(), at + 1 + random.below(4096))), '\0');
        break;
    }
    case 4:
        out.kind = "missing";
        files.drop(whole);
        return out;
    case 5:
        out.kind = "extra";
        out.file = "state-" + std::to_string(random.below(1000));
        files.put(path + "/" + out.file, "x");
        return out;
    case 6:
        out.kind = "older file";
        if (contents.count(other + "/" + name)) bytes = contents.at(other + "/" + name);
        break;
    default:
        out.kind = "older under a newer name";
        out.file = "chk-";
        for (const std::string& each : names) files.drop(path + "/" + each);
        for (const std::string& each : filesIn(contents, other)) files.put(path + "/" + each, contents.at(other + "/" + each));
        return out;
    }
    out.changed = bytes != before;
    files.put(whole, bytes);
    return out;
}

} // namespace

bool testCorruption() {
    constexpr int Times = 10'000;
    uint64_t seed = 400'000;
    Random random(7);
    // Disks with two checkpoints or more, one of each job, cut off right behind the last checkpoint: how many there are before the job ends is up to the machine.
    std::vector<std::shared_ptr<SimulatedFiles>> disks;
    for (const SimulatedJob& job : jobs()) {
        std::shared_ptr<SimulatedFiles> files;
        for (int checkpoints : {4, 4, 3, 3, 2, 2, 2, 2}) {
            files = std::make_shared<SimulatedFiles>(++seed);
            setPlan({"", "P14 durable, nobody knows", checkpoints, Trouble::Kill, files});
            const bool isOver = live(job, files).finished;
            setPlan({});
            if (!isOver) break;
        }
        disks.push_back(files->afterCrash(++seed));
    }
    std::map<std::string, int> kinds;
    int done = 0, layers = 0;
    double slowest = 0;
    while (done < Times) {
        auto files = disks[random.below(disks.size())]->copy(++seed);
        CheckpointStorage storage(*files, "/ck/insert-into_o");
        auto numbers = storage.list().value();
        if (numbers.size() < 2) {
            anomaly("a job has too few checkpoints");
            break;
        }
        std::string path = storage.pathOf(numbers.back()), other = storage.pathOf(numbers[numbers.size() - 2]);
        Damage made = damage(*files, path, other, random);
        if (!made.changed) continue;
        ++done;
        layers += made.file.rfind("layer-", 0) == 0;
        ++kinds[made.kind];
        auto begun = std::chrono::steady_clock::now();
        auto read = storage.read(path);
        slowest = std::max(slowest, std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
        if (read) {
            anomaly("not noticed: " + made.kind + " of " + made.file);
            continue;
        }
        const std::string& message = read.error().message;
        if (message.find(path) == std::string::npos || message.find(made.file) == std::string::npos) anomaly(made.kind + " of " + made.file + ": the message names no file: " + message);
        if ((made.kind == "flip" || made.kind == "swap blocks") && message.find("hash") == std::string::npos) anomaly(made.kind + ": the message names no hash: " + message);
    }
    std::printf("corruption: %d changes (", done);
    for (const auto& [kind, count] : kinds) std::printf("%s %d%s", kind.c_str(), count, kind == kinds.rbegin()->first ? ")" : ", ");
    std::printf(", %d in layers", layers);
    std::printf(", slowest answer %.1f ms\n", slowest * 1000);

    // The hash is what finds them: without the check they are not found.
    int unseen = 0;
    for (int i = 0; i < 200; ++i) {
        auto files = disks[random.below(disks.size())]->copy(++seed);
        CheckpointStorage storage(*files, "/ck/insert-into_o");
        std::string path = storage.pathOf(storage.list().value().back());
        std::string bytes = files->contents().at(path + "/state");
        bytes[random.below(bytes.size())] ^= 1;
        files->put(path + "/state", bytes);
        setPlan({"no check of hashes", "", 0, Trouble::None, nullptr});
        unseen += storage.read(path).ok();
        setPlan({});
    }
    std::printf("saboteur 'no check of hashes': %d of 200 flips taken for good, so it would be caught\n", unseen);

    // The damaged latest: passed over where its rows are not shown yet, refused where they are. Never doubled, never lost.
    int passed = 0, refused = 0;
    for (int i = 0; i < 60; ++i) {
        size_t which = random.below(disks.size());
        bool shown = random.below(2);
        std::shared_ptr<SimulatedFiles> files;
        if (shown) {
            files = std::make_shared<SimulatedFiles>(++seed);
            setPlan({"", "P1 a checkpoint has its number", 6, Trouble::Kill, files});
            live(jobs()[which], files);
            setPlan({});
            files = files->afterCrash(++seed);
        } else {
            files = disks[which]->copy(++seed);
        }
        CheckpointStorage storage(*files, "/ck/insert-into_o");
        auto numbers = storage.list().value();
        std::string path = storage.pathOf(numbers.back());
        // Its own layer, where it has one; older ones are the checkpoint before's, too.
        std::string file = path + "/layer-" + std::to_string(numbers.back());
        if (!files->contents().count(file) || random.below(2)) file = path + "/state";
        std::string bytes = files->contents().at(file);
        bytes[random.below(bytes.size())] ^= 4;
        files->put(file, bytes);
        Life life = live(jobs()[which], files);
        if (life.hung) anomaly("fallback: the job hangs");
        std::string problem = problemOf(jobs()[which], *files, life.finished);
        if (!problem.empty()) anomaly("fallback of " + jobs()[which].name + (shown ? ", shown: " : ", not shown: ") + problem);
        if (life.finished) ++passed;
        else if (life.error.find(path) != std::string::npos && life.error.find("damaged") != std::string::npos) ++refused;
        else anomaly("fallback: neither taken nor refused by name: " + life.error);
        if (!shown && !life.finished) anomaly("fallback of " + jobs()[which].name + " refused although nothing was shown: " + life.error);
    }
    std::printf("fallback: %d times the checkpoint before was taken, %d times refused because a sink was past it, %d anomalies\n", passed, refused, anomalies());
    return done == Times && layers > Times / 20 && unseen > 150 && passed > 5 && refused > 5;
}

} // namespace weir::faults

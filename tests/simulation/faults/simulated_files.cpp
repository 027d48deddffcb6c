// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/faults/simulated_files.h"

#include <algorithm>
#include <cstring>

namespace weir::faults {

std::string folderOf(const std::string& path) {
    size_t slash = path.find_last_of('/');
    return slash == std::string::npos || slash == 0 ? "/" : path.substr(0, slash);
}

namespace {
std::string plain(std::string path) {
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    return path;
}
Error missing(const std::string& path) { return {ErrorCode::Io, "Cannot find '" + path + "': No such file or directory."}; }
Error dead(const std::string& path) { return {ErrorCode::Io, "Cannot use '" + path + "': the process is dead."}; }
} // namespace

class SimulatedFiles::Reader final : public ReadableFile {
public:
    Reader(SimulatedFiles& owner, NodeRef node, std::string path) : owner_(owner), node_(std::move(node)), path_(std::move(path)) {}
    Result<size_t> read(int64_t offset, char* buffer, size_t size) override {
        std::lock_guard lock(owner_.mutex_);
        if (owner_.dead_) return dead(path_);
        auto from = static_cast<size_t>(offset);
        if (from >= node_->bytes.size()) return size_t(0);
        size_t count = std::min(size, node_->bytes.size() - from);
        std::memcpy(buffer, node_->bytes.data() + from, count);
        return count;
    }
    int64_t size() const override {
        std::lock_guard lock(owner_.mutex_);
        return static_cast<int64_t>(node_->bytes.size());
    }

private:
    SimulatedFiles& owner_;
    NodeRef node_;
    std::string path_;
};

class SimulatedFiles::Writer final : public WritableFile {
public:
    Writer(SimulatedFiles& owner, NodeRef node, std::string path) : owner_(owner), node_(std::move(node)), path_(std::move(path)) {}
    Status append(std::string_view bytes) override {
        std::lock_guard lock(owner_.mutex_);
        return owner_.append(node_, path_, bytes);
    }
    Status sync() override {
        std::lock_guard lock(owner_.mutex_);
        Error error;
        if (owner_.change(path_, error) != Verdict::Works) return error;
        node_->durable = node_->bytes;
        return {};
    }
    Status close() override {
        std::lock_guard lock(owner_.mutex_);
        return owner_.dead_ ? Status(dead(path_)) : Status();
    }

private:
    SimulatedFiles& owner_;
    NodeRef node_;
    std::string path_;
};

void SimulatedFiles::arrange(Trouble trouble, int64_t n) {
    std::lock_guard lock(mutex_);
    trouble_ = trouble;
    at_ = n;
    changes_ = 0;
    happened_ = false;
}

void SimulatedFiles::limit(int64_t bytes) {
    std::lock_guard lock(mutex_);
    limit_ = bytes;
    used_ = 0;
}

void SimulatedFiles::repair() {
    std::lock_guard lock(mutex_);
    trouble_ = Trouble::None;
    limit_ = -1;
}

void SimulatedFiles::die(Trouble how) {
    dead_ = happened_ = true;
    death_ = how;
}

void SimulatedFiles::crash(Trouble how) {
    std::lock_guard lock(mutex_);
    if (!dead_) die(how);
}

bool SimulatedFiles::isDead() const {
    std::lock_guard lock(mutex_);
    return dead_;
}
bool SimulatedFiles::hasHappened() const {
    std::lock_guard lock(mutex_);
    return happened_;
}
int64_t SimulatedFiles::changes() const {
    std::lock_guard lock(mutex_);
    return changes_;
}

Error SimulatedFiles::noSpace(const std::string& path) const {
    return {ErrorCode::Io, "Cannot write '" + path + "': No space left on device (" + std::to_string(limit_ < 0 ? 0 : std::max<int64_t>(0, limit_ - used_)) + " bytes are free there)."};
}

/// Counts a change; says whether it works, fails, or happens by half.
SimulatedFiles::Verdict SimulatedFiles::change(const std::string& path, Error& error) {
    if (dead_) {
        error = dead(path);
        return Verdict::Fails;
    }
    ++changes_;
    bool now = at_ > 0 && changes_ == at_;
    switch (trouble_) {
    case Trouble::None: return Verdict::Works;
    case Trouble::Kill:
    case Trouble::PowerLoss:
    case Trouble::PowerLossTorn:
        if (!now) return Verdict::Works;
        die(trouble_);
        error = dead(path);
        return Verdict::Half;
    case Trouble::FailOnce:
        if (!now) return Verdict::Works;
        happened_ = true;
        error = {ErrorCode::Io, "Cannot write '" + path + "': Input/output error."};
        return Verdict::Fails;
    case Trouble::FailFromThenOn:
        if (changes_ < at_) return Verdict::Works;
        happened_ = true;
        error = {ErrorCode::Io, "Cannot write '" + path + "': Input/output error."};
        return Verdict::Fails;
    case Trouble::FullOnce:
        if (!now) return Verdict::Works;
        happened_ = true;
        error = noSpace(path);
        return Verdict::Half;
    }
    return Verdict::Works;
}

Status SimulatedFiles::append(const NodeRef& node, const std::string& path, std::string_view bytes) {
    Error error;
    Verdict verdict = change(path, error);
    if (verdict == Verdict::Fails) return error;
    if (verdict == Verdict::Half) bytes = bytes.substr(0, random_.below(bytes.size() + 1));
    if (limit_ >= 0 && used_ + static_cast<int64_t>(bytes.size()) > limit_) {
        happened_ = true;
        bytes = bytes.substr(0, static_cast<size_t>(std::max<int64_t>(0, limit_ - used_)));
        error = noSpace(path);
        verdict = Verdict::Half;
    }
    used_ += static_cast<int64_t>(bytes.size());
    node->bytes += bytes;
    return verdict == Verdict::Half ? Status(error) : Status();
}

std::shared_ptr<SimulatedFiles> SimulatedFiles::copy(uint64_t seed) const {
    std::lock_guard lock(mutex_);
    auto out = std::make_shared<SimulatedFiles>(seed);
    std::map<NodeRef, NodeRef> copies;        // a file may have several names
    for (const auto& [path, node] : names_) {
        NodeRef& made = copies[node];
        if (!made) made = std::make_shared<Node>(*node);
        made->durable = made->bytes;
        out->names_[path] = out->durable_[path] = made;
    }
    return out;
}

std::shared_ptr<SimulatedFiles> SimulatedFiles::afterCrash(uint64_t seed) const {
    std::lock_guard lock(mutex_);
    Random random(seed);
    Names found = death_ == Trouble::Kill ? names_ : durable_;
    if (death_ == Trouble::PowerLossTorn)
        for (const Change& change : waiting_) {
            if (random.below(2)) continue;
            for (const auto& [path, node] : change.names) {
                if (node) found[path] = node;
                else found.erase(path);
            }
        }
    auto out = std::make_shared<SimulatedFiles>(seed + 1);
    std::map<NodeRef, NodeRef> copies;
    for (const auto& [path, node] : found) {
        // What lies in a folder that was lost is lost.
        bool reachable = true;
        for (std::string above = folderOf(path); above != "/"; above = folderOf(above)) reachable &= found.count(above) > 0;
        if (!reachable) continue;
        NodeRef& made = copies[node];
        if (made) {
            out->names_[path] = out->durable_[path] = made;
            continue;
        }
        made = std::make_shared<Node>();
        made->isFolder = node->isFolder;
        made->bytes = death_ == Trouble::Kill ? node->bytes : node->durable;
        if (death_ == Trouble::PowerLossTorn && node->bytes.size() > made->bytes.size() && node->bytes.compare(0, made->bytes.size(), made->bytes) == 0) {
            size_t kept = random.below(node->bytes.size() - made->bytes.size() + 1);
            std::string tail = node->bytes.substr(made->bytes.size(), kept);
            // A block that never came to the disk is zeros.
            if (random.below(2) && !tail.empty()) std::fill(tail.begin() + static_cast<std::ptrdiff_t>(random.below(tail.size())), tail.end(), '\0');
            made->bytes += tail;
        }
        made->durable = made->bytes;
        out->names_[path] = out->durable_[path] = made;
    }
    return out;
}

std::map<std::string, std::string> SimulatedFiles::contents() const {
    std::lock_guard lock(mutex_);
    std::map<std::string, std::string> out;
    for (const auto& [path, node] : names_)
        if (!node->isFolder) out[path] = node->bytes;
    return out;
}

void SimulatedFiles::put(const std::string& path, std::string bytes) {
    std::lock_guard lock(mutex_);
    auto made = std::make_shared<Node>();
    made->bytes = made->durable = std::move(bytes);
    for (std::string above = folderOf(path); above != "/"; above = folderOf(above))
        if (!names_.count(above)) {
            auto folder = std::make_shared<Node>();
            folder->isFolder = true;
            names_[above] = durable_[above] = folder;
        }
    names_[path] = durable_[path] = made;
}

void SimulatedFiles::drop(const std::string& path) {
    std::lock_guard lock(mutex_);
    names_.erase(path);
    durable_.erase(path);
}

Result<std::unique_ptr<ReadableFile>> SimulatedFiles::openToRead(const std::string& given) {
    std::lock_guard lock(mutex_);
    std::string path = plain(given);
    if (dead_) return dead(path);
    auto found = names_.find(path);
    if (found == names_.end() || found->second->isFolder) return missing(path);
    return std::unique_ptr<ReadableFile>(std::make_unique<Reader>(*this, found->second, path));
}

Result<std::unique_ptr<WritableFile>> SimulatedFiles::openToWrite(const std::string& given, bool append) {
    std::lock_guard lock(mutex_);
    std::string path = plain(given);
    Error error;
    Verdict verdict = change(path, error);
    if (verdict == Verdict::Fails || (verdict == Verdict::Half && random_.below(2))) return error;
    std::string folder = folderOf(path);
    if (folder != "/" && !names_.count(folder)) return missing(path);
    NodeRef& node = names_[path];
    if (!node) {
        node = std::make_shared<Node>();
        waiting_.push_back({{{path, node}}, {folder}});
    } else if (node->isFolder) {
        return missing(path);
    } else if (!append) {
        // The old bytes are gone, but on the disk they may still lie there.
        node->bytes.clear();
    }
    if (verdict == Verdict::Half) return error;
    return std::unique_ptr<WritableFile>(std::make_unique<Writer>(*this, node, path));
}

Result<FileInfo> SimulatedFiles::info(const std::string& given) {
    std::lock_guard lock(mutex_);
    std::string path = plain(given);
    if (dead_) return dead(path);
    if (path == "/") return FileInfo{path, true, 0, 0};
    auto found = names_.find(path);
    if (found == names_.end()) return missing(path);
    return FileInfo{given, found->second->isFolder, static_cast<int64_t>(found->second->bytes.size()), 0};
}

Result<std::vector<FileInfo>> SimulatedFiles::list(const std::string& given) {
    std::lock_guard lock(mutex_);
    std::string folder = plain(given);
    if (dead_) return dead(folder);
    if (folder != "/" && !names_.count(folder)) return missing(folder);
    std::vector<FileInfo> out;
    for (const auto& [path, node] : names_)
        if (folderOf(path) == folder && path != folder) out.push_back({path, node->isFolder, static_cast<int64_t>(node->bytes.size()), 0});
    return out;
}

Status SimulatedFiles::createFolders(const std::string& given) {
    std::lock_guard lock(mutex_);
    std::string path = plain(given);
    if (dead_) return dead(path);
    std::vector<std::string> missingOnes;
    for (std::string at = path; at != "/"; at = folderOf(at)) {
        auto found = names_.find(at);
        if (found != names_.end() && !found->second->isFolder) return missing(at);
        if (found == names_.end()) missingOnes.push_back(at);
    }
    for (size_t i = missingOnes.size(); i-- > 0;) {
        Error error;
        Verdict verdict = change(missingOnes[i], error);
        if (verdict != Verdict::Fails) {
            auto made = std::make_shared<Node>();
            made->isFolder = true;
            names_[missingOnes[i]] = made;
            waiting_.push_back({{{missingOnes[i], made}}, {folderOf(missingOnes[i])}});
        }
        if (verdict != Verdict::Works) return error;
    }
    return {};
}

Status SimulatedFiles::rename(const std::string& from, const std::string& to) {
    std::lock_guard lock(mutex_);
    Error error;
    Verdict verdict = change(from, error);
    if (verdict == Verdict::Fails || (verdict == Verdict::Half && random_.below(2))) return error;
    auto found = names_.find(from);
    if (found == names_.end()) return missing(from);
    NodeRef node = found->second;
    names_.erase(found);
    names_[to] = node;
    // A rename is one change: both names or none.
    waiting_.push_back({{{from, nullptr}, {to, node}}, {folderOf(from), folderOf(to)}});
    return verdict == Verdict::Half ? Status(error) : Status();
}

Status SimulatedFiles::link(const std::string& from, const std::string& to) {
    std::lock_guard lock(mutex_);
    Error error;
    Verdict verdict = change(from, error);
    if (verdict == Verdict::Fails || (verdict == Verdict::Half && random_.below(2))) return error;
    auto found = names_.find(from);
    if (found == names_.end() || found->second->isFolder || !names_.count(folderOf(to))) return missing(from);
    if (names_.count(to)) return Error{ErrorCode::Io, "Cannot link '" + from + "': File exists."};
    names_[to] = found->second;
    waiting_.push_back({{{to, found->second}}, {folderOf(to)}});
    return verdict == Verdict::Half ? Status(error) : Status();
}

Status SimulatedFiles::remove(const std::string& given) {
    std::lock_guard lock(mutex_);
    std::string path = plain(given);
    Error error;
    Verdict verdict = change(path, error);
    if (verdict == Verdict::Fails || (verdict == Verdict::Half && random_.below(2))) return error;
    auto found = names_.find(path);
    if (found == names_.end()) return missing(path);
    if (found->second->isFolder)
        for (const auto& [other, node] : names_)
            if (folderOf(other) == path) return Error{ErrorCode::Io, "Cannot remove '" + path + "': Directory not empty."};
    // Bytes are free when their last name goes.
    if (std::count_if(names_.begin(), names_.end(), [&](const auto& each) { return each.second == found->second; }) == 1)
        used_ -= static_cast<int64_t>(found->second->bytes.size());
    names_.erase(found);
    waiting_.push_back({{{path, nullptr}}, {folderOf(path)}});
    return verdict == Verdict::Half ? Status(error) : Status();
}

Status SimulatedFiles::truncate(const std::string& given, int64_t bytes) {
    std::lock_guard lock(mutex_);
    std::string path = plain(given);
    Error error;
    Verdict verdict = change(path, error);
    if (verdict == Verdict::Fails || (verdict == Verdict::Half && random_.below(2))) return error;
    auto found = names_.find(path);
    if (found == names_.end() || static_cast<int64_t>(found->second->bytes.size()) < bytes) return missing(path);
    found->second->bytes.resize(static_cast<size_t>(bytes));
    found->second->durable = found->second->bytes;
    return verdict == Verdict::Half ? Status(error) : Status();
}

Status SimulatedFiles::syncFolder(const std::string& given) {
    std::lock_guard lock(mutex_);
    std::string path = plain(given);
    Error error;
    if (change(path, error) != Verdict::Works) return error;
    if (path != "/" && !names_.count(path)) return missing(path);
    for (auto at = waiting_.begin(); at != waiting_.end();) {
        if (!at->folders.count(path)) {
            ++at;
            continue;
        }
        for (const auto& [name, node] : at->names) {
            if (node) durable_[name] = node;
            else durable_.erase(name);
        }
        at = waiting_.erase(at);
    }
    return {};
}

} // namespace weir::faults

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/file_system.h"
#include "engine/base/random.h"

#include <map>
#include <mutex>
#include <set>

namespace weir::faults {

/// What happens at the n-th change of the disk (0: nothing).
enum class Trouble {
    None,
    Kill,             // the process dies within it; what was written stays
    PowerLoss,        // the machine dies: only what was synced stays
    PowerLossTorn,    // the machine dies: of what was not synced any part stays, also out of order, also torn
    FailOnce,         // an input/output error
    FailFromThenOn,   // no change succeeds any more, until repair()
    FullOnce,         // no space, half of it written
};

/// A disk in memory that knows what is durable: a file's bytes after sync(), a name after its folder's sync. After a crash nothing works any more;
/// afterCrash() is the disk that the next process finds. Thread-safe.
class SimulatedFiles final : public FileSystem {
public:
    explicit SimulatedFiles(uint64_t seed) : random_(seed) {}
    /// The n-th change from now on, counted from 1.
    void arrange(Trouble trouble, int64_t n);
    /// A disk of so many bytes more than what lies there now; negative: without end.
    void limit(int64_t bytes);
    void repair();
    /// Dies at once, as at a fault point.
    void crash(Trouble how);
    bool isDead() const;
    bool hasHappened() const;
    int64_t changes() const;
    std::shared_ptr<SimulatedFiles> afterCrash(uint64_t seed) const;
    std::shared_ptr<SimulatedFiles> copy(uint64_t seed) const;
    /// All files by path.
    std::map<std::string, std::string> contents() const;
    void put(const std::string& path, std::string bytes);
    void drop(const std::string& path);

    Result<std::unique_ptr<ReadableFile>> openToRead(const std::string& path) override;
    Result<std::unique_ptr<WritableFile>> openToWrite(const std::string& path, bool append) override;
    Result<FileInfo> info(const std::string& path) override;
    Result<std::vector<FileInfo>> list(const std::string& folder) override;
    Status createFolders(const std::string& path) override;
    Status rename(const std::string& from, const std::string& to) override;
    Status link(const std::string& from, const std::string& to) override;
    Status remove(const std::string& path) override;
    Status truncate(const std::string& path, int64_t bytes) override;
    Status syncFolder(const std::string& path) override;

private:
    struct Node {
        bool isFolder = false;
        std::string bytes, durable;
    };
    using NodeRef = std::shared_ptr<Node>;
    using Names = std::map<std::string, NodeRef>;
    /// A change of names that is not durable yet. A null node takes the name away.
    struct Change {
        std::vector<std::pair<std::string, NodeRef>> names;
        std::set<std::string> folders;
    };
    class Reader;
    class Writer;
    enum class Verdict { Works, Fails, Half };
    Verdict change(const std::string& path, Error& error);
    Status append(const NodeRef& node, const std::string& path, std::string_view bytes);
    Error noSpace(const std::string& path) const;
    void die(Trouble how);

    mutable std::mutex mutex_;
    Random random_;
    Names names_, durable_;
    std::vector<Change> waiting_;
    Trouble trouble_ = Trouble::None;
    int64_t at_ = 0, changes_ = 0, limit_ = -1, used_ = 0;
    bool dead_ = false, happened_ = false;
    Trouble death_ = Trouble::None;
};

std::string folderOf(const std::string& path);

} // namespace weir::faults

// SPDX-License-Identifier: Apache-2.0
#include "engine/base/fault_point.h"
#include "engine/base/random.h"
#include "engine/connectors/filesystem/file_listing.h"
#include "engine/connectors/filesystem/file_table.h"
#include "engine/connectors/filesystem/partition_commit.h"
#include "engine/connectors/filesystem/partition_path.h"
#include "engine/connectors/table_format.h"
#include "engine/connectors/table_options.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <deque>
#include <map>
#include <set>
#include <utility>

namespace weir {

namespace {

/// Writes part files, one open a partition. A file is hidden (".part-...") while it is written and gets its name when it is whole. Where checkpoints are
/// taken, it is shown by the one that follows: until then it stays hidden ("pending"). A file under way is kept over a restart, cut to what the checkpoint
/// has of it. A partition is marked complete by the checkpoint that shows its last file.
class FileSink final : public Sink {
public:
    FileSink(const SinkRequest& request, std::string path, std::unique_ptr<Encoder> encoder, uint64_t number)
        : context_(request.context), path_(std::move(path)), encoder_(std::move(encoder)), subtask_(request.subtask), overwrite_(request.overwrite), twoPhase_(!request.identity.empty()),
          parallelism_(request.parallelism), rollMillis_(TableOptions(request.table).millis("sink.rolling-policy.rollover-interval", 30 * 60'000)),
          inactiveMillis_(TableOptions(request.table).millis("sink.rolling-policy.inactivity-interval", 30 * 60'000)),
          checkMillis_(TableOptions(request.table).millis("sink.rolling-policy.check-interval", 60'000)), commit_(request.table),
          defaultPartition_(TableOptions(request.table).text("partition.default-name", "__DEFAULT_PARTITION__")) {
        TableOptions options(request.table);
        // What would be compacted behind a checkpoint is written as one file at once: a subtask's file grows over the checkpoint's rows up to the target size.
        rollAtCheckpoints_ = options.boolean("auto-compaction", false);
        rollBytes_ = options.bytes("sink.rolling-policy.file-size", 128 << 20);
        if (rollAtCheckpoints_) rollBytes_ = options.bytes("compaction.file-size", rollBytes_);
        nextCheckMillis_ = nowMillis() + checkMillis_;
        int column = 0;
        for (const TableColumn& tableColumn : request.table.columns) {
            if (tableColumn.kind == ColumnKind::Computed || (tableColumn.kind == ColumnKind::Metadata && tableColumn.isVirtual)) continue;
            bool isKey = std::find(request.table.partitionKeys.begin(), request.table.partitionKeys.end(), tableColumn.name) != request.table.partitionKeys.end();
            if (tableColumn.kind == ColumnKind::Physical && !isKey) written_.push_back(column);
            ++column;
        }
        for (const std::string& key : request.table.partitionKeys) {
            int at = 0;
            for (const TableColumn& tableColumn : request.table.columns) {
                if (tableColumn.kind == ColumnKind::Computed || (tableColumn.kind == ColumnKind::Metadata && tableColumn.isVirtual)) continue;
                if (tableColumn.name == key) keys_.push_back({key, at, tableColumn.type});
                ++at;
            }
        }
        char name[40];
        // Over restarts the files of a sink subtask keep their prefix.
        uint64_t seed = request.context.seed;
        for (char c : request.identity) seed = Random::mix(seed ^ static_cast<unsigned char>(c));
        Random random(seed, twoPhase_ ? 0 : number);
        uint64_t high = random.next(), low = random.next();
        std::snprintf(name, sizeof name, "%08x-%04x-%04x-%04x-%012llx", static_cast<unsigned>(high >> 32), static_cast<unsigned>(high >> 16 & 0xffff),
                      static_cast<unsigned>(0x4000 | (high & 0xfff)), static_cast<unsigned>(0x8000 | (low >> 48 & 0x3fff)),
                      static_cast<unsigned long long>(low & 0xffffffffffff));
        family_ = std::string("part-") + name + "-";
        prefix_ = family_ + std::to_string(subtask_) + "-";
        for (const auto& [key, value] : request.staticPartition) staticFolder_[key] = value;
    }

    /// INSERT OVERWRITE takes away what was there before this statement, and nothing else.
    Status start() {
        if (twoPhase_ && overwrite_)
            return Error{ErrorCode::Unsupported, "INSERT OVERWRITE cannot take part in checkpoints.", {}, "Run it in batch mode or without checkpoints."};
        if (!overwrite_ || !context_.files->exists(path_)) return {};
        Result<std::vector<FileInfo>> found = listFiles(*context_.files, path_, nullptr);
        if (!found.ok()) return found.error();
        for (const FileInfo& file : found.value()) old_[file.path.substr(0, file.path.find_last_of('/') + 1)].push_back(file.path);
        return {};
    }

    void write(const Batch& rows) override {
        beginAnew();
        Batch batch = rows.dense();
        if (keys_.empty()) return writeTo(path_ + "/", batch);
        // Rows of a partition mostly come together: runs share a look-up.
        std::map<std::string, std::vector<uint16_t>> byFolder;
        std::string folder, last;
        std::vector<uint16_t>* chosen = nullptr;
        for (int row = 0; row < batch.rows; ++row) {
            folder = path_ + "/";
            for (const Key& key : keys_) {
                std::optional<std::string> value = partitionText(*batch.columns[static_cast<size_t>(key.column)], key.type, row);
                folder += escapePathName(key.name) + "=" + escapePathName(!value || value->empty() ? defaultPartition_ : *value) + "/";
            }
            if (!chosen || folder != last) {
                chosen = &byFolder[folder];
                last = folder;
            }
            chosen->push_back(static_cast<uint16_t>(row));
        }
        for (auto& [name, selected] : byFolder)
            writeTo(name, batch.withSelection(std::make_shared<const Selection>(std::move(selected))).dense());
    }

    void watermark(int64_t time) override { watermark_ = time; }

    void flush() override {
        for (auto& [folder, part] : parts_)
            if (!WEIR_SABOTAGED("ack before the rows are written")) push(part);
        rollByTime();
    }

    void finish() override {
        beginAnew();
        for (auto& [folder, part] : parts_) roll(part);
        for (const auto& [folder, created] : waiting_) due_.push_back({folder, 0});
        waiting_.clear();
        if (!twoPhase_) {
            for (const Due& partition : due_) markDone(partition.folder);
            due_.clear();
            if (keys_.empty() && context_.batchMode && commit_.isOn()) {
                require(context_.files->createFolders(path_));
                markDone(path_ + "/");
            }
        }
        if (!overwrite_) return;
        std::string fixed = staticPath();
        for (const auto& [folder, paths] : old_) {
            bool replaced = keys_.empty() || parts_.count(folder) || (!fixed.empty() && folder.compare(0, fixed.size(), fixed) == 0);
            if (!replaced) continue;
            for (const std::string& path : paths)
                if (Status status = context_.files->remove(path); !status.ok() && context_.files->exists(path)) require(status);
        }
    }

    void prepare(int64_t checkpoint, StateWriter& out) override {
        beginAnew();
        rollByTime();
        closePartitions();
        for (auto& [folder, part] : parts_) {
            if (!part.file) continue;
            if (rollAtCheckpoints_ || out.isSavepoint()) {
                roll(part);
                continue;
            }
            if (!WEIR_SABOTAGED("ack before the rows are written")) push(part);
            if (!WEIR_SABOTAGED("no sync of part files")) require(part.file->sync());
        }
        WEIR_FAULT_POINT("P8 part files are synced");
        std::erase_if(parts_, [](const auto& part) { return !part.second.file; });
        // A file that nobody finds is not durable.
        for (const std::string& folder : newNames_)
            if (!WEIR_SABOTAGED("no sync of folders")) require(context_.files->syncFolder(folder));
        newNames_.clear();
        for (Pending& file : pending_)
            if (file.checkpoint == 0) file.checkpoint = checkpoint;
        for (Due& partition : due_)
            if (partition.checkpoint == 0) partition.checkpoint = checkpoint;
        save(out);
    }

    bool holdsBack() const override { return twoPhase_; }
    void publish(int64_t checkpoint) override {
        std::set<std::string> folders;
        WEIR_FAULT_POINT("P15 a sink begins to publish");
        while (!pending_.empty() && pending_.front().checkpoint != 0 && pending_.front().checkpoint <= checkpoint) {
            show(pending_.front());
            folders.insert(pending_.front().folder);
            pending_.pop_front();
            WEIR_FAULT_POINT("P17 one file is shown");
        }
        for (const std::string& folder : folders) require(context_.files->syncFolder(folder));
        while (!due_.empty() && due_.front().checkpoint != 0 && due_.front().checkpoint <= checkpoint) {
            markDone(due_.front().folder);
            due_.pop_front();
        }
        WEIR_FAULT_POINT("P18 a sink has published");
    }

    void restore(StateReader& in) override {
        begun_ = true;
        std::set<std::string> known, folders, complete;
        std::map<int, int> counters;      // of all former subtasks
        StateEntry entry;
        // A subtask may have gone on with files of others, so what is known is looked up in everybody's entries.
        if (in.section("files", form()))
            while (in.nextOfAny(entry)) {
                int64_t kind = entry.number();
                if (kind == Counter) {
                    auto former = static_cast<int>(entry.number());
                    counters[former] = static_cast<int>(entry.number());
                } else if (kind == IsPending || kind == UnderWay) {
                    std::string folder(entry.bytes());
                    known.insert(Pending{folder, std::string(entry.bytes()), 0}.hidden());
                }
            }
        for (const auto& [former, counter] : counters)
            if (in.isRescaled() || former == subtask_) counter_ = std::max(counter_, counter);
        int place = 0;
        if (in.section("files", form()))
            while (in.next(entry)) {
                int64_t kind = entry.number();
                if (kind == Counter) continue;
                std::string folder(entry.bytes());
                if (kind == Waits || kind == IsDue) {
                    // Whoever comes last marks the partition, so all may know of it.
                    if (kind == IsDue) complete.insert(folder);
                    else waiting_.emplace(folder, entry.number());
                    continue;
                }
                // With another parallelism the files of all former subtasks are shared out.
                if (in.isRescaled() && place++ % in.parallelism() != in.subtask()) continue;
                Pending file{folder, std::string(entry.bytes()), 0};
                if (kind == IsPending) {
                    // The checkpoint is durable, so this file is due; it may be there already.
                    WEIR_FAULT_POINT("P21 a prepared file is shown again");
                    if (WEIR_SABOTAGED("drop what was prepared")) (void)context_.files->remove(file.hidden());
                    else show(file);
                    folders.insert(file.folder);
                } else {
                    int64_t bytes = entry.number();
                    goOn(file, bytes, entry.number());
                }
            }
        for (const std::string& folder : folders) require(context_.files->syncFolder(folder));
        if (context_.files->exists(path_)) cleanUp(path_, known, counters);
        for (const std::string& folder : complete) markDone(folder);
    }

    void close() override {
        for (auto& [folder, part] : parts_) {
            if (!part.file) continue;
            (void)part.file->close();
            part.file.reset();
            if (twoPhase_) continue;                        // a checkpoint may go on with it
            (void)context_.files->remove(part.hidden);      // half a file is nobody's
        }
    }

private:
    struct Key {
        std::string name;
        int column;
        DataType type;
    };
    struct Part {
        std::unique_ptr<WritableFile> file;
        std::string name, hidden, final;
        std::string pending;                                // bytes on their way to the file
        int64_t bytes = 0;
        int64_t openedMillis = 0, writtenMillis = 0;
    };
    /// A whole file that waits for its checkpoint.
    struct Pending {
        std::string folder, name;
        int64_t checkpoint = 0;                             // that it is part of; 0: the next one
        std::string hidden() const { return folder + "." + name + ".inprogress"; }
    };
    /// A complete partition that waits for the checkpoint that shows its last file.
    struct Due {
        std::string folder;
        int64_t checkpoint = 0;
    };
    enum Kind : int64_t { Counter, IsPending, UnderWay, Waits, IsDue };
    static StateForm form() {
        return {{}, {{"files", "counter | pending: folder, name | under way: folder, name, bytes, opened | partition that waits: folder, since | partition that is due: folder"}}};
    }
    static constexpr size_t PendingBytes = 256 << 10;

    /// A run that ended before its first checkpoint begins once more: what it left half done goes.
    void beginAnew() {
        if (std::exchange(begun_, true) || !twoPhase_) return;
        if (context_.files->exists(path_)) cleanUp(path_, {}, {});
    }

    int64_t nowMillis() const { return context_.clock ? context_.clock->wallMillis() : 0; }

    /// Files are looked at now and then, as often as the check interval says.
    void rollByTime() {
        int64_t now = nowMillis();
        if (now < nextCheckMillis_) return;
        nextCheckMillis_ = now + checkMillis_;
        for (auto& [folder, part] : parts_)
            if (part.file && (now - part.openedMillis >= rollMillis_ || now - part.writtenMillis >= inactiveMillis_)) roll(part);
    }

    /// The files of complete partitions end, so that this checkpoint shows them.
    void closePartitions() {
        int64_t now = nowMillis();
        for (auto at = waiting_.begin(); at != waiting_.end();) {
            if (!commit_.isDue(at->first, at->second, now, watermark_)) {
                ++at;
                continue;
            }
            if (auto part = parts_.find(at->first); part != parts_.end()) {
                roll(part->second);
                parts_.erase(part);
            }
            due_.push_back({at->first, 0});
            at = waiting_.erase(at);
        }
    }

    void save(StateWriter& out) const {
        out.section("files", form());
        out.entry(EverySubtask);
        out.number(Counter);
        out.number(subtask_);
        out.number(counter_);
        for (const Pending& file : pending_) {
            out.entry(EverySubtask);
            out.number(IsPending);
            out.bytes(file.folder);
            out.bytes(file.name);
        }
        for (const auto& [folder, part] : parts_) {
            if (!part.file) continue;
            out.entry(EverySubtask);
            out.number(UnderWay);
            out.bytes(folder);
            out.bytes(part.name);
            out.number(part.bytes);
            out.number(part.openedMillis);
        }
        for (const auto& [folder, since] : waiting_) {
            out.entry(EverySubtask);
            out.number(Waits);
            out.bytes(folder);
            out.number(since);
        }
        for (const Due& partition : due_) {
            out.entry(EverySubtask);
            out.number(IsDue);
            out.bytes(partition.folder);
        }
    }

    /// Hidden to visible; also when that was done before.
    void show(const Pending& file) {
        if (WEIR_SABOTAGED("publish twice") && context_.files->exists(file.folder + file.name)) {
            auto again = context_.files->openToWrite(file.folder + file.name + "-again");
            auto read = context_.files->openToRead(file.folder + file.name);
            std::string bytes(static_cast<size_t>((*read)->size()), '\0');
            (void)(*read)->read(0, bytes.data(), bytes.size());
            (void)(*again)->append(bytes);
        }
        if (context_.files->exists(file.hidden())) require(context_.files->rename(file.hidden(), file.folder + file.name));
        else if (!context_.files->exists(file.folder + file.name))
            throw RunError({ErrorCode::Io, "The file '" + file.folder + file.name + "' that a checkpoint has prepared is gone.", {}, "Was it removed? Then start without the checkpoint."});
    }

    /// A file that was being written goes on behind the bytes that the checkpoint knows.
    void goOn(const Pending& file, int64_t bytes, int64_t openedMillis) {
        Result<FileInfo> found = context_.files->info(file.hidden());
        if (!found.ok() || found->bytes < bytes)
            throw RunError({ErrorCode::Io, "The file '" + file.hidden() + "' that a checkpoint was writing " + (found.ok() ? "is shorter than it was." : "is gone."), {},
                            "Was it changed? Then start without the checkpoint."});
        if (!WEIR_SABOTAGED("keep rows behind the checkpoint")) require(context_.files->truncate(file.hidden(), bytes));
        Part& part = parts_[file.folder];
        if (part.file) roll(part);
        Result<std::unique_ptr<WritableFile>> opened = context_.files->openToWrite(file.hidden(), true);
        if (!opened.ok()) throw RunError(opened.error());
        part.file = std::move(opened).value();
        part.name = file.name;
        part.hidden = file.hidden();
        part.final = file.folder + file.name;
        part.bytes = bytes;
        part.openedMillis = openedMillis;
        part.writtenMillis = nowMillis();
    }

    /// What was written behind the checkpoint is written again, so it goes. Visible files of later checkpoints would come twice.
    void cleanUp(const std::string& folder, const std::set<std::string>& known, const std::map<int, int>& counters) {
        Result<std::vector<FileInfo>> entries = context_.files->list(folder);
        if (!entries.ok()) throw RunError(entries.error());
        for (const FileInfo& entry : *entries) {
            if (entry.isFolder) {
                cleanUp(entry.path, known, counters);
                continue;
            }
            std::string name = entry.path.substr(entry.path.find_last_of('/') + 1);
            bool hidden = name[0] == '.';
            if (hidden) name.erase(0, 1);
            if (name.compare(0, family_.size(), family_) != 0) continue;
            // A subtask looks after its own files, the first one also after those of subtasks that are no more.
            int former = std::atoi(name.c_str() + family_.size());
            if (former != subtask_ && !(subtask_ == 0 && former >= parallelism_)) continue;
            size_t dash = name.find('-', family_.size());
            int number = dash == std::string::npos ? 0 : std::atoi(name.c_str() + dash + 1);
            // Who is new began where the greatest counter stood.
            int begun = 0;
            for (const auto& [subtask, counter] : counters) begun = subtask == former ? counter : counters.count(former) ? begun : std::max(begun, counter);
            if (!hidden && number >= begun)
                throw RunError({ErrorCode::Invalid, "The sink has shown '" + entry.path + "' after the checkpoint; starting there again would write its rows twice.", {},
                                "Start from the latest checkpoint, or write to another folder."});
            if (hidden && !known.count(entry.path)) require(context_.files->remove(entry.path));
        }
    }

    /// Of several subtasks with files in a partition the last one marks it.
    void markDone(const std::string& folder) {
        if (parallelism_ > 1) {
            Result<std::vector<FileInfo>> entries = context_.files->list(folder);
            if (!entries.ok()) throw RunError(entries.error());
            for (const FileInfo& entry : *entries)
                if (entry.path.size() > 11 && entry.path.compare(entry.path.size() - 11, 11, ".inprogress") == 0) return;
        }
        Result<std::unique_ptr<WritableFile>> mark = context_.files->openToWrite(folder + commit_.successFile());
        require(mark.ok() ? (*mark)->close() : Status(mark.error()));
        if (twoPhase_) require(context_.files->syncFolder(folder));
    }

    static void require(const Status& status) {
        if (!status.ok()) throw RunError(status.error());
    }

    void writeTo(const std::string& folder, const Batch& batch) {
        if (batch.rows == 0) return;
        Part& part = parts_[folder];
        if (!part.file) open(folder, part);
        part.writtenMillis = nowMillis();
        Batch columns;
        columns.rows = batch.rows;
        columns.kinds = batch.kinds;
        for (int column : written_) columns.columns.push_back(flatten(batch.columns[static_cast<size_t>(column)]));
        require(encoder_->encodeLines(columns, part.pending));
        if (part.pending.size() >= PendingBytes) push(part);
        if (part.bytes >= rollBytes_) roll(part);
    }

    void open(const std::string& folder, Part& part) {
        if (!context_.files->exists(folder)) {
            require(context_.files->createFolders(folder));
            // Each new folder is a name in the one above it, up to the table's own.
            for (std::string name = folder.substr(0, folder.size() - 1); name.size() >= path_.size();) {
                size_t slash = name.rfind('/');
                newNames_.insert(slash == std::string::npos ? "." : slash == 0 ? "/" : name.substr(0, slash));
                if (slash == std::string::npos) break;
                name.resize(slash);
            }
        }
        if (commit_.isOn() && !keys_.empty()) waiting_.emplace(folder, nowMillis());
        do {
            std::string name = prefix_ + std::to_string(counter_++);
            part.name = name;
            part.final = folder + name;
            part.hidden = folder + "." + name + ".inprogress";
        } while (context_.files->exists(part.final) || context_.files->exists(part.hidden));    // never over somebody's file
        Result<std::unique_ptr<WritableFile>> file = context_.files->openToWrite(part.hidden);
        if (!file.ok()) throw RunError(file.error());
        part.file = std::move(file).value();
        part.bytes = 0;
        encoder_->beginFile(part.pending);
        part.openedMillis = nowMillis();
        newNames_.insert(folder);
    }

    void push(Part& part) {
        if (!part.file || part.pending.empty()) return;
        require(part.file->append(part.pending));
        part.bytes += static_cast<int64_t>(part.pending.size());
        part.pending.clear();
    }

    /// The file is whole: shown now, or by the next checkpoint.
    void roll(Part& part) {
        if (!part.file) return;
        push(part);
        if (twoPhase_ && !WEIR_SABOTAGED("no sync of part files")) require(part.file->sync());
        require(part.file->close());
        part.file.reset();
        if (twoPhase_ && !WEIR_SABOTAGED("show whole files at once")) pending_.push_back({part.final.substr(0, part.final.size() - part.name.size()), part.name, 0});
        else require(context_.files->rename(part.hidden, part.final));
    }

    /// The folder of a fully or partly static partition, "" when none is static.
    std::string staticPath() const {
        std::string folder = path_ + "/";
        bool any = false;
        for (const Key& key : keys_) {
            auto found = staticFolder_.find(key.name);
            if (found == staticFolder_.end()) break;
            any = true;
            folder += escapePathName(key.name) + "=" + escapePathName(found->second.empty() ? defaultPartition_ : found->second) + "/";
        }
        bool all = staticFolder_.size() == keys_.size();
        return any && all ? folder : "";
    }

    ConnectorContext context_;
    std::string path_;
    std::unique_ptr<Encoder> encoder_;
    int subtask_;
    bool overwrite_, twoPhase_, rollAtCheckpoints_ = false, begun_ = false;
    std::deque<Pending> pending_;
    std::map<std::string, int64_t> waiting_;                // partitions that are not complete yet, by folder: since when
    std::deque<Due> due_;
    std::set<std::string> newNames_;                        // folders with names that may not be durable yet
    int parallelism_;
    int64_t rollBytes_ = 0, rollMillis_, inactiveMillis_, checkMillis_, nextCheckMillis_ = 0;
    int64_t watermark_ = INT64_MIN;
    PartitionCommit commit_;
    std::string defaultPartition_, family_, prefix_;
    std::vector<int> written_;
    std::vector<Key> keys_;
    std::map<std::string, std::string> staticFolder_;
    std::map<std::string, Part> parts_;
    std::map<std::string, std::vector<std::string>> old_;
    int counter_ = 0;
};

} // namespace

Result<std::unique_ptr<Sink>> makeFileSink(const SinkRequest& request) {
    if (Status status = filesystemConnector.validate(request.table, true); !status.ok()) return status.error();
    TableOptions options(request.table);
    std::string path = localPath(options.text("path")).value();
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    FormatContext format{{}, {}, request.table.options, request.context.zone};
    const std::vector<std::string>& keys = request.table.partitionKeys;
    for (const TableColumn& column : request.table.columns)
        if (column.kind == ColumnKind::Physical && std::find(keys.begin(), keys.end(), column.name) == keys.end())
            format.schema.fields.push_back({column.name, column.type});
    Result<std::unique_ptr<Encoder>> encoder = makeTableEncoder(request.table, options.text("format"), std::move(format));
    if (!encoder.ok()) return encoder.error();
    // Sinks of one run share its seed; the number keeps their files apart.
    static std::atomic<uint64_t> made{0};
    auto sink = std::make_unique<FileSink>(request, std::move(path), std::move(encoder).value(), made++);
    if (Status status = sink->start(); !status.ok()) return status.error();
    return std::unique_ptr<Sink>(std::move(sink));
}

} // namespace weir

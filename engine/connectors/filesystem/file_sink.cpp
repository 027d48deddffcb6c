// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/connectors/filesystem/file_listing.h"
#include "engine/connectors/filesystem/file_table.h"
#include "engine/connectors/filesystem/partition_path.h"
#include "engine/connectors/table_format.h"
#include "engine/connectors/table_options.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <deque>
#include <map>
#include <set>

namespace weir {

namespace {

/// Writes part files, one open a partition. A file is hidden (".part-...") while it is written and gets its name when it is whole. Where checkpoints are
/// taken, it is shown by the one that follows: until then it stays hidden ("pending"). A file under way is kept over a restart, cut to what the checkpoint
/// has of it.
class FileSink final : public Sink {
public:
    FileSink(const SinkRequest& request, std::string path, std::unique_ptr<Encoder> encoder, uint64_t number)
        : context_(request.context), path_(std::move(path)), encoder_(std::move(encoder)), subtask_(request.subtask), overwrite_(request.overwrite), twoPhase_(!request.identity.empty()),
          rollBytes_(TableOptions(request.table).bytes("sink.rolling-policy.file-size", 128 << 20)),
          rollNanos_(TableOptions(request.table).millis("sink.rolling-policy.rollover-interval", 30 * 60'000) * 1'000'000),
          defaultPartition_(TableOptions(request.table).text("partition.default-name", "__DEFAULT_PARTITION__")) {
        std::string policy = TableOptions(request.table).text("sink.partition-commit.policy.kind");
        if (policy.find("success-file") != std::string::npos)
            successFile_ = TableOptions(request.table).text("sink.partition-commit.success-file.name", "_SUCCESS");
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

    void flush() override {
        for (auto& [folder, part] : parts_) {
            push(part);
            if (isDue(part)) roll(part);
        }
    }

    void finish() override {
        for (auto& [folder, part] : parts_) {
            roll(part);
            if (!twoPhase_) markDone(folder);
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
        for (auto& [folder, part] : parts_) {
            if (!part.file) continue;
            if (isDue(part)) {
                roll(part);
                continue;
            }
            push(part);
            require(part.file->sync());
        }
        for (Pending& file : pending_)
            if (file.checkpoint == 0) file.checkpoint = checkpoint;
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
        }
    }

    void publish(int64_t checkpoint) override {
        std::set<std::string> folders;
        while (!pending_.empty() && pending_.front().checkpoint != 0 && pending_.front().checkpoint <= checkpoint) {
            show(pending_.front());
            folders.insert(pending_.front().folder);
            pending_.pop_front();
        }
        for (const std::string& folder : folders) {
            require(context_.files->syncFolder(folder));
            markDone(folder);
        }
    }

    void restore(StateReader& in) override {
        std::set<std::string> known, folders;
        std::map<int, int> counters;      // of all former subtasks
        StateEntry entry;
        // A subtask may have gone on with files of others, so what is known is looked up in everybody's entries.
        if (in.section("files", form()))
            while (in.nextOfAny(entry)) {
                if (entry.number() == Counter) {
                    auto former = static_cast<int>(entry.number());
                    counters[former] = static_cast<int>(entry.number());
                } else {
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
                // With another parallelism the files of all former subtasks are shared out.
                if (kind == Counter || (in.isRescaled() && place++ % in.parallelism() != in.subtask())) continue;
                std::string folder(entry.bytes());
                Pending file{folder, std::string(entry.bytes()), 0};
                if (kind == IsPending) {
                    // The checkpoint is durable, so this file is due; it may be there already.
                    show(file);
                    folders.insert(file.folder);
                } else {
                    goOn(file, entry.number());
                }
            }
        for (const std::string& folder : folders) require(context_.files->syncFolder(folder));
        if (context_.files->exists(path_)) cleanUp(path_, known, counters, in);
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
        int64_t openedNanos = 0;
    };
    /// A whole file that waits for its checkpoint.
    struct Pending {
        std::string folder, name;
        int64_t checkpoint = 0;                             // that it is part of; 0: the next one
        std::string hidden() const { return folder + "." + name + ".inprogress"; }
    };
    enum Kind : int64_t { Counter, IsPending, UnderWay };
    static StateForm form() { return {{}, {{"files", "counter | pending: folder, name | under way: folder, name, bytes"}}}; }
    static constexpr size_t PendingBytes = 256 << 10;

    bool isDue(const Part& part) const { return part.file && context_.clock && context_.clock->steadyNanos() - part.openedNanos > rollNanos_; }

    /// Hidden to visible; also when that was done before.
    void show(const Pending& file) {
        if (context_.files->exists(file.hidden())) require(context_.files->rename(file.hidden(), file.folder + file.name));
        else if (!context_.files->exists(file.folder + file.name))
            throw RunError({ErrorCode::Io, "The file '" + file.folder + file.name + "' that a checkpoint has prepared is gone.", {}, "Was it removed? Then start without the checkpoint."});
    }

    /// A file that was being written goes on behind the bytes that the checkpoint knows.
    void goOn(const Pending& file, int64_t bytes) {
        Result<FileInfo> found = context_.files->info(file.hidden());
        if (!found.ok() || found->bytes < bytes)
            throw RunError({ErrorCode::Io, "The file '" + file.hidden() + "' that a checkpoint was writing " + (found.ok() ? "is shorter than it was." : "is gone."), {},
                            "Was it changed? Then start without the checkpoint."});
        require(context_.files->truncate(file.hidden(), bytes));
        Part& part = parts_[file.folder];
        if (part.file) roll(part);
        Result<std::unique_ptr<WritableFile>> opened = context_.files->openToWrite(file.hidden(), true);
        if (!opened.ok()) throw RunError(opened.error());
        part.file = std::move(opened).value();
        part.name = file.name;
        part.hidden = file.hidden();
        part.final = file.folder + file.name;
        part.bytes = bytes;
        part.openedNanos = context_.clock ? context_.clock->steadyNanos() : 0;
    }

    /// What was written behind the checkpoint is written again, so it goes. Visible files of later checkpoints would come twice.
    void cleanUp(const std::string& folder, const std::set<std::string>& known, const std::map<int, int>& counters, const StateReader& in) {
        Result<std::vector<FileInfo>> entries = context_.files->list(folder);
        if (!entries.ok()) throw RunError(entries.error());
        for (const FileInfo& entry : *entries) {
            if (entry.isFolder) {
                cleanUp(entry.path, known, counters, in);
                continue;
            }
            std::string name = entry.path.substr(entry.path.find_last_of('/') + 1);
            bool hidden = name[0] == '.';
            if (hidden) name.erase(0, 1);
            if (name.compare(0, family_.size(), family_) != 0) continue;
            // A subtask looks after its own files, the first one also after those of subtasks that are no more.
            int former = std::atoi(name.c_str() + family_.size());
            if (former != subtask_ && !(subtask_ == 0 && former >= in.parallelism())) continue;
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

    void markDone(const std::string& folder) {
        if (successFile_.empty() || keys_.empty()) return;
        Result<std::unique_ptr<WritableFile>> mark = context_.files->openToWrite(folder + successFile_);
        require(mark.ok() ? (*mark)->close() : Status(mark.error()));
    }

    static void require(const Status& status) {
        if (!status.ok()) throw RunError(status.error());
    }

    void writeTo(const std::string& folder, const Batch& batch) {
        if (batch.rows == 0) return;
        Part& part = parts_[folder];
        if (!part.file) open(folder, part);
        Batch columns;
        columns.rows = batch.rows;
        columns.kinds = batch.kinds;
        for (int column : written_) columns.columns.push_back(flatten(batch.columns[static_cast<size_t>(column)]));
        require(encoder_->encodeLines(columns, part.pending));
        if (part.pending.size() >= PendingBytes) push(part);
        if (part.bytes >= rollBytes_) roll(part);
    }

    void open(const std::string& folder, Part& part) {
        require(context_.files->createFolders(folder));
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
        part.openedNanos = context_.clock ? context_.clock->steadyNanos() : 0;
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
        if (twoPhase_) require(part.file->sync());
        require(part.file->close());
        part.file.reset();
        if (twoPhase_) pending_.push_back({part.final.substr(0, part.final.size() - part.name.size()), part.name, 0});
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
    bool overwrite_, twoPhase_;
    std::deque<Pending> pending_;
    int64_t rollBytes_, rollNanos_;
    std::string defaultPartition_, successFile_, family_, prefix_;
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

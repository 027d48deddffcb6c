// SPDX-License-Identifier: Apache-2.0
#include "engine/base/random.h"
#include "engine/connectors/filesystem/file_listing.h"
#include "engine/connectors/filesystem/file_table.h"
#include "engine/connectors/filesystem/partition_path.h"
#include "engine/connectors/table_format.h"
#include "engine/connectors/table_options.h"

#include <algorithm>
#include <atomic>
#include <map>

namespace weir {

namespace {

/// Writes part files, one open a partition. A file is hidden (".part-...") while it is written and gets its name when it is whole.
class FileSink final : public Sink {
public:
    FileSink(const SinkRequest& request, std::string path, std::unique_ptr<Encoder> encoder, uint64_t number)
        : context_(request.context), path_(std::move(path)), encoder_(std::move(encoder)), subtask_(request.subtask), overwrite_(request.overwrite),
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
        Random random(request.context.seed, number);
        uint64_t high = random.next(), low = random.next();
        std::snprintf(name, sizeof name, "%08x-%04x-%04x-%04x-%012llx", static_cast<unsigned>(high >> 32), static_cast<unsigned>(high >> 16 & 0xffff),
                      static_cast<unsigned>(0x4000 | (high & 0xfff)), static_cast<unsigned>(0x8000 | (low >> 48 & 0x3fff)),
                      static_cast<unsigned long long>(low & 0xffffffffffff));
        prefix_ = std::string("part-") + name + "-" + std::to_string(subtask_) + "-";
        for (const auto& [key, value] : request.staticPartition) staticFolder_[key] = value;
    }

    /// INSERT OVERWRITE takes away what was there before this statement, and nothing else.
    Status start() {
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
            if (context_.clock && context_.clock->steadyNanos() - part.openedNanos > rollNanos_) publish(part);
        }
    }

    void finish() override {
        for (auto& [folder, part] : parts_) {
            publish(part);
            if (!successFile_.empty() && !keys_.empty()) {
                Result<std::unique_ptr<WritableFile>> mark = context_.files->openToWrite(folder + successFile_);
                require(mark.ok() ? (*mark)->close() : Status(mark.error()));
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

    void close() override {
        for (auto& [folder, part] : parts_) {
            if (!part.file) continue;
            (void)part.file->close();
            part.file.reset();
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
        std::string hidden, final;
        std::string pending;
        int64_t bytes = 0;
        int64_t openedNanos = 0;
    };
    static constexpr size_t PendingBytes = 256 << 10;

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
        if (part.bytes >= rollBytes_) publish(part);
    }

    void open(const std::string& folder, Part& part) {
        require(context_.files->createFolders(folder));
        do {
            std::string name = prefix_ + std::to_string(counter_++);
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

    void publish(Part& part) {
        if (!part.file) return;
        push(part);
        require(part.file->close());
        part.file.reset();
        require(context_.files->rename(part.hidden, part.final));
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
    bool overwrite_;
    int64_t rollBytes_, rollNanos_;
    std::string defaultPartition_, successFile_, prefix_;
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

// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/filesystem/byte_stream.h"
#include "engine/connectors/filesystem/file_listing.h"
#include "engine/connectors/filesystem/file_table.h"
#include "engine/connectors/filesystem/partition_path.h"
#include "engine/connectors/output_columns.h"
#include "engine/connectors/table_format.h"
#include "engine/connectors/table_options.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <sstream>

namespace weir {

namespace {

constexpr size_t FirstBlock = 64 << 10, Block = 512 << 10, Padding = 64;
constexpr size_t LargestRecord = 64u << 20;

struct FileSplit {
    int number;
    FileInfo file;
    int64_t begin = 0, end = -1;    // bytes; end < 0: the whole file
    int64_t byte = -1, row = 0;     // where to go on after a restart; byte < 0: at the beginning
};

/// Reads files one after the other, in the order of their paths. Large files of plain lines are shared by byte ranges when several
/// subtasks read; a range ends with the line that its last byte belongs to.
class FileSource final : public Source {
public:
    FileSource(const SourceRequest& request, std::string path, std::unique_ptr<TextPattern> pattern, std::unique_ptr<Decoder> decoder,
               OutputColumns output)
        : context_(request.context), path_(std::move(path)), pattern_(std::move(pattern)), decoder_(std::move(decoder)), output_(std::move(output)),
          rows_(output_.wantedTypes), subtask_(request.subtask), parallelism_(request.parallelism),
          defaultPartition_(TableOptions(request.table).text("partition.default-name", "__DEFAULT_PARTITION__")),
          monitorMillis_(TableOptions(request.table).millis("source.monitor-interval", -1)), tableName_(request.table.name),
          skipLines_(TableOptions(request.table).whole("source.skip-lines", 0)),
          skipsMark_(request.table.option("format") != "raw" && decoder_->framing() != Framing::Container) {}

    Status start() {
        Result<std::vector<FileInfo>> found = listFiles(*context_.files, path_, pattern_.get());
        if (!found.ok()) return found.error();
        take(found.value());
        lastLooked_ = context_.clock ? context_.clock->steadyNanos() : 0;
        return {};
    }

    bool bounded() const override { return monitorMillis_ < 0; }
    int64_t rejectedRecords() const override { return decoder_->ignoredRecords(); }

    Poll poll(int maxRows) override {
        Poll poll;
        if (!stream_ && !openNext(poll)) return poll;
        while (true) {
            Result<size_t> used = decoder_->decodeMany({buffer_.data() + begin_, end_ - begin_}, ended_, maxRows, rows_);
            if (!used.ok()) throw RunError(inFile(used.error()));
            begin_ += *used;
            byte_ += static_cast<int64_t>(*used);
            if (rows_.rows >= maxRows) break;
            if (ended_) {
                // What the decoder does not take at the end is nothing.
                poll.finishedSplits.push_back(current_.number);
                finished_.push_back(current_.number);
                stream_.reset();
                break;
            }
            fill();
        }
        if (rows_.rows > 0) {
            poll.state = PollState::Produced;
            poll.batch = batch();
        } else {
            poll.state = PollState::Later;
            poll.waitNanos = 0;
        }
        return poll;
    }

    std::vector<SplitProgress> progress() const override {
        std::vector<SplitProgress> all;
        for (const FileSplit& split : splits_) {
            bool active = stream_ && split.number == current_.number;
            bool finished = std::find(finished_.begin(), finished_.end(), split.number) != finished_.end();
            all.push_back({split.number, split.file.path, active ? "byte " + std::to_string(byte_) + ", row " + std::to_string(row_) : finished ? "end" : "begin", finished});
        }
        return all;
    }

    std::vector<SplitState> snapshot() const override {
        std::vector<SplitState> all;
        for (size_t i = 0; i < splits_.size(); ++i) {
            const FileSplit& split = splits_[i];
            bool active = stream_ && split.number == current_.number;
            bool started = i < next_, finished = started && !active;
            int64_t byte = active ? byte_ : split.byte, row = active ? row_ : split.row;
            std::string position;
            for (int64_t part : {split.begin, split.end, byte, row, split.file.bytes, split.file.modifiedMillis}) position += std::to_string(part) + " ";
            all.push_back({split.number, split.file.path, std::move(position), started, finished});
        }
        return all;
    }

    std::vector<TakenSplit> restore(const std::vector<SplitState>& splits, bool isRescaled) override {
        std::vector<TakenSplit> taken;
        splits_.clear();
        finished_.clear();
        // Splits are read in order: finished ones first, then those under way, those to come.
        std::vector<FileSplit> open;
        for (size_t i = 0; i < splits.size(); ++i) {
            const SplitState& state = splits[i];
            seen_.insert(state.name);
            if (isRescaled && (bounded() ? static_cast<int>(i % static_cast<size_t>(parallelism_)) : ownerOf(state.name)) != subtask_) continue;
            // Numbers of a folder that is watched are this subtask's own.
            FileSplit split{isRescaled && !bounded() ? static_cast<int>(taken.size()) * parallelism_ + subtask_ : state.number, {}};
            split.file.path = state.name;
            if (!(std::istringstream(state.position) >> split.begin >> split.end >> split.byte >> split.row >> split.file.bytes >> split.file.modifiedMillis))
                throw RunError(ErrorCode::Data, "The position of the file '" + state.name + "' in the checkpoint makes no sense.");
            taken.push_back({i, split.number});
            if (state.finished) {
                finished_.push_back(split.number);
                splits_.push_back(std::move(split));
            } else if (split.byte >= 0) {
                open.insert(std::find_if(open.begin(), open.end(), [](const FileSplit& one) { return one.byte < 0; }), std::move(split));
            } else {
                open.push_back(std::move(split));
            }
        }
        next_ = splits_.size();
        splits_.insert(splits_.end(), open.begin(), open.end());
        return taken;
    }

    void close() override { stream_.reset(); }

private:
    /// Splits of new files that belong to this subtask.
    void take(const std::vector<FileInfo>& files) {
        constexpr int64_t LargeFile = 16 << 20;
        int number = static_cast<int>(seen_.size());
        for (const FileInfo& file : files) {
            if (bounded()) {
                bool packed = isUnpacked(file.path);
                int parts = parallelism_ > 1 && !packed && decoder_->framing() == Framing::Lines && file.bytes >= LargeFile ? parallelism_ : 1;
                for (int part = 0; part < parts; ++part, ++number) {
                    if (number % parallelism_ != subtask_) continue;
                    FileSplit split{number, file};
                    if (parts > 1) {
                        split.begin = file.bytes * part / parts;
                        split.end = file.bytes * (part + 1) / parts;
                    }
                    splits_.push_back(std::move(split));
                }
                continue;
            }
            // Subtasks look at different moments, so a file's reader and number must follow from its name and this subtask alone.
            if (!seen_.insert(file.path).second) continue;
            if (ownerOf(file.path) != subtask_) continue;
            splits_.push_back({static_cast<int>(splits_.size()) * parallelism_ + subtask_, file});
        }
    }

    int ownerOf(const std::string& path) const {
        uint64_t hash = 14695981039346656037u;
        for (char c : path) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
        return static_cast<int>(Random::mix(hash) % static_cast<uint64_t>(parallelism_));
    }

    /// Positions count the bytes that the decoder sees, which a file of this name does not have at those places.
    bool isUnpacked(const std::string& path) const { return isPacked(path) || decoder_->framing() == Framing::Container; }

    bool openNext(Poll& poll) {
        if (next_ == splits_.size()) {
            if (bounded()) {
                poll.state = PollState::Finished;
                return false;
            }
            int64_t now = context_.clock->steadyNanos(), due = lastLooked_ + monitorMillis_ * 1'000'000;
            if (now >= due) {
                lastLooked_ = now;
                Result<std::vector<FileInfo>> found = listFiles(*context_.files, path_, pattern_.get());
                if (!found.ok()) throw RunError(found.error());
                take(found.value());
                due = now + monitorMillis_ * 1'000'000;
            }
            if (next_ == splits_.size()) {
                poll.state = PollState::Later;
                poll.waitNanos = std::max<int64_t>(due - now, 1'000'000);
                return false;
            }
        }
        current_ = splits_[next_++];
        Result<std::unique_ptr<ReadableFile>> file = context_.files->openToRead(current_.file.path);
        if (!file.ok()) throw RunError(file.error());
        int64_t from = 0, to = (*file)->size();
        if (current_.end >= 0) {
            from = current_.begin == 0 ? 0 : behindLine(**file, current_.begin - 1);
            to = behindLine(**file, current_.end - 1);
        }
        bool packed = isUnpacked(current_.file.path), goesOn = current_.byte >= 0;
        if (goesOn && !packed && current_.byte > to)
            throw RunError({ErrorCode::Data, "The file '" + current_.file.path + "' has " + std::to_string(to) + " bytes, but it was read up to byte " +
                            std::to_string(current_.byte) + " at the checkpoint.", {}, "Was it written anew? Then start without the checkpoint."});
        if (goesOn && !packed) from = current_.byte;
        byte_ = goesOn ? current_.byte : from;
        row_ = current_.row;
        begin_ = end_ = 0;
        ended_ = false;
        mark_ = skipsMark_ && byte_ == 0;
        linesToSkip_ = byte_ == 0 && decoder_->framing() != Framing::Container ? skipLines_ : 0;
        stream_ = isPacked(current_.file.path) ? unpackedBytes(std::move(file).value(), current_.file.path) : plainBytes(std::move(file).value(), from, to);
        stream_ = decoder_->unpack(std::move(stream_), current_.file.path);
        if (goesOn && packed) skip(current_.byte);
        poll.startedSplits.push_back(current_.number);
        makeConstants();
        return true;
    }

    /// What was read of a packed file before is unpacked again.
    void skip(int64_t bytes) {
        buffer_.resize(std::max(buffer_.size(), Block + Padding));
        while (bytes > 0) {
            Result<size_t> got = stream_->read(buffer_.data(), static_cast<size_t>(std::min<int64_t>(bytes, Block)));
            if (!got.ok()) throw RunError(got.error());
            if (*got == 0) throw RunError(ErrorCode::Data, "The file '" + current_.file.path + "' is shorter than at the checkpoint.");
            bytes -= static_cast<int64_t>(*got);
        }
    }

    /// The first byte behind the first line end at or after `at`.
    static int64_t behindLine(ReadableFile& file, int64_t at) {
        char block[4096];
        while (true) {
            Result<size_t> got = file.read(at, block, sizeof block);
            if (!got.ok()) throw RunError(got.error());
            if (*got == 0) return at;
            if (const void* line = std::memchr(block, '\n', *got)) return at + (static_cast<const char*>(line) - block) + 1;
            at += static_cast<int64_t>(*got);
        }
    }

    /// More bytes behind those that are left.
    void fill() {
        size_t left = end_ - begin_;
        if (buffer_.size() < FirstBlock + Padding) buffer_.resize(FirstBlock + Padding);
        else if (buffer_.size() < Block + Padding) buffer_.resize(Block + Padding);
        if (left + Block / 4 > buffer_.size() - Padding && left > buffer_.size() / 2) {
            if (left > LargestRecord)
                throw RunError(inFile({ErrorCode::Data, "A record is larger than 64 MB.", {}, "Check the delimiters and quotes of the file."}));
            buffer_.resize(buffer_.size() * 2);
        }
        std::memmove(buffer_.data(), buffer_.data() + begin_, left);
        begin_ = 0;
        end_ = left;
        Result<size_t> got = stream_->read(buffer_.data() + end_, buffer_.size() - Padding - end_);
        if (!got.ok()) throw RunError(got.error());
        end_ += *got;
        ended_ = *got == 0;
        std::memset(buffer_.data() + end_, 0, Padding);
        if (mark_ && (end_ >= 3 || ended_)) {
            mark_ = false;
            if (end_ >= 3 && std::memcmp(buffer_.data(), "\xef\xbb\xbf", 3) == 0) begin_ = 3, byte_ += 3;
        }
        while (linesToSkip_ > 0 && !mark_ && begin_ < end_) {
            const void* line = std::memchr(buffer_.data() + begin_, '\n', end_ - begin_);
            const size_t behind = line ? static_cast<size_t>(static_cast<const char*>(line) - buffer_.data()) + 1 : end_;
            byte_ += static_cast<int64_t>(behind - begin_);
            begin_ = behind;
            if (line) --linesToSkip_;
        }
    }

    /// The columns that are the same for a whole file.
    void makeConstants() {
        constants_.assign(output_.columns.size(), Value());
        std::string relative = current_.file.path.size() > path_.size() ? current_.file.path.substr(path_.size()) : "";
        std::map<std::string, std::string> partitions = partitionValues(relative);
        for (size_t i = 0; i < output_.columns.size(); ++i) {
            const OutputColumn& column = output_.columns[i];
            if (column.decoded >= 0) continue;
            if (column.metadata == "file.path") {
                constants_[i] = Value(current_.file.path);
            } else if (column.metadata == "file.name") {
                constants_[i] = Value(current_.file.path.substr(current_.file.path.find_last_of('/') + 1));
            } else if (column.metadata == "file.size") {
                constants_[i] = Value(current_.file.bytes);
            } else if (column.metadata == "file.modification-time") {
                Int128 time = timestampFromMillis(current_.file.modifiedMillis, column.type.precision());
                constants_[i] = column.type.precision() <= 6 ? Value(static_cast<int64_t>(time)) : Value(time);
            } else {
                auto found = partitions.find(column.name);
                if (found == partitions.end())
                    throw RunError(ErrorCode::Data, "The file '" + current_.file.path + "' lies in no folder '" + column.name + "=...' of the partitioned table '" +
                                                        tableName_ + "'.");
                if (found->second == defaultPartition_) continue;
                std::optional<Value> value = partitionValue(found->second, column.type);
                if (!value)
                    throw RunError(ErrorCode::Data, "The folder '" + column.name + "=" + found->second + "' of '" + current_.file.path + "' is no " +
                                                        column.type.text() + ".");
                constants_[i] = std::move(*value);
            }
        }
    }

    Batch batch() {
        Batch decoded = rows_.finish();
        Batch batch;
        batch.rows = decoded.rows;
        batch.kinds = decoded.kinds;
        for (size_t i = 0; i < output_.columns.size(); ++i) {
            const OutputColumn& column = output_.columns[i];
            if (column.decoded >= 0) batch.columns.push_back(decoded.columns[static_cast<size_t>(column.decoded)]);
            else batch.columns.push_back(std::make_shared<Vector>(Vector::constant(column.type, constants_[i], batch.rows)));
        }
        batch.span = SourceSpan{-1, current_.number, row_};
        row_ += batch.rows;
        return batch;
    }

    Error inFile(Error error) const {
        error.message = "File '" + current_.file.path + "', behind row " + std::to_string(row_ + rows_.rows) + ": " + error.message;
        return error;
    }

    ConnectorContext context_;
    std::string path_;
    std::unique_ptr<TextPattern> pattern_;
    std::unique_ptr<Decoder> decoder_;
    OutputColumns output_;
    DecodedRows rows_;
    int subtask_, parallelism_;
    std::string defaultPartition_;
    int64_t monitorMillis_;
    std::string tableName_;
    int64_t skipLines_;
    bool skipsMark_;

    std::vector<FileSplit> splits_;
    std::vector<int> finished_;
    std::set<std::string> seen_;       // continuous only
    int64_t lastLooked_ = 0;
    size_t next_ = 0;
    FileSplit current_{};
    std::unique_ptr<ByteStream> stream_;
    std::vector<char> buffer_;
    size_t begin_ = 0, end_ = 0;
    bool ended_ = false, mark_ = false;
    int64_t byte_ = 0, row_ = 0;
    int64_t linesToSkip_ = 0;
    std::vector<Value> constants_;
};

} // namespace

Result<std::unique_ptr<Source>> makeFileSource(const SourceRequest& request) {
    if (Status status = filesystemConnector.validate(request.table, false); !status.ok()) return status.error();
    TableOptions options(request.table);
    std::string path = localPath(options.text("path")).value();
    std::unique_ptr<TextPattern> pattern;
    std::string why;
    if (options.has("source.path.regex-pattern")) pattern = TextPattern::compile(options.text("source.path.regex-pattern"), why);
    OutputColumns output(request, request.table.partitionKeys);
    FormatContext format{output.formatSchema, output.wanted, request.table.options, request.context.zone};
    Result<std::unique_ptr<Decoder>> decoder = makeTableDecoder(request.table, options.text("format"), std::move(format));
    if (!decoder.ok()) return decoder.error();
    auto source = std::make_unique<FileSource>(request, std::move(path), std::move(pattern), std::move(decoder).value(), std::move(output));
    if (Status status = source->start(); !status.ok()) {
        Error error = status.error();
        if (auto place = request.table.optionPlaces.find("path"); place != request.table.optionPlaces.end()) error.place = place->second;
        return error;
    }
    return std::unique_ptr<Source>(std::move(source));
}

} // namespace weir

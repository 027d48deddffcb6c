// SPDX-License-Identifier: Apache-2.0
#include "engine/connectors/socket/socket_connector.h"

#include "engine/connectors/output_columns.h"
#include "engine/connectors/socket/socket_stream.h"
#include "engine/connectors/table_format.h"
#include "engine/connectors/table_options.h"

#include <cstring>

namespace weir {

namespace {

constexpr OptionInfo options[] = {
    {"hostname", OptionType::Text, "", "The host to connect to.", true},
    {"port", OptionType::Integer, "", "The port to connect to.", true},
    {"byte-delimiter", OptionType::Integer, "10", "The byte behind each record; 10 is the end of a line."},
    {"max-reconnects", OptionType::Integer, "0", "How often a connection that ended is made anew; after that the source ends."},
};

constexpr int64_t ConnectNanos = 5'000'000'000, RetryNanos = 200'000'000;
constexpr size_t Block = 64 << 10, Padding = 64, LargestRecord = 64u << 20;

/// Reads what a server sends; subtask 0 alone has a connection.
class SocketSource final : public Source {
public:
    SocketSource(const SourceRequest& request, std::unique_ptr<Decoder> decoder, const OutputColumns& output)
        : clock_(*request.context.clock), decoder_(std::move(decoder)), rows_(output.wantedTypes), host_(request.table.option("hostname")),
          port_(static_cast<int>(TableOptions(request.table).whole("port", 0))), delimiter_(static_cast<char>(TableOptions(request.table).whole("byte-delimiter", '\n'))),
          reconnects_(TableOptions(request.table).whole("max-reconnects", 0)), idle_(request.subtask != 0), buffer_(Block + Padding) {}

    bool bounded() const override { return false; }
    int64_t rejectedRecords() const override { return decoder_->ignoredRecords(); }

    Poll poll(int maxRows) override {
        Poll poll;
        if (idle_ || finished_) {
            poll.state = PollState::Finished;
            return poll;
        }
        if (!started_) {
            started_ = true;
            poll.startedSplits.push_back(0);
            firstTry_ = clock_.steadyNanos();
            connect();
        }
        if (!connected(poll)) return poll;
        bool ended = !receive();
        decode(ended, maxRows);
        if (rows_.rows > 0) {
            poll.state = PollState::Produced;
            poll.batch = rows_.finish();
            poll.batch.span = SourceSpan{-1, 0, made_};
            made_ += poll.batch.rows;
            ended_ = ended;
            return poll;
        }
        if (ended) end(poll);
        return poll;
    }

    std::vector<SplitProgress> progress() const override {
        if (idle_) return {};
        return {{0, host_ + ":" + std::to_string(port_), "row " + std::to_string(made_), finished_}};
    }
    void close() override { stream_.close(); }
    /// What was sent is gone: after a restart only what comes then is read.
    std::vector<SplitState> snapshot() const override { return {}; }

private:
    void connect() {
        lastTry_ = clock_.steadyNanos();
        if (Status status = stream_.connect(host_, port_); !status.ok()) throw RunError(status.error());
    }

    bool connected(Poll& poll) {
        SocketStream::State state = stream_.state();
        if (state == SocketStream::State::Open) return true;
        int64_t now = clock_.steadyNanos();
        if (now - firstTry_ > ConnectNanos)
            throw RunError(Error{ErrorCode::Io, "Nobody answers at " + host_ + ":" + std::to_string(port_) + ": " + (state == SocketStream::State::Failed ? stream_.problem() : "no answer") + ".",
                                 {}, "Start the server first, for example 'nc -lk " + std::to_string(port_) + "'."});
        if (state == SocketStream::State::Failed && now - lastTry_ > RetryNanos) connect();
        poll.waitNanos = 5'000'000;
        return false;
    }

    /// Takes what has arrived. False: the connection ended.
    bool receive() {
        if (ended_) return false;
        if (begin_ > 0) {
            std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
        }
        if (buffer_.size() - Padding - end_ < Block / 2) {
            if (end_ > LargestRecord) throw RunError(ErrorCode::Data, "A record from " + host_ + ":" + std::to_string(port_) + " is larger than 64 MB.");
            buffer_.resize(buffer_.size() * 2);
        }
        long got = stream_.read(buffer_.data() + end_, buffer_.size() - Padding - end_);
        if (got > 0) end_ += static_cast<size_t>(got);
        return got >= 0;
    }

    void decode(bool ended, int maxRows) {
        std::string_view bytes(buffer_.data() + begin_, end_ - begin_);
        if (delimiter_ == '\n') {
            Result<size_t> used = decoder_->decodeMany(bytes, ended, maxRows, rows_);
            if (!used.ok()) throw RunError(used.error());
            begin_ += *used;
            return;
        }
        while (!bytes.empty() && rows_.rows < maxRows) {
            size_t stop = bytes.find(delimiter_);
            if (stop == std::string_view::npos && !ended) return;
            if (Status status = decoder_->decode(bytes.substr(0, stop), rows_); !status.ok()) throw RunError(status.error());
            size_t used = stop == std::string_view::npos ? bytes.size() : stop + 1;
            bytes.remove_prefix(used);
            begin_ += used;
        }
    }

    void end(Poll& poll) {
        begin_ = end_ = 0;
        ended_ = false;
        if (reconnects_-- > 0) {
            firstTry_ = clock_.steadyNanos();
            connect();
            return;
        }
        stream_.close();
        finished_ = true;
        poll.finishedSplits.push_back(0);
        poll.state = PollState::Finished;
    }

    Clock& clock_;
    std::unique_ptr<Decoder> decoder_;
    DecodedRows rows_;
    std::string host_;
    int port_;
    char delimiter_;
    int64_t reconnects_;
    bool idle_;
    std::vector<char> buffer_;
    size_t begin_ = 0, end_ = 0;
    SocketStream stream_;
    int64_t firstTry_ = 0, lastTry_ = 0, made_ = 0;
    bool started_ = false, ended_ = false, finished_ = false;
};

Status validate(const TableDefinition& table, bool asSink) {
    if (Status status = checkOptions(table, socketConnector.traits, asSink, true); !status.ok()) return status;
    TableOptions given(table);
    int64_t port = given.whole("port", 0), delimiter = given.whole("byte-delimiter", '\n');
    if (port < 1 || port > 65535) return given.error("port", "it must lie between 1 and 65535.");
    if (delimiter < 0 || delimiter > 255) return given.error("byte-delimiter", "it must lie between 0 and 255.");
    for (const TableColumn& column : table.columns)
        if (column.kind == ColumnKind::Metadata)
            return Error{ErrorCode::Unknown, "Connector 'socket' has no metadata columns; '" + column.name + "' is one.", column.place};
    return {};
}

Result<std::unique_ptr<Source>> makeSource(const SourceRequest& request) {
    if (Status status = validate(request.table, false); !status.ok()) return status.error();
    OutputColumns output(request, {});
    FormatContext format{output.formatSchema, output.wanted, request.table.options, request.context.zone};
    Result<std::unique_ptr<Decoder>> decoder = makeTableDecoder(request.table, request.table.option("format"), std::move(format));
    if (!decoder.ok()) return decoder.error();
    return std::unique_ptr<Source>(std::make_unique<SocketSource>(request, std::move(decoder).value(), output));
}

bool bounded(const TableDefinition&) { return false; }

} // namespace

const ConnectorInfo socketConnector{
    {"socket", "Records that a TCP server sends.", options, {}, true, false, true, ChangelogMode::append(), ChangelogMode::append(), true, false},
    validate, makeSource, nullptr, bounded, formatReads, nullptr};

} // namespace weir

// SPDX-License-Identifier: Apache-2.0
#include "connector_rows.h"

#include <QElapsedTimer>
#include <QTest>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace weir;
using namespace weir::testing;

namespace {

/// A server on a free port of this machine.
struct Server {
    int listener = socket(AF_INET, SOCK_STREAM, 0), client = -1, port = 0;
    Server() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        bind(listener, reinterpret_cast<sockaddr*>(&address), size);
        listen(listener, 1);
        getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
        port = ntohs(address.sin_port);
    }
    ~Server() {
        end();
        ::close(listener);
    }
    void accept() { client = ::accept(listener, nullptr, nullptr); }
    void send(const std::string& text) { (void)!::write(client, text.data(), text.size()); }
    void end() {
        if (client >= 0) ::close(client);
        client = -1;
    }
};

} // namespace

class SocketTest : public QObject {
    Q_OBJECT
private slots:
    void linesAsTheyCome() {
        Server server;
        SystemClock clock;
        ConnectorContext context;
        context.clock = &clock;
        context.zone = TimeZone::utc();
        TableDefinition table = tableOf({{"n", DataType::integer()}, {"w", DataType::string()}},
                                        {{"connector", "socket"}, {"hostname", "127.0.0.1"}, {"port", std::to_string(server.port)}, {"format", "csv"}});
        SourceRequest request{table, {0, 1}, 0, 1, context};
        auto source = std::move(findConnector("socket")->makeSource(request)).value();
        auto next = [&] {
            QElapsedTimer time;
            time.start();
            while (time.elapsed() < 3000) {
                Poll poll = source->poll(10);
                if (poll.state == PollState::Produced) return batchText(poll.batch, table, {0, 1});
                if (poll.state == PollState::Finished) return std::string("end");
            }
            return std::string("nothing");
        };
        (void)source->poll(10);
        server.accept();
        server.send("1,one\n2,t");
        QCOMPARE(next(), "1|one\n");
        server.send("wo\n");
        QCOMPARE(next(), "2|two\n");
        server.send("3,rest");
        server.end();
        QCOMPARE(next(), "3|rest\n");
        QCOMPARE(next(), "end");
    }
    void nobodyThere() {
        ManualClock clock;
        ConnectorContext context;
        context.clock = &clock;
        int port;
        {
            Server server;
            port = server.port;
        }
        TableDefinition table = tableOf({{"w", DataType::string()}}, {{"connector", "socket"}, {"hostname", "127.0.0.1"}, {"port", std::to_string(port)}, {"format", "raw"}});
        SourceRequest request{table, {0}, 0, 1, context};
        auto source = std::move(findConnector("socket")->makeSource(request)).value();
        std::string message;
        try {
            for (int i = 0; i < 60; ++i, clock.advanceMillis(100)) (void)source->poll(10);
        } catch (const RunError& error) {
            message = error.error().message;
        }
        QVERIFY2(message.find("Nobody answers at 127.0.0.1:" + std::to_string(port)) != std::string::npos, message.c_str());
        table.options["port"] = "70000";
        QVERIFY(!findConnector("socket")->validate(table, false).ok());
    }
};

QTEST_APPLESS_MAIN(SocketTest)
#include "socket_test.moc"

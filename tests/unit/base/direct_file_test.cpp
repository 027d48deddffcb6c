// SPDX-License-Identifier: Apache-2.0
#include "engine/base/file_system.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace weir;

class DirectFileTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsAppendedIsRead_data() {
        QTest::addColumn<QList<int>>("pieces");
        QTest::addColumn<bool>("syncsBetween");
        const int page = 4096, buffer = 1 << 20;
        QTest::newRow("nothing") << QList<int>{} << false;
        QTest::newRow("a few bytes") << QList<int>{17} << false;
        QTest::newRow("a page") << QList<int>{page} << false;
        QTest::newRow("the buffer") << QList<int>{buffer} << false;
        QTest::newRow("a byte less, a byte more") << QList<int>{buffer - 1, 2, buffer - 1, 1} << false;
        QTest::newRow("larger than the buffer") << QList<int>{3 * buffer + 5} << false;
        QTest::newRow("crooked pieces") << QList<int>{1, 4095, 70'001, 900'000, 333'333, 1'234'567, 3} << false;
        QTest::newRow("synced between") << QList<int>{page, 5, buffer, 2 * page, 99, buffer} << true;
    }
    void whatIsAppendedIsRead() {
        QFETCH(QList<int>, pieces);
        QFETCH(bool, syncsBetween);
        // In the tree's own folder: the system's temporary one may lie in memory, where files have no other way.
        QTemporaryDir folder(QCoreApplication::applicationDirPath() + "/direct-XXXXXX");
        const std::string path = folder.filePath("file").toStdString();
        LocalFileSystem files;
        std::string all;
        {
            auto file = files.openToStream(path);
            QVERIFY(file.ok());
            uint32_t draw = 1;
            for (int size : pieces) {
                std::string piece(static_cast<size_t>(size), '\0');
                for (char& byte : piece) byte = static_cast<char>((draw = draw * 1664525 + 1013904223) >> 24);
                QVERIFY((*file)->append(piece).ok());
                if (syncsBetween) QVERIFY((*file)->sync().ok());
                all += piece;
            }
            QVERIFY((*file)->sync().ok());
            QVERIFY((*file)->close().ok());
        }
        auto file = files.openToRead(path);
        QVERIFY(file.ok());
        QCOMPARE((*file)->size(), static_cast<int64_t>(all.size()));
        std::string read(all.size(), '\0');
        for (size_t at = 0; at < read.size();) {
            auto got = (*file)->read(static_cast<int64_t>(at), read.data() + at, read.size() - at);
            QVERIFY(got.ok() && *got > 0);
            at += *got;
        }
        QVERIFY(read == all);
        auto mapped = (*file)->map();
        QCOMPARE(mapped == nullptr, all.empty());
        file->reset();
        if (mapped) QVERIFY(std::string_view(static_cast<const char*>(mapped.get()), all.size()) == all);
    }

    /// It holds bytes back, so what fails may show late: but it shows.
    void aFullDiskIsTold() {
        LocalFileSystem files;
        if (!files.exists("/dev/full")) QSKIP("not run: there is no /dev/full");
        auto file = files.openToStream("/dev/full");
        QVERIFY(file.ok());
        Status kept = (*file)->append("rows");
        Status synced = (*file)->sync();
        QVERIFY(!kept.ok() || !synced.ok());
        const std::string why = (kept.ok() ? synced : kept).error().message;
        QVERIFY2(why.find("/dev/full") != std::string::npos && why.find("space") != std::string::npos, why.c_str());
    }
};

QTEST_GUILESS_MAIN(DirectFileTest)
#include "direct_file_test.moc"

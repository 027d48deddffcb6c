// SPDX-License-Identifier: Apache-2.0
#include "engine/checkpoint/savepoint_requests.h"
#include "engine/checkpoint/state_match.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace weir;

namespace {

StateForm rows(std::vector<StateColumn> value) { return {{{"id", "BIGINT"}}, std::move(value), "rows"}; }
StateForm calls(std::vector<StateColumn> value) { return {{{"id", "BIGINT"}}, std::move(value), "calls"}; }

ManifestOperator held(std::string uid, std::string name, StateForm form, int64_t entries = 5) {
    ManifestOperator out{std::move(uid), std::move(name), 1, {{"task", {}}, {"state", std::move(form)}}, {}};
    out.handles = {{0, 0, 0, 0, 0, 1}, {1, 0, 0, 0, 0, entries}};
    return out;
}
OperatorForms wanted(std::string uid, std::string name, StateForm form) { return {std::move(uid), std::move(name), false, {{"state", std::move(form), 0, {}}}}; }

/// "uid column verdict" of each finding, with '!' where it is refused.
QString text(const StateMatch& match) {
    QStringList out;
    for (const StateFinding& one : match.findings)
        out << QString::fromStdString(one.uid + (one.column.empty() ? "" : " " + one.column) + " " + std::string(weir::text(one.verdict)) + (one.fits ? "" : "!"));
    return out.join(", ");
}

StateMatch match(std::vector<ManifestOperator> before, std::vector<OperatorForms> now) {
    Manifest manifest;
    manifest.operators = std::move(before);
    return matchState(manifest, now, [](const std::string& was, const std::string& is) { return was == "INT" && is == "BIGINT"; });
}

} // namespace

class MatchTest : public QObject {
    Q_OBJECT
private slots:
    void keepsWhatIsAsItWas() {
        StateForm form = rows({{"a", "INT"}});
        QCOMPARE(text(match({held("v.Join", "Join", form)}, {wanted("v.Join", "Join", form)})), "v.Join kept");
    }
    void convertsColumns() {
        auto found = match({held("v.Join", "Join", rows({{"a", "INT"}, {"b", "INT"}, {"c", "STRING"}}))}, {wanted("v.Join", "Join", rows({{"d", "INT"}, {"a", "BIGINT"}, {"b", "INT"}}))});
        QCOMPARE(text(found), "v.Join d INT converted, v.Join a BIGINT converted, v.Join b INT kept, v.Join c STRING converted");
        QVERIFY(found.fits());
        QCOMPARE((found.mappings[{"v.Join", "state"}].columns), (std::vector<int>{-1, 0, 1}));
    }
    void refusesNarrowerColumns() {
        auto found = match({held("v.Join", "Join", rows({{"a", "BIGINT"}}))}, {wanted("v.Join", "Join", rows({{"a", "INT"}}))});
        QCOMPARE(text(found), "v.Join a INT lost!");
        QVERIFY(!found.fits() && found.mappings.empty());
    }
    void refusesAnotherKey() {
        StateForm other = rows({{"a", "INT"}});
        other.key[0].name = "name";
        QCOMPARE(text(match({held("v.Join", "Join", rows({{"a", "INT"}}))}, {wanted("v.Join", "Join", other)})), "v.Join id BIGINT lost!");
    }
    void refusesCallsThatAreNew() {
        auto found = match({held("g", "G", calls({{"COUNT()", "BIGINT"}, {"SUM(x)", "INT"}}))}, {wanted("g", "G", calls({{"MIN(x)", "INT"}, {"COUNT()", "BIGINT"}}))});
        QCOMPARE(text(found), "g MIN(x) INT rebuilt!, g COUNT() BIGINT kept, g SUM(x) INT converted");
        QCOMPARE((found.mappings[{"g", "state"}].columns), (std::vector<int>{-1, 0}));
    }
    void refusesOtherDistinctCalls() {
        auto found = match({held("g", "G", calls({{"COUNT(DISTINCT x)", "BIGINT"}}))}, {wanted("g", "G", calls({{"COUNT(DISTINCT y)", "BIGINT"}}))});
        QVERIFY(!found.fits());
    }
    void findsWhatWasRenamed() {
        StateForm form = rows({{"a", "INT"}}), other = rows({{"b", "INT"}});
        other.key[0].name = "name";
        auto found = match({held("old.Join", "Join", form), held("x.Join", "Join", other)}, {wanted("new.Join", "Join", form), wanted("y.Join", "Join", other)});
        QCOMPARE(text(found), "new.Join kept, y.Join kept");
        QCOMPARE(found.heldAs["new.Join"], std::string("old.Join"));
    }
    void doesNotGuess() {
        StateForm form = rows({{"a", "INT"}});
        auto found = match({held("v.Join#1", "Join", form), held("v.Join#2", "Join", form)}, {wanted("v.Join#3", "Join", form), wanted("v.Join#4", "Join", form)});
        QCOMPARE(text(found), "v.Join#3 rebuilt, v.Join#4 rebuilt, v.Join#1 lost!, v.Join#2 lost!");
        QVERIFY(found.isOtherJob);
    }
    void tellsApartWhereOneIsAdded() {
        StateForm form = rows({{"a", "INT"}}), other = rows({{"b", "INT"}});
        other.key[0].name = "name";
        auto found = match({held("v.Join", "Join", form)}, {wanted("v.Join#1", "Join", other), wanted("v.Join#2", "Join", form)});
        QCOMPARE(found.heldAs["v.Join#2"], std::string("v.Join"));
        QCOMPARE(text(found), "v.Join#1 rebuilt, v.Join#2 kept");
    }
    void losesNothingThatIsEmpty() {
        QCOMPARE(text(match({held("v.Join", "Join", rows({}), 0)}, {})), "");
        QCOMPARE(text(match({held("v.Join", "Join", rows({}), 1)}, {})), "v.Join lost!");
    }
    void carriesRequests() {
        QTemporaryDir folder;
        LocalFileSystem files;
        SavepointRequests asker(files, folder.path().toStdString()), run(files, folder.path().toStdString());
        QVERIFY(run.take().empty());
        QVERIFY(asker.ask({"7", "/there", "name", true}).ok());
        QVERIFY(!asker.isTaken("7"));
        auto taken = run.take();
        QCOMPARE(taken.size(), size_t(1));
        QVERIFY(taken[0].id == "7" && taken[0].folder == "/there" && taken[0].name == "name" && taken[0].stop);
        QVERIFY(asker.isTaken("7") && run.take().empty() && !asker.answerOf("7"));
        QVERIFY(run.answer({"7", "/there/name", "", true}).ok());
        auto answer = asker.answerOf("7");
        QVERIFY(answer && answer->path == "/there/name" && answer->stopped);
        QVERIFY(!asker.answerOf("7"));
    }
    void answersWhatCannotBeRead() {
        QTemporaryDir folder;
        LocalFileSystem files;
        std::string path = folder.path().toStdString();
        QVERIFY(files.createFolders(path + "/requests").ok());
        auto file = files.openToWrite(path + "/requests/1.request");
        QVERIFY(file.ok() && (*file)->append("{]").ok() && (*file)->close().ok());
        SavepointRequests run(files, path);
        QVERIFY(run.take().empty());
        QVERIFY(!run.answerOf("1")->error.empty());
    }
};

QTEST_GUILESS_MAIN(MatchTest)
#include "match_test.moc"

// SPDX-License-Identifier: Apache-2.0
#include "engine/workspace/project_file.h"
#include "engine/workspace/toml_text.h"

#include <QTest>

#include <random>

using namespace weir;

namespace {

const std::string Whole = R"(# Orders of the shop.
name = "Örders"      # as people call it
script = 'job.sql'

# Small and quick.
[run.demo]           # the first
parallelism = 2      # two will do
record = true
state = "rocksdb"

[run.demo.settings]
"execution.checkpointing.interval" = "10 s"   # often
table.exec.state.ttl = '1 h'                  # dotted
table.exec.mini-batch.size = 500
table.exec.mini-batch.enabled = true

# The big one.
[run."over night"]
script = "night/job.sql"
memory = "64 mb"
from = "latest"
)";

ProjectFile project(std::string_view text) {
    const ProjectReading reading = readProject(text);
    if (!reading.problems.empty()) qWarning("%s", reading.problems.front().text().c_str());
    return reading.problems.empty() ? reading.project : ProjectFile{};
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const size_t at = text.find(what);
    check(at != std::string::npos, "the test's own text");
    return text.replace(at, what.size(), with);
}

} // namespace

class ProjectFileTest : public QObject {
    Q_OBJECT

private slots:
    void readsWhatItSays() {
        const ProjectFile file = project(Whole);
        QCOMPARE(file.name, std::string("Örders"));
        QCOMPARE(file.script, std::string("job.sql"));
        QCOMPARE(file.runs.size(), size_t{2});
        const RunConfiguration& demo = file.runs[0];
        QCOMPARE(demo.name, std::string("demo"));
        QCOMPARE(demo.parallelism, 2);
        QVERIFY(demo.record);
        QCOMPARE(demo.state, std::string("rocksdb"));
        const std::map<std::string, std::string> settings{{"execution.checkpointing.interval", "10 s"}, {"table.exec.state.ttl", "1 h"},
                                                          {"table.exec.mini-batch.size", "500"}, {"table.exec.mini-batch.enabled", "true"}};
        QCOMPARE(demo.settings, settings);
        const RunConfiguration& night = file.runs[1];
        QCOMPARE(night.name, std::string("over night"));
        QCOMPARE(night.script, std::string("night/job.sql"));
        QCOMPARE(night.memory, std::string("64 mb"));
        QCOMPARE(night.from, std::string("latest"));
        QVERIFY(!night.record);
        QVERIFY(project("").runs.empty());
        QVERIFY(project("\xEF\xBB\xBFname = \"x\"\r\n[run.a]\r\n").find("a"));
    }

    void badFilesSayWhereAndWhy_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("says");
        auto row = [](const char* name, const char* text, const char* says) { QTest::newRow(name) << QByteArray(text) << QByteArray(says); };
        row("no value", "name = \"a\"\n[run.a]\nscript = \n", "3:10: This is not TOML");
        row("open string", "name = \"ü\nscript = 1", "1:10: This is not TOML");
        row("key twice", "name = \"a\"\nname = \"b\"\n", "2:8: This is not TOML");
        row("table twice", "[run.a]\n[run.a]\n", "2:1: This is not TOML");
        row("bad utf-8", "name = \"a\xFF\"\n", "This is not TOML");
        row("unknown key", "[run.a]\n  parallelsm = 2\n", "2:3: 'parallelsm' is no key of a run configuration. Did you mean 'parallelism'?");
        row("unknown at the top", "scirpt = \"a.sql\"\n", "1:1: 'scirpt' is no key of a project. Did you mean 'script'?");
        row("unknown table", "[runs.a]\nscript = \"x\"\n", "1:2: 'runs' is no key of a project. Did you mean 'run'?");
        row("unknown, nothing near", "[run.a]\nxyzzyxyzzy = 1\n", "2:1: 'xyzzyxyzzy' is no key of a run configuration.");
        row("text for a number", "[run.ä]\nö = 1\n", "1:6: This is not TOML");
        row("number as a text", "[run.a]\nparallelism = \"2\"\n", "2:15: 'parallelism' takes a whole number from 1 to 32768, not a text.");
        row("real", "[run.a]\nparallelism = 2.5\n", "2:15: 'parallelism' takes a whole number from 1 to 32768, not a number.");
        row("none", "[run.a]\nparallelism = 0\n", "2:15: 'parallelism' takes a whole number from 1 to 32768, not '0'.");
        row("far too many", "[run.a]\nparallelism = 9999999999\n", "not '9999999999'.");
        row("text for a boolean", "[run.a]\nrecord = \"yes\"\n", "2:10: 'record' takes true or false, not a text.");
        row("list", "[run.a]\nscript = [\"a\", \"b\"]\n", "2:10: 'script' takes the path of a script, such as \"job.sql\", not a list or a date.");
        row("empty", "[run.a]\nscript = \"\"\n", "2:10: 'script' takes the path of a script, such as \"job.sql\", not an empty text.");
        row("state", "[run.a]\nstate = \"memory\"\n", "2:9: 'state' takes \"hashmap\" or \"rocksdb\", not 'memory'.");
        row("run is no table", "run = 1\n", "1:7: 'run' is a table of configurations: [run.NAME], not a whole number.");
        row("list of runs", "[[run.a]]\nscript = \"a\"\n", "'run.a' is a configuration and takes a table: [run.a], not a list or a date.");
        row("a run that is a value", "[run]\na = \"b\"\n", "2:5: 'run.a' is a configuration and takes a table: [run.a], not a text.");
        row("settings", "[run.a]\nsettings = 3\n", "2:12: 'settings' is a table of settings as SET takes them: [run.a.settings], not a whole number.");
        row("setting with a list", "[run.a.settings]\n\"x.y\" = [1]\n", "2:9: Setting 'x.y' takes a text, a number, true or false, not a list or a date.");
        row("setting twice", "[run.a.settings]\n\"x.y\" = 1\nx.y = 2\n", "3:3: Setting 'x.y' is said twice.");
        row("same thing twice", "[run.a]\nmemory = \"1 mb\"\nsettings = { \"state.memory\" = \"2 mb\" }\n", "3:31: 'memory' and the setting 'state.memory' say the same thing.");
        row("nameless", "[run.\"\"]\n", "1:6: A configuration needs a name.");
        row("line break in a name", "[run.\"a\\nb\"]\n", "1:6: The name of a configuration has no line breaks");
        row("deep", ("a" + std::string(5000, '.')).c_str(), "This is not TOML");
    }
    void badFilesSayWhereAndWhy() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, says);
        const ProjectReading reading = readProject(text.toStdString());
        QVERIFY(!reading.problems.empty());
        const std::string said = reading.problems.front().text();
        QVERIFY2(said.find(says.toStdString()) != std::string::npos, said.c_str());
        // Nothing of it is written over.
        const auto changed = withConfiguration(text.toStdString(), "", {.name = "new"});
        QVERIFY(!changed.ok());
        QVERIFY(changed.error().message.find("not changed before they are mended") != std::string::npos);
        QVERIFY(!withoutConfiguration(text.toStdString(), "a").ok());
    }

    void nestingWithoutEndIsRefused() {
        QVERIFY(!readProject("x = " + std::string(100'000, '[')).problems.empty());
        QVERIFY(!readProject(std::string(2 << 20, '#')).problems.empty());
    }

    void offsetsCountBytes() {
        const ProjectReading reading = readProject("name = \"äöü\"\n[run.a]\n\"pä\" = 1\n");
        QCOMPARE(reading.problems.size(), size_t{1});
        const Place place = reading.problems[0].place;
        QCOMPARE(place.line, 3);
        QCOMPARE(place.column, 1);
        QCOMPARE(place.offset, 24);
        QCOMPARE(place.length, 5);
    }

    void aNewFileReadsBack() {
        const RunConfiguration run{"a \"quoted\" näme", "x\\y.sql", 3, "hashmap", "5 mb", true, "latest", {{"weir.uid.A[0]", "b\tc"}, {"k", "v\x01"}}};
        const ProjectFile file = project(newProjectText("Shop \"one\"", run));
        QCOMPARE(file.name, std::string("Shop \"one\""));
        QCOMPARE(file.runs.size(), size_t{1});
        QVERIFY(file.runs[0] == run);
    }

    void changingAKeyTouchesItsLineOnly() {
        RunConfiguration demo = *project(Whole).find("demo");
        demo.parallelism = 16;
        auto text = withConfiguration(Whole, "demo", demo);
        QVERIFY2(text.ok(), text.ok() ? "" : text.error().text().c_str());
        QCOMPARE(*text, replaced(Whole, "parallelism = 2 ", "parallelism = 16 "));

        demo.settings["table.exec.state.ttl"] = "2 h";
        text = withConfiguration(*text, "demo", demo);
        QCOMPARE(*text, replaced(replaced(Whole, "parallelism = 2 ", "parallelism = 16 "), "'1 h'", "\"2 h\""));
    }

    void keysThatGoLeaveTheirComments() {
        RunConfiguration demo = *project(Whole).find("demo");
        demo.parallelism = 0;
        demo.record = false;
        demo.settings.erase("table.exec.state.ttl");
        const auto text = withConfiguration(Whole, "demo", demo);
        QVERIFY(text.ok());
        QCOMPARE(*text, replaced(replaced(replaced(Whole, "parallelism = 2      # two will do", "# two will do"), "record = true\n", ""),
                                 "table.exec.state.ttl = '1 h'                  # dotted", "# dotted"));
    }

    void newKeysComeBehindTheLastOne() {
        RunConfiguration demo = *project(Whole).find("demo"), night = *project(Whole).find("over night");
        demo.from = "savepoints/one";
        demo.state.clear();                    // the last line goes at the same time
        demo.settings["pipeline.name"] = "d";
        auto text = withConfiguration(Whole, "demo", demo);
        QVERIFY(text.ok());
        QCOMPARE(*text, replaced(replaced(Whole, "state = \"rocksdb\"\n", "from = \"savepoints/one\"\n"), "enabled = true\n", "enabled = true\n\"pipeline.name\" = \"d\"\n"));

        night.settings["pipeline.name"] = "n";
        night.parallelism = 4;
        text = withConfiguration(Whole, "over night", night);
        QVERIFY(text.ok());
        QCOMPARE(*text, Whole + "parallelism = 4\n\n[run.\"over night\".settings]\n\"pipeline.name\" = \"n\"\n");
    }

    void aFileWithoutALastLineBreakAndWithCarriageReturns() {
        const std::string text = "[run.a]\r\nparallelism = 1\r\n[run.b]\r\nscript = \"b.sql\"";
        RunConfiguration a{.name = "a", .parallelism = 1, .record = true}, b{.name = "b", .script = "b.sql", .memory = "1 gb"};
        auto changed = withConfiguration(text, "a", a);
        QVERIFY(changed.ok());
        QCOMPARE(*changed, std::string("[run.a]\r\nparallelism = 1\r\nrecord = true\r\n[run.b]\r\nscript = \"b.sql\""));
        changed = withConfiguration(*changed, "b", b);
        QVERIFY(changed.ok());
        QCOMPARE(*changed, std::string("[run.a]\r\nparallelism = 1\r\nrecord = true\r\n[run.b]\r\nscript = \"b.sql\"\r\nmemory = \"1 gb\"\r\n"));
    }

    void configurationsAreAddedRenamedAndTakenOut() {
        auto text = withConfiguration(Whole, "", {.name = "third", .parallelism = 1});
        QVERIFY(text.ok());
        QCOMPARE(*text, Whole + "\n[run.third]\nparallelism = 1\n");
        text = withoutConfiguration(*text, "third");
        QVERIFY(text.ok());
        QCOMPARE(*text, Whole + "\n");

        RunConfiguration demo = *project(Whole).find("demo");
        demo.name = "small one";
        text = withConfiguration(Whole, "demo", demo);
        QVERIFY(text.ok());
        QCOMPARE(*text, replaced(replaced(Whole, "[run.demo] ", "[run.\"small one\"] "), "[run.demo.settings]", "[run.\"small one\".settings]"));

        text = withoutConfiguration(Whole, "demo");
        QVERIFY(text.ok());
        const size_t from = Whole.find("[run.demo]"), to = Whole.find("# The big one");
        QCOMPARE(*text, Whole.substr(0, from) + "\n" + Whole.substr(to));
        QVERIFY(!project(*text).find("demo"));

        demo.name = "over night";
        QCOMPARE(withConfiguration(Whole, "demo", demo).error().code, ErrorCode::Exists);
        demo.name = "nobody";
        QCOMPARE(withConfiguration(Whole, "nobody", demo).error().code, ErrorCode::Unknown);
        QVERIFY(!withConfiguration(Whole, "", {.name = "a\nb"}).ok());
        QCOMPARE(withConfiguration(Whole, "", {.name = "x", .state = "paper"}).error().message, std::string("'state' takes \"hashmap\" or \"rocksdb\", not 'paper'."));
    }

    void whatCannotBeKeptIsRefused() {
        // Everything in one line: a value can be replaced, a key cannot be added.
        const std::string text = "run = { a = { parallelism = 1 } } # all of it\n";
        auto changed = withConfiguration(text, "a", {.name = "a", .parallelism = 2});
        QVERIFY(changed.ok());
        QCOMPARE(*changed, replaced(text, "1", "2"));
        for (const RunConfiguration& run : {RunConfiguration{.name = "a", .parallelism = 1, .record = true}, RunConfiguration{.name = "a"}, RunConfiguration{.name = "b", .parallelism = 1}}) {
            changed = withConfiguration(text, "a", run);
            QVERIFY(!changed.ok());
            QVERIFY(changed.error().message.find("cannot be changed here") != std::string::npos);
        }
        QVERIFY(!withConfiguration(text, "", {.name = "c"}).ok());
        QVERIFY(!withoutConfiguration(text, "a").ok());
        // Dotted from above.
        QVERIFY(!withConfiguration("[run]\na.parallelism = 1\n", "a", {.name = "a", .parallelism = 1, .record = true}).ok());
    }

    /// Any bytes: a project or problems with places inside the text, and a change that keeps its word or is refused.
    void anyBytesAreRead() {
        std::mt19937 random(11);
        auto pick = [&](size_t n) { return random() % n; };
        constexpr char Odd[] = "\0\n\r\"'[]{}=.#\\u\xFF\xC3-9";
        const std::string odd(Odd, sizeof Odd - 1);
        int read = 0;
        for (int round = 0; round < 4000; ++round) {
            std::string text = Whole;
            for (size_t changes = 1 + pick(4); changes > 0; --changes) {
                const size_t at = pick(text.size());
                if (pick(3) == 0) text.erase(at, pick(12));
                else if (pick(3) == 0) text.insert(at, text.substr(pick(text.size()), pick(30)));
                else text.insert(at, 1, odd[pick(odd.size())]);
            }
            const ProjectReading reading = readProject(text);
            for (const Error& problem : reading.problems) {
                QVERIFY(!problem.message.empty());
                QVERIFY(problem.place.offset >= 0 && static_cast<size_t>(problem.place.offset + problem.place.length) <= text.size());
            }
            if (!reading.problems.empty() || reading.project.runs.empty()) continue;
            ++read;
            RunConfiguration run = reading.project.runs[pick(reading.project.runs.size())];
            const std::string before = run.name;
            run.parallelism = 1 + static_cast<int>(pick(9));
            run.settings["added.key"] = "x";
            ProjectFile wanted = reading.project;
            for (RunConfiguration& each : wanted.runs)
                if (each.name == before) each = run;
            const auto changed = withConfiguration(text, before, run);
            if (changed) QVERIFY(project(*changed) == wanted);
        }
        QVERIFY(read > 300);
    }

    /// Random changes of random files: either refused, or the file says what was meant and every comment is there.
    void randomChangesLoseNothing() {
        std::mt19937 random(7);
        auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
        const std::vector<std::string> names{"a", "b c", "d.e", "f\"g", "h-1"}, keys{"x.y", "x.z", "pipeline.name", "q", "weir.uid.A B"}, values{"1", "a b", "#", "\"", "\\n", "ü"};
        auto anyRun = [&](const std::string& name) {
            RunConfiguration run{.name = name, .parallelism = pick(4), .record = pick(2) == 0};
            if (pick(2)) run.script = values[static_cast<size_t>(pick(6))];
            if (pick(3) == 0) run.state = "rocksdb";
            if (pick(3) == 0) run.memory = "1 mb";
            if (pick(3) == 0) run.from = "latest";
            for (int i = pick(4); i > 0; --i) run.settings[keys[static_cast<size_t>(pick(5))]] = values[static_cast<size_t>(pick(6))];
            return run;
        };
        int done = 0;
        for (int round = 0; round < 40; ++round) {
            std::string text = pick(2) ? Whole : "name = \"n\"  # keep 0";
            for (int step = 0; step < 40; ++step) {
                const ProjectFile before = project(text);
                const std::string name = names[static_cast<size_t>(pick(5))], other = names[static_cast<size_t>(pick(5))];
                Result<std::string> after = std::string();
                ProjectFile wanted = before;
                const bool there = before.find(name) != nullptr;
                if (there && pick(5) == 0) {
                    after = withoutConfiguration(text, name);
                    std::erase_if(wanted.runs, [&](const RunConfiguration& run) { return run.name == name; });
                } else {
                    const RunConfiguration run = anyRun(there && pick(4) == 0 && !before.find(other) ? other : name);
                    after = withConfiguration(text, there ? name : "", run);
                    if (!there) wanted.runs.push_back(run);
                    for (RunConfiguration& each : wanted.runs)
                        if (each.name == name) each = run;
                }
                QVERIFY2(after.ok(), after.ok() ? "" : (after.error().text() + "\n" + text).c_str());
                QVERIFY(project(*after) == wanted);
                for (const char* comment : {"# Orders of the shop.", "# as people call it", "# Small and quick.", "# two will do", "# often", "# The big one.", "# keep 0"})
                    QCOMPARE(after->find(comment) != std::string::npos, text.find(comment) != std::string::npos);
                text = *after;
                ++done;
            }
        }
        QCOMPARE(done, 1600);
    }
};

QTEST_APPLESS_MAIN(ProjectFileTest)
#include "project_file_test.moc"

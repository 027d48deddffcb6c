#!/usr/bin/env python3
"""Takes savepoints of running jobs, stops with them, and goes on: with another parallelism, with another script, with what is damaged.

  savepoint_test.py --weir PATH [--keep] [NAME ...]        a NAME runs the tests whose names contain it

Every job writes files, and what they show in the end has an answer in closed form. Exit code 0 when all holds.
"""
import argparse
import collections
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = 80_000
SOURCE = f"""CREATE TABLE src (seq BIGINT, ts AS TO_TIMESTAMP_LTZ(seq * 10, 3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH (
  'connector' = 'datagen', 'rows-per-second' = '20000', 'fields.seq.kind' = 'sequence', 'fields.seq.start' = '0', 'fields.seq.end' = '{ROWS - 1}');
"""


class Wrong(Exception):
    pass


def expect(condition, message):
    if not condition:
        raise Wrong(message)


class World:
    """A folder with scripts, checkpoints, savepoints and what sinks wrote."""

    def __init__(self, weir):
        self.weir = weir
        self.folder = Path(tempfile.mkdtemp(prefix="weir-savepoint-"))
        self.running = []

    def sink(self, name, columns, form="json"):
        return f"CREATE TABLE {name} ({columns}) WITH ('connector' = 'filesystem', 'path' = '{self.folder}/out/{name}', 'format' = '{form}', 'sink.rolling-policy.file-size' = '8kb');\n"

    def script(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def start(self, script, *more, checkpoints="checkpoints"):
        where = ["--checkpoints", str(self.folder / checkpoints), "--interval", "100ms"] if checkpoints else []
        process = subprocess.Popen([self.weir, "run", str(script), *where, *more], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.running.append(process)
        return process

    def end(self, process, code=0):
        out, error = process.communicate(timeout=60)
        expect(process.returncode == code, f"weir ended with {process.returncode}: {error.strip()[-600:]}")
        return out + error

    def savepoint(self, *words, code=0):
        done = subprocess.run([self.weir, "savepoint", *map(str, words)], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        expect(done.returncode == code, f"savepoint {words[0]} ended with {done.returncode}, not {code}: {(done.stdout + done.stderr).strip()[-600:]}")
        return done.stdout + done.stderr

    def rows(self, name):
        folder = self.folder / "out" / name
        hidden = [path.name for path in folder.rglob(".*")]
        expect(not hidden, f"hidden files are left: {hidden[:3]}")
        return [json.loads(line) for path in sorted(folder.rglob("part-*")) for line in path.read_text().splitlines()]

    def shown(self, name):
        folder = self.folder / "out" / name
        return sum(len(path.read_text().splitlines()) for path in folder.rglob("part-*")) if folder.exists() else 0

    def until_shown(self, name, rows=1):
        for _ in range(500):
            if self.shown(name) >= rows:
                return
            time.sleep(0.02)
        raise Wrong(f"{name} shows nothing")


def once(rows, wanted):
    seen = collections.Counter(rows)
    twice, lost = [k for k, n in seen.items() if n > 1], [k for k in wanted if k not in seen]
    expect(not twice and not lost and len(seen) == len(wanted), f"{len(lost)} lost {lost[:3]}, {len(twice)} twice {twice[:3]}, {len(seen)} of {len(wanted)}")


def folded(rows):
    table = collections.Counter()
    for row in rows:
        value, sign = (row["after"], 1) if row["op"] == "c" else (row["before"], -1)
        table[tuple(value.values())] += sign
    return sorted(key for key, n in table.items() if n)


def latest(rows):
    """Of each key the row with the greatest count."""
    out = {}
    for row in rows:
        value = row["after"]
        if row["op"] == "c" and value["n"] >= out.get(value["k"], value)["n"]:
            out[value["k"]] = value
    return out


def stop(world, parallelisms, by, settings=""):
    """Stopped with a savepoint, all that is shown is of before it; going on from it completes it. The path and script of the last."""
    script = world.script("job.sql", settings + SOURCE + world.sink("rows_out", "seq BIGINT") + world.sink("totals", "k BIGINT, n BIGINT, total BIGINT", "debezium-json") + """
EXECUTE STATEMENT SET BEGIN
INSERT INTO rows_out SELECT seq FROM src;
INSERT INTO totals SELECT MOD(seq, 97), COUNT(*), SUM(seq) FROM src GROUP BY MOD(seq, 97);
END;
""")
    start = []
    for parallelism in parallelisms[:-1]:
        process = world.start(script, "-p", str(parallelism), *start, "--savepoint-on-stop", str(world.folder / "savepoints"))
        before = world.shown("rows_out")
        world.until_shown("rows_out", before + 1)
        if by == "take":
            path = world.savepoint("take", world.folder / "checkpoints", "--to", world.folder / "savepoints", "--stop").strip()
            said = world.end(process)
        else:
            process.send_signal(by)
            said = world.end(process)
            found = [line for line in said.splitlines() if "weir: savepoint " in line]
            expect(found, f"no savepoint is named: {said}")
            path = found[0].split("weir: savepoint ")[1].split(",")[0]
        expect(f"savepoint {path}" in said, f"the run does not name it: {said}")
        expect(world.shown("rows_out") < ROWS, "the job had come to its end, so the test proves nothing")
        once([row["seq"] for row in world.rows("rows_out")], range(world.shown("rows_out")) if parallelisms == [1, 1] else {row["seq"] for row in world.rows("rows_out")})
        start = ["--from", path]
    world.end(world.start(script, "-p", str(parallelisms[-1]), *start))
    once([row["seq"] for row in world.rows("rows_out")], range(ROWS))
    want = [(k, len(range(k, ROWS, 97)), sum(range(k, ROWS, 97))) for k in range(97)]
    expect(folded(world.rows("totals")) == want, "the totals differ")
    return path, script


def test_key_groups(world):
    """As many as are asked for, and a savepoint goes only where they are as many."""
    ask = "SET 'pipeline.max-parallelism' = '{}';\n"
    path, script = stop(world, [3, 4], "take", ask.format(5))
    text = script.read_text()
    for groups, parallelism, wanted in [("9", "2", "has 5 key groups, the job has 9"), ("5", "6", "more than the 5 key groups"), ("0", "1", "must be from 1 to 32768")]:
        script.write_text(text.replace(ask.format(5), ask.format(groups)))
        said = world.end(world.start(script, "-p", parallelism, "--from", path, checkpoints="other"), 1)
        expect(wanted in said and "pipeline.max-parallelism" in said, said)


def test_stop_by_request(world):
    stop(world, [1, 1], "take")


def test_stop_by_signal_and_rescale(world):
    stop(world, [1, 4, 2], signal.SIGTERM)


def test_interrupt_and_rescale(world):
    stop(world, [3, 1], signal.SIGINT)


def test_take_and_go_on(world):
    """The job goes on behind a savepoint; list, show and delete."""
    script = world.script("job.sql", SOURCE + world.sink("rows_out", "seq BIGINT") + "INSERT INTO rows_out SELECT seq FROM src;\n")
    process = world.start(script, "-p", "2")
    world.until_shown("rows_out")
    path = world.savepoint("take", world.folder / "checkpoints", "--to", world.folder / "kept", "--name", "first").strip()
    expect(path == str(world.folder / "kept/first"), path)
    world.savepoint("take", world.folder / "checkpoints", "--to", world.folder / "kept", "--name", "first", code=1)
    world.end(process)
    once([row["seq"] for row in world.rows("rows_out")], range(ROWS))
    listed = [json.loads(line) for line in world.savepoint("list", world.folder / "kept", "--json").splitlines()]
    expect([one["name"] for one in listed] == ["first"], listed)
    info = json.loads(world.savepoint("show", path, "--json"))
    expect("SELECT seq FROM src" in info["script"] and info["job"] == "insert-into_rows_out", info)
    splits = [split for one in info["operators"] for split in one.get("splits", [])]
    expect(len(splits) == 2 and all(split["position"] for split in splits), splits)
    world.savepoint("delete", world.folder / "checkpoints/insert-into_rows_out/" / sorted(os.listdir(world.folder / "checkpoints/insert-into_rows_out"))[0], code=1)
    # What it had shown since would come twice.
    said = world.end(world.start(script, "--from", path, checkpoints="others"), 1)
    expect("would write its rows twice" in said, said)
    world.savepoint("delete", path)
    expect(not os.path.exists(path), "it is still there")
    expect("No run takes requests" in world.savepoint("take", world.folder / "checkpoints", code=1), "who answers?")


def changed(world, before, after, more=()):
    """Stops the first script with a savepoint; gives its path."""
    process = world.start(world.script("before.sql", before))
    world.until_shown("totals")
    path = world.savepoint("take", world.folder / "checkpoints", "--to", world.folder / "savepoints", "--stop").strip()
    world.end(process)
    return path, world.script("after.sql", after)


def findings(world, path, script, code=0):
    return json.loads(world.savepoint("check", path, script, "--json", code=code).splitlines()[0])["findings"]


def test_filter_changed_operators_reordered(world):
    sinks = world.sink("totals", "k BIGINT, n BIGINT", "debezium-json") + world.sink("others", "k BIGINT, total BIGINT", "debezium-json")
    view = "CREATE VIEW small AS SELECT MOD(seq, 7) AS k, seq FROM src;\n"
    first, second = "INSERT INTO totals SELECT k, COUNT(*) FROM small GROUP BY k;\n", "INSERT INTO others SELECT k, SUM(seq) FROM small WHERE {} GROUP BY k;\n"
    path, script = changed(world, SOURCE + sinks + view + "EXECUTE STATEMENT SET BEGIN\n" + first + second.format("seq >= 0") + "END;\n",
                           SOURCE + sinks + view + "EXECUTE STATEMENT SET BEGIN\n" + second.format("seq > 0 OR seq < 5") + first + "END;\n")
    found = findings(world, path, script)
    expect(found and all(one["verdict"] == "kept" for one in found), found)
    world.end(world.start(script, "--from", path, "-p", "2", checkpoints="next"))
    expect(folded(world.rows("totals")) == [(k, len(range(k, ROWS, 7))) for k in range(7)], "counts differ")
    expect(folded(world.rows("others")) == [(k, sum(range(k, ROWS, 7))) for k in range(7)], "sums differ")


def test_aggregate_removed_and_added(world):
    text = SOURCE + "{}" + "INSERT INTO totals SELECT MOD(seq, 7), {} FROM src GROUP BY MOD(seq, 7);\n"
    before = text.format(world.sink("totals", "k BIGINT, n BIGINT, total BIGINT, most BIGINT", "debezium-json"), "COUNT(*), SUM(seq), MAX(seq)")
    less = text.format(world.sink("totals", "k BIGINT, most BIGINT, n BIGINT", "debezium-json").replace("out/totals", "out/less"), "MAX(seq), COUNT(*)")
    more = text.format(world.sink("totals", "k BIGINT, n BIGINT, least BIGINT", "debezium-json").replace("out/totals", "out/more"), "COUNT(*), MIN(seq)")
    path, script = changed(world, before, less)
    verdicts = {one["column"]: one["verdict"] for one in findings(world, path, script) if one["column"]}
    expect(verdicts == {"MAX(seq) BIGINT": "kept", "COUNT() BIGINT": "kept", "SUM(seq) BIGINT": "converted"}, verdicts)
    world.end(world.start(script, "--from", path, checkpoints="next"))
    last = latest(world.rows("less"))
    expect(all(last[k]["n"] == len(range(k, ROWS, 7)) and last[k]["most"] == range(k, ROWS, 7)[-1] for k in range(7)), last)
    script = world.script("more.sql", more)
    found = findings(world, path, script, code=1)
    expect([one["column"] for one in found if not one["fits"]] == ["MIN(seq) BIGINT"], found)
    said = world.end(world.start(script, "--from", path, checkpoints="third"), 1)
    expect("MIN(seq)" in said and "--allow-non-restored" in said, said)
    world.end(world.start(script, "--from", path, "--allow-non-restored", checkpoints="third"))
    last = latest(world.rows("more"))
    expect(all(last[k]["n"] == len(range(k, ROWS, 7)) and last[k]["least"] > 6 for k in range(7)), last)


def test_calls_of_expressions(world):
    """Expressions are known by their places: where those have moved nobody can say which sum was whose, and so it is said."""
    text = SOURCE + "{}" + "INSERT INTO totals SELECT MOD(seq, 7), {} FROM src GROUP BY MOD(seq, 7);\n"
    both = world.sink("totals", "k BIGINT, a BIGINT, b BIGINT", "debezium-json")
    before = text.format(both, "SUM(seq + 1), SUM(seq * 2)")
    one = world.sink("totals", "k BIGINT, b BIGINT", "debezium-json").replace("out/totals", "out/one")
    more = world.sink("totals", "k BIGINT, a BIGINT, b BIGINT, n BIGINT", "debezium-json").replace("out/totals", "out/more")
    path, script = changed(world, before, text.format(one, "SUM(seq * 2)"))
    found = findings(world, path, script, code=1)
    expect(any(not one["fits"] and "view" in one["reason"] for one in found), found)
    said = world.end(world.start(script, "--from", path, checkpoints="next"), 1)
    expect("view" in said, said)
    # Where all are where they were another call fits beside them.
    script = world.script("more.sql", text.format(more, "SUM(seq + 1), SUM(seq * 2), COUNT(*)"))
    expect([(one["verdict"], one["fits"]) for one in findings(world, path, script, code=1) if one["column"].startswith("SUM")] == [("kept", True)] * 2, "verdicts")


def test_distinct_calls_removed_and_added(world):
    """Those that stay go on with what they have seen; one that is new, also over values that others have seen, begins with nothing."""
    change_distinct_calls(world)


def test_distinct_calls_come_from_disk(world):
    change_distinct_calls(world, was="rocksdb", now="hashmap")


def test_distinct_calls_go_to_disk(world):
    change_distinct_calls(world, was="hashmap", now="rocksdb")


def change_distinct_calls(world, was="hashmap", now="hashmap"):
    backend = "SET 'state.backend.type' = '{}';\nSET 'state.memory' = '{}';\n"
    settings = {"hashmap": backend.format("hashmap", "512 mb"), "rocksdb": backend.format("rocksdb", "1 kb")}
    text = SOURCE + "{}CREATE VIEW keyed AS SELECT MOD(seq, 7) AS k, seq, MOD(seq, 11) AS a, seq / 20 AS b FROM src;\nINSERT INTO totals SELECT k, COUNT(*), {} FROM keyed GROUP BY k;\n"
    before = settings[was] + text.format(world.sink("totals", "k BIGINT, n BIGINT, a BIGINT, b BIGINT", "debezium-json"), "COUNT(DISTINCT a), COUNT(DISTINCT b)")
    less = settings[now] + text.format(world.sink("totals", "k BIGINT, n BIGINT, b BIGINT", "debezium-json").replace("out/totals", "out/less"), "COUNT(DISTINCT b)")
    more = settings[now] + text.format(world.sink("totals", "k BIGINT, n BIGINT, c BIGINT, b BIGINT, a BIGINT", "debezium-json").replace("out/totals", "out/more"),
                       "COUNT(DISTINCT seq), COUNT(DISTINCT b), COUNT(DISTINCT a)")
    path, script = changed(world, before, less)
    expect({one["column"]: one["verdict"] for one in findings(world, path, script) if one["column"]} == {
        "COUNT() BIGINT": "kept", "COUNT(DISTINCT b) BIGINT": "kept", "COUNT(DISTINCT a) BIGINT": "converted"}, "verdicts")
    rows = position(world, path)
    world.end(world.start(script, "--from", path, "-p", "2", checkpoints="next"))
    pairs = {k: len({seq // 20 for seq in range(k, ROWS, 7)}) for k in range(7)}
    last = latest(world.rows("less"))
    expect({k: (last[k]["n"], last[k]["b"]) for k in last} == {k: (len(range(k, ROWS, 7)), pairs[k]) for k in pairs}, last)
    script = world.script("more.sql", more)
    found = findings(world, path, script, code=1)
    expect([(one["column"], one["verdict"]) for one in found if not one["fits"]] == [("COUNT(DISTINCT seq) BIGINT", "rebuilt")], found)
    world.end(world.start(script, "--from", path, "--allow-non-restored", checkpoints="third"))
    last = latest(world.rows("more"))
    after = {k: len([seq for seq in range(k, ROWS, 7) if seq >= rows]) for k in pairs}
    expect({k: (last[k]["c"], last[k]["b"], last[k]["a"]) for k in last} == {k: (after[k], pairs[k], 11) for k in pairs}, last)


def test_column_added_and_widened(world):
    """A join keeps rows; one side gets a column and a wider type."""
    users = """CREATE TABLE users (id BIGINT, {}) WITH ('connector' = 'datagen', 'rows-per-second' = '1000', 'fields.id.kind' = 'sequence', 'fields.id.start' = '0', 'fields.id.end' = '99',
  'fields.points.kind' = 'sequence', 'fields.points.start' = '0', 'fields.points.end' = '99'{});\n"""
    join = "INSERT INTO totals SELECT s.seq, {} FROM src s JOIN users u ON MOD(s.seq, 100) = u.id;\n"
    before = SOURCE + users.format("points INT", "") + world.sink("totals", "seq BIGINT, points BIGINT") + join.format("u.points")
    after = SOURCE + users.format("points BIGINT, grade INT", ", 'fields.grade.min' = '1', 'fields.grade.max' = '1'") + \
        world.sink("totals", "seq BIGINT, points BIGINT, grade INT").replace("out/totals", "out/after") + join.format("u.points, u.grade")
    process = world.start(world.script("before.sql", before))
    world.until_shown("totals", 2000)
    path = world.savepoint("take", world.folder / "checkpoints", "--to", world.folder / "savepoints", "--stop").strip()
    world.end(process)
    script = world.script("after.sql", after)
    verdicts = {one["column"]: (one["verdict"], one["reason"]) for one in findings(world, path, script) if one["column"]}
    expect(verdicts.get("points BIGINT") == ("converted", "it was INT") and verdicts.get("grade INT", ("",))[0] == "converted", verdicts)
    shown = world.shown("totals")
    world.end(world.start(script, "--from", path, checkpoints="next"))
    rows = world.rows("after")
    once([row["seq"] for row in world.rows("totals")] + [row["seq"] for row in rows], range(ROWS))
    expect(shown < ROWS and all(row["points"] == row["seq"] % 100 and row["grade"] is None for row in rows), rows[:3])


def test_columns_of_a_top_n(world):
    """The best three of each key: what orders them gets wider, and a column is new in them."""
    text = SOURCE + "{sink}CREATE VIEW keyed AS SELECT MOD(seq, 7) AS k, {columns} FROM src;\nINSERT INTO totals SELECT {shown} FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY v {way}) AS place FROM keyed) WHERE place <= 3;\n"
    sink = world.sink("totals", "k BIGINT, v BIGINT, twice BIGINT", "debezium-json").replace("out/totals", "out/after")
    before = text.format(sink=world.sink("totals", "k BIGINT, v INT", "debezium-json"), columns="CAST(seq AS INT) AS v", shown="k, v", way="DESC")
    after = text.format(sink=sink, columns="seq AS v, seq * 2 AS twice", shown="k, v, twice", way="DESC")
    path, script = changed(world, before, after)
    found = {one["column"]: (one["verdict"], one["reason"]) for one in findings(world, path, script) if one["column"]}
    expect(found == {"k INT": ("kept", ""), "v BIGINT": ("converted", "it was INT"), "twice BIGINT": ("converted", "it is NULL in rows from before")}, found)
    rows = position(world, path)
    world.end(world.start(script, "--from", path, "-p", "2", checkpoints="next"))
    table = collections.Counter()
    for row in world.rows("after"):
        for value, sign in ((row["after"], 1), (row["before"], -1)):
            if value:
                table[tuple(value.values())] += sign
    shown = {key for key, n in table.items() if n > 0}
    expect(shown == {(k, v, 2 * v) for k in range(7) for v in range(k, ROWS, 7)[-3:]}, sorted(shown, key=str)[:5])
    gone = {key for key, n in table.items() if n < 0}
    expect(gone == {(k, v, None) for k in range(7) for v in range(k, rows, 7)[-3:]}, sorted(gone, key=str)[:5])
    # What was kept is not what another order needs.
    other = world.script("other.sql", text.format(sink=sink, columns="seq AS v, seq * 2 AS twice", shown="k, v, twice", way="ASC"))
    expect(any(one["reason"] == "its rows are in another order" and not one["fits"] for one in findings(world, path, other, code=1)), "another order fits")


def test_calls_over_a_frame(world):
    """Rows of a frame get a column; a call that is new counts those that were there before."""
    text = SOURCE + "{sink}CREATE VIEW keyed AS SELECT MOD(seq, 7) AS k, seq, ts{columns} FROM src;\nINSERT INTO totals SELECT seq, {calls} FROM keyed WINDOW w AS (PARTITION BY k ORDER BY ts ROWS BETWEEN 2 PRECEDING AND CURRENT ROW);\n"
    before = text.format(sink=world.sink("totals", "seq BIGINT, total BIGINT, n BIGINT"), columns="", calls="SUM(seq) OVER w, COUNT(*) OVER w")
    after = text.format(sink=world.sink("totals", "seq BIGINT, least BIGINT, total BIGINT, twice BIGINT").replace("out/totals", "out/after"), columns=", seq * 2 AS twice",
                        calls="MIN(seq) OVER w, SUM(seq) OVER w, SUM(twice) OVER w")
    path, script = changed(world, before, after)
    found = {one["column"]: one["verdict"] for one in findings(world, path, script) if one["column"] and one["verdict"] != "kept"}
    expect(found == {"MIN(seq) BIGINT retracting": "converted", "SUM(twice) BIGINT retracting": "converted", "twice BIGINT": "converted", "COUNT() BIGINT retracting": "converted"}, found)
    world.end(world.start(script, "--from", path, "-p", "3", checkpoints="next"))
    first, rows = world.rows("totals"), world.rows("after")
    # A bounded frame sees no row of 1970 or before, as in Flink.
    once([row["seq"] for row in first + rows], range(1, ROWS))
    least = min(row["seq"] for row in rows)
    for row in rows:
        frame = [seq for seq in (row["seq"] - 14, row["seq"] - 7, row["seq"]) if seq > 0]
        expect(row["least"] == frame[0] and row["total"] == sum(frame), row)
        # Rows that waited or were in the frame have no value in the new column.
        expect(row["seq"] < least + 200 or row["twice"] == 2 * sum(frame), row)


def test_renamed_and_removed(world):
    sinks = world.sink("totals", "k BIGINT, n BIGINT", "debezium-json")
    text = SOURCE + sinks + "CREATE VIEW {0} AS SELECT MOD(seq, 7) AS k FROM src;\nINSERT INTO totals SELECT k, COUNT(*) FROM {0} GROUP BY k;\n"
    path, script = changed(world, text.format("small"), text.format("renamed"))
    expect(all(one["fits"] for one in findings(world, path, script)), "a renamed view is not found")
    other = world.script("other.sql", SOURCE + world.sink("plain", "k BIGINT") + "INSERT INTO plain SELECT MOD(seq, 7) FROM src;\n")
    found = findings(world, path, other, code=1)
    expect([one["verdict"] for one in found if not one["fits"]] == ["lost"], found)
    said = world.end(world.start(other, "--from", path, checkpoints="other"), 1)
    expect("GroupAggregate" in said, said)
    world.end(world.start(other, "--from", path, "--allow-non-restored", checkpoints="other"))
    named = world.script("named.sql", "SET 'weir.uid.renamed.GroupAggregate' = 'totals by hand';\n" + text.format("renamed"))
    expect(any(one["operator"] == "totals by hand" for one in findings(world, path, named)), "a uid by hand is not taken")
    world.end(world.start(script, "--from", path, checkpoints="next"))
    expect(folded(world.rows("totals")) == [(k, len(range(k, ROWS, 7))) for k in range(7)], "counts differ")


def test_state_as_tables(world):
    text = SOURCE + world.sink("totals", "k BIGINT, n BIGINT", "debezium-json") + "CREATE VIEW small AS SELECT MOD(seq, 7) AS k FROM src;\nINSERT INTO totals SELECT k, COUNT(*) FROM small GROUP BY k;\n"
    path, _ = changed(world, text, text)
    info = json.loads(world.savepoint("show", path, "--json"))
    uid = next(one["uid"] for one in info["operators"] if one["name"] == "GroupAggregate")
    source = next(one["uid"] for one in info["operators"] if one.get("splits"))
    said = world.end(world.start(world.script("look.sql", f"""CREATE CATALOG sp WITH ('type' = 'savepoint', 'path' = '{path}');
DESCRIBE sp.`{uid}`.`groups`;
SELECT COUNT(*), SUM(group_rows), MAX(k) FROM sp.`{uid}`.`groups` WHERE state_expires IS NULL;
SELECT finished, `position`, `watermark` > TO_TIMESTAMP_LTZ(0, 3) FROM sp.`{source}`.splits;
"""), "-D", "execution.runtime-mode=batch", "--output", "jsonl", checkpoints=None))
    rows = [json.loads(line) for line in said.splitlines() if line.startswith("[")]
    expect(rows[0][1] == "7" and rows[0][3] == "6" and 0 < int(rows[0][2]) < ROWS, rows)
    expect(rows[1][1] == "FALSE" and rows[1][2].split()[0] == rows[0][2] and rows[1][3] == "TRUE", rows)
    expect("group_rows" in said and "BIGINT" in said, said)
    said = world.end(world.start(world.script("none.sql", f"CREATE CATALOG sp WITH ('type' = 'savepoint', 'path' = '{world.folder}/none');\n"), checkpoints=None), 1)
    expect("no checkpoint at" in said, said)


def holder(world, path, kind):
    """The database of the only operator of that kind."""
    found = [one["uid"] for one in json.loads(world.savepoint("show", path, "--json"))["operators"] if one["name"] == kind]
    expect(len(found) == 1, f"{kind}: {found}")
    return f"sp.`{found[0]}`"


def position(world, path):
    """How many rows the only source had given."""
    splits = [split for one in json.loads(world.savepoint("show", path, "--json"))["operators"] for split in one.get("splits", [])]
    return int(splits[0]["position"].split()[0])


def answers(world, path, queries):
    """The sorted rows of each query over the savepoint's tables, as texts."""
    script = world.script("look.sql", f"CREATE CATALOG sp WITH ('type' = 'savepoint', 'path' = '{path}');\n" + "".join(query + ";\n" for query in queries))
    said = world.end(world.start(script, "-D", "execution.runtime-mode=batch", "--output", "jsonl", checkpoints=None))
    out = [[] for _ in queries]
    at = -1
    for line in said.splitlines():
        if line.startswith("["):
            out[at].append(tuple(json.loads(line)[1:]))
        elif line.startswith("{") and "columns" in line:
            at += 1
    return [sorted(rows) for rows in out]


def test_values_and_timers_as_tables(world):
    """What calls have come to, and when what is due: all of it follows from how many rows the source had given."""
    kept = [("sums", "k BIGINT, n BIGINT, total BIGINT, mean BIGINT, most BIGINT, kinds BIGINT, late BIGINT"), ("tumbled", "k BIGINT, total BIGINT"),
            ("sessions", "k BIGINT, total BIGINT, kinds BIGINT"), ("moving", "k BIGINT, total BIGINT"), ("best", "k BIGINT, seq BIGINT"), ("pairs", "a BIGINT, b BIGINT")]
    script = "SET 'table.exec.state.ttl' = '1 h';\n" + SOURCE + world.sink("totals", "k BIGINT") + "".join(f"CREATE TABLE {name} ({columns}) WITH ('connector' = 'blackhole');\n" for name, columns in kept) + """
CREATE VIEW keyed AS SELECT MOD(seq, 7) AS k, seq, ts FROM src;
EXECUTE STATEMENT SET BEGIN
INSERT INTO totals SELECT k FROM keyed;
INSERT INTO sums SELECT k, COUNT(*), SUM(seq), AVG(seq), MAX(seq), COUNT(DISTINCT MOD(seq, 5)), SUM(seq) FILTER (WHERE seq > 100) FROM keyed GROUP BY k;
INSERT INTO tumbled SELECT k, SUM(seq) FROM TABLE(TUMBLE(TABLE keyed, DESCRIPTOR(ts), INTERVAL '2' SECOND)) GROUP BY k, window_start, window_end;
INSERT INTO sessions SELECT k, SUM(seq), COUNT(DISTINCT MOD(seq, 3)) FROM keyed GROUP BY k, SESSION(ts, INTERVAL '5' SECOND);
INSERT INTO moving SELECT k, SUM(seq) OVER (PARTITION BY k ORDER BY ts ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM keyed;
INSERT INTO best SELECT k, seq FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY seq DESC) AS place FROM keyed) WHERE place <= 3;
INSERT INTO pairs SELECT a.seq, b.seq FROM keyed a JOIN keyed b ON a.k = b.k AND a.ts BETWEEN b.ts - INTERVAL '1' SECOND AND b.ts;
END;
"""
    path, _ = changed(world, script, script)
    rows = position(world, path)
    grouped, windows, sessions = holder(world, path, "GroupAggregate"), holder(world, path, "WindowAggregate"), holder(world, path, "GroupWindowAggregate")
    over, rank, join = (holder(world, path, kind) for kind in ("OverAggregate", "Rank", "IntervalJoin"))
    # Times as seconds and milliseconds of 1970's first hour: no zone and no date in them.
    seconds = "CAST(TIMESTAMPDIFF(SECOND, TO_TIMESTAMP_LTZ(0, 3), `time`) AS BIGINT) * 1000 + EXTRACT(MILLISECOND FROM `time`)"
    millis = lambda bound: f"CAST(TIMESTAMPDIFF(SECOND, TIMESTAMP '1970-01-01 00:00:00', {bound}) AS BIGINT) * 1000 + EXTRACT(MILLISECOND FROM {bound})"
    reached = [int(row[0][0]) for row in answers(world, path, [f"SELECT {seconds.replace('`time`', '`watermark`')} FROM {each}.task" for each in (windows, over)])]
    found = answers(world, path, [
        f"SELECT k, `COUNT(*)`, `SUM(seq)`, `AVG(seq)`, `MAX(seq)`, `COUNT(DISTINCT $f2)`, `SUM(seq) FILTER`, group_rows FROM {grouped}.`groups` WHERE state_expires > CURRENT_TIMESTAMP",
        f"SELECT `state`, k, kind FROM {grouped}.timers WHERE `time` > CURRENT_TIMESTAMP",
        f"SELECT k, {millis('window_end')}, group_rows, `SUM(seq)` FROM {windows}.panes",
        f"SELECT k, {millis('window_end')}, kind, {seconds} FROM {windows}.timers",
        f"SELECT k, {millis('window_start')}, {millis('window_end')}, group_rows, `SUM(seq)` FROM {sessions}.sessions",
        f"SELECT k, kind, {seconds} FROM {sessions}.timers",
        f"SELECT k, `SUM(seq)` FROM {over}.partitions",
        f"SELECT k, kind, {seconds} FROM {over}.timers",
        f"SELECT k, seq FROM {rank}.partitions",
        f"SELECT DISTINCT `state`, kind FROM {join}.timers"])
    texts = lambda wanted: sorted(tuple(str(value) for value in row) for row in wanted)
    of = {k: range(k, rows, 7) for k in range(7)}
    ends = {k: collections.defaultdict(list) for k in of}
    for k, own in of.items():
        for seq in own:
            if (end := seq // 200 * 2000 + 2000) - 1 > reached[0]:
                ends[k][end].append(seq)
    fired = {k: [seq for seq in own if seq * 10 <= reached[1]] for k, own in of.items()}
    wanted = [
        [(k, len(own), sum(own), sum(own) // len(own), own[-1], 5, sum(seq for seq in own if seq > 100), len(own)) for k, own in of.items()],
        [("groups", k, "time to live") for k in of],
        [(k, end, len(seqs), sum(seqs)) for k in of for end, seqs in ends[k].items()],
        [(k, end, "event time", end - 1) for k in of for end in ends[k]],
        [(k, own[0] * 10, own[-1] * 10 + 5000, len(own), sum(own)) for k, own in of.items()],
        [(k, "event time", own[-1] * 10 + 4999) for k, own in of.items()],
        [(k, sum(fired[k][-3:])) for k in of],
        [(k, "event time", seq * 10) for k, own in of.items() for seq in own if seq * 10 > reached[1]],
        [(k, seq) for k, own in of.items() for seq in own[-3:]],
        [("left", "event time"), ("right", "event time")]]
    for at, (got, want) in enumerate(zip(found, wanted)):
        expect(got == texts(want), f"query {at + 1} of {rows} rows: {got[:3]} is not {texts(want)[:3]}")


def test_layers_as_tables(world):
    """A checkpoint that holds what has changed since the one before shows each group once, as it was then."""
    keys = 20_000
    script = SOURCE + world.sink("totals", "k BIGINT, n BIGINT", "debezium-json") + f"INSERT INTO totals SELECT MOD(seq, {keys}), COUNT(*) FROM src GROUP BY MOD(seq, {keys});\n"
    process = world.start(world.script("job.sql", script))
    world.until_shown("totals", keys + 20_000)
    world.savepoint("take", world.folder / "checkpoints", "--to", world.folder / "savepoints", "--stop")
    world.end(process)
    checkpoints = sorted((world.folder / "checkpoints").glob("*/chk-*"), key=lambda each: int(each.name[4:]))
    layered = [each for each in checkpoints if '"layered": true' in (each / "manifest.json").read_text()]
    expect(layered, f"none of {len(checkpoints)} checkpoints is in layers")
    rows = position(world, layered[-1])
    expect(rows > keys, f"only {rows} rows")
    found = answers(world, layered[-1], [f"SELECT COUNT(*), COUNT(DISTINCT `$f0`), SUM(`COUNT(*)`) FROM {holder(world, layered[-1], 'GroupAggregate')}.`groups`"])
    expect(found == [[(str(keys), str(keys), str(rows))]], f"{found} of {rows} rows")


def test_bad_savepoints(world):
    """Damage, another job, a newer format, nothing: refused with a message before anything runs."""
    sinks = world.sink("totals", "k BIGINT, n BIGINT", "debezium-json")
    text = SOURCE + sinks + "INSERT INTO totals SELECT MOD(seq, 7), COUNT(*) FROM src GROUP BY MOD(seq, 7);\n"
    path, script = changed(world, text, text)
    shown = world.shown("totals")

    def damaged(name, change):
        copy = world.folder / name
        shutil.copytree(path, copy)
        change(copy)
        world.savepoint("show", copy, code=1)
        world.savepoint("check", copy, script, code=1)
        return world.end(world.start(script, "--from", str(copy), checkpoints="bad"), 1)

    def flip(copy):
        bytes_ = bytearray((copy / "state").read_bytes())
        bytes_[len(bytes_) // 2] ^= 16
        (copy / "state").write_bytes(bytes_)

    expect("is damaged" in damaged("flipped", flip), "a flipped bit")
    expect("bytes; its manifest says" in damaged("cut", lambda copy: (copy / "state").write_bytes((copy / "state").read_bytes()[:-9])), "a cut file")
    expect("state" in damaged("gone", lambda copy: (copy / "state").unlink()), "a missing file")
    expect("does not know" in damaged("extra", lambda copy: (copy / "more").write_text("x")), "an extra file")
    expect("its hash is" in damaged("manifest", lambda copy: (copy / "manifest.json").write_text((copy / "manifest.json").read_text().replace('"checkpoint": ', '"checkpoint": 1'))),
           "a changed manifest")
    expect("no checkpoint at" in damaged("empty", lambda copy: (copy / "manifest.json").unlink()), "no manifest")
    other = world.script("other.sql", SOURCE + "CREATE TABLE pairs (a BIGINT) WITH ('connector' = 'print');\n" + "INSERT INTO pairs SELECT x.seq FROM (SELECT seq FROM src) x JOIN (SELECT MAX(id) m FROM (VALUES (1)) t(id)) y ON x.seq = y.m;\n")
    expect("does not fit" in (said := world.end(world.start(other, "--from", path, checkpoints="bad"), 1)) or "of another job" in said, said)
    expect(world.shown("totals") == shown, "files were touched")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weir", required=True)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("names", nargs="*", default=[])
    args = parser.parse_args()
    failed = 0
    for name, test in [(name, test) for name, test in globals().items() if name.startswith("test_")]:
        if args.names and not any(word in name for word in args.names):
            continue
        world = World(os.path.abspath(args.weir))
        begun = time.monotonic()
        try:
            test(world)
            print(f"ok   {name[5:]}, {time.monotonic() - begun:.1f} s")
            if not args.keep:
                shutil.rmtree(world.folder)
        except (Wrong, subprocess.TimeoutExpired, OSError, KeyError, ValueError) as wrong:
            failed += 1
            print(f"FAIL {name[5:]}: {wrong!r}\n     kept: {world.folder}")
        finally:
            for process in world.running:
                if process.poll() is None:
                    process.kill()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

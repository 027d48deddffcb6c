#!/usr/bin/env python3
"""Kills a job with signal 9 at random moments, starts it again from its latest checkpoint, and counts what its sink shows.

  kill_test.py --weir PATH [--kills N] [--seed N] [-p N,M] [--rescale N,M] [--unaligned] [--keep] [JOB ...]
  JOB: seq, count, window, join, layers, flight (files); rows, totals (SQLite, appended to and by primary key). Without one: all.

Each job has an answer in closed form. Checked: nothing lost, nothing twice, no torn row, no file visible before its checkpoint (what is
visible never changes and never vanishes). A run counts only if it could have failed: at least 80 % of the kills met rows in flight, and at least 80 % of
the later starts went on from a checkpoint; with --unaligned at least a quarter of those from one with rows in flight. Exit code 0 when all holds.
"""
import argparse
import collections
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS_PER_SECOND = 20_000


def source(name, rows, extra=""):
    return f"""CREATE TABLE {name} (seq BIGINT, ts AS TO_TIMESTAMP_LTZ(seq * 10, 3){extra}, WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH (
  'connector' = 'datagen', 'rows-per-second' = '{ROWS_PER_SECOND}', 'fields.seq.kind' = 'sequence', 'fields.seq.start' = '0', 'fields.seq.end' = '{rows - 1}');
"""


def sink(name, columns, folder, form="json"):
    return f"""CREATE TABLE {name} ({columns}) WITH ('connector' = 'filesystem', 'path' = '{folder}/{name}', 'format' = '{form}',
  'sink.rolling-policy.file-size' = '16kb');
"""


def database(name, columns, folder):
    return f"""CREATE TABLE {name} ({columns}) WITH ('connector' = 'jdbc', 'url' = 'jdbc:sqlite:{folder}/rows.db', 'table-name' = '{name}');
"""


class Wrong(Exception):
    pass


def counted(rows, key, wanted):
    """Every wanted key once, none else."""
    seen = collections.Counter(key(row) for row in rows)
    twice = [k for k, n in seen.items() if n > 1]
    lost = [k for k in wanted if k not in seen]
    alien = [k for k in seen if k not in wanted]
    if twice or lost or alien:
        raise Wrong(f"{len(lost)} lost {lost[:3]}, {len(twice)} twice {twice[:3]}, {len(alien)} unexpected {alien[:3]}")


class Seq:
    """Each row as it is, with a hash that a torn row would not have."""

    def script(self, rows, out):
        return source("src", rows) + sink("rows_out", "seq BIGINT, payload STRING", out) + \
            "INSERT INTO rows_out SELECT seq, MD5(CAST(seq AS STRING)) FROM src;\n"

    def partial(self, tables):
        seen = [row["seq"] for row in tables["rows_out"]]
        if len(seen) != len(set(seen)):
            raise Wrong("a row is visible twice while the job runs")

    def check(self, tables, rows):
        for row in tables["rows_out"]:
            if row["payload"] != hashlib.md5(str(row["seq"]).encode()).hexdigest():
                raise Wrong(f"a torn row: {row}")
        counted(tables["rows_out"], lambda row: row["seq"], range(rows))


class Count:
    """A changing aggregate: the folded changelog must be the formula, and each -U must take back what was there."""
    GROUPS = 97

    def script(self, rows, out):
        return source("src", rows) + sink("totals", "k BIGINT, n BIGINT, total BIGINT, least BIGINT, most BIGINT, kinds BIGINT", out, "debezium-json") + \
            f"INSERT INTO totals SELECT MOD(seq, {self.GROUPS}), COUNT(*), SUM(seq), MIN(seq), MAX(seq), COUNT(DISTINCT MOD(seq, 1000)) FROM src GROUP BY MOD(seq, {self.GROUPS});\n"

    def partial(self, tables):
        pass

    def check(self, tables, rows):
        table = collections.Counter()
        for row in tables["totals"]:
            value, sign = (row["after"], 1) if row["op"] == "c" else (row["before"], -1)
            table[tuple(value.values())] += sign
        got = sorted(key for key, n in table.items() if n)
        want = []
        for k in range(min(self.GROUPS, rows)):
            values = range(k, rows, self.GROUPS)
            want.append((k, len(values), sum(values), values[0], values[-1], len({v % 1000 for v in values})))
        if got != want or any(n not in (0, 1) for n in table.values()):
            odd = [key for key, n in table.items() if n not in (0, 1)]
            raise Wrong(f"the folded changelog differs: {[g for g in got if g not in want][:3]} instead of {[w for w in want if w not in got][:3]}, counts {odd[:3]}")


class Window:
    """Tumbling, hopping and session windows over event time, each pane with a formula, in one job with three sinks."""

    def script(self, rows, out):
        return source("src", rows) + sink("tumbled", "w BIGINT, n BIGINT, total BIGINT, kinds BIGINT", out) + sink("hopped", "w BIGINT, n BIGINT", out) + \
            sink("sessions", "k BIGINT, w BIGINT, n BIGINT", out) + """EXECUTE STATEMENT SET BEGIN
INSERT INTO tumbled SELECT UNIX_TIMESTAMP(CAST(window_start AS STRING)), COUNT(*), SUM(seq), COUNT(DISTINCT MOD(seq, 7))
  FROM TABLE(TUMBLE(TABLE src, DESCRIPTOR(ts), INTERVAL '1' SECOND)) GROUP BY window_start, window_end;
INSERT INTO hopped SELECT UNIX_TIMESTAMP(CAST(window_start AS STRING)), COUNT(*)
  FROM TABLE(HOP(TABLE src, DESCRIPTOR(ts), INTERVAL '1' SECOND, INTERVAL '4' SECOND)) GROUP BY window_start, window_end;
INSERT INTO sessions SELECT k, UNIX_TIMESTAMP(CAST(window_start AS STRING)), COUNT(*)
  FROM TABLE(SESSION(TABLE gaps PARTITION BY k, DESCRIPTOR(ts), INTERVAL '1' SECOND)) GROUP BY k, window_start, window_end;
END;
""".replace("EXECUTE", "CREATE VIEW gaps AS SELECT ts, seq, MOD(seq, 3) AS k FROM src WHERE MOD(seq, 1000) < 500;\nEXECUTE")

    def partial(self, tables):
        seen = [row["w"] for row in tables["tumbled"]]
        if len(seen) != len(set(seen)):
            raise Wrong("a window is visible twice while the job runs")

    def check(self, tables, rows):
        for row in tables["tumbled"]:
            values = range(row["w"] * 100, min(rows, row["w"] * 100 + 100))
            if (row["n"], row["total"], row["kinds"]) != (len(values), sum(values), len({v % 7 for v in values})):
                raise Wrong(f"a pane differs: {row}")
        counted(tables["tumbled"], lambda row: row["w"], range((rows + 99) // 100))
        for row in tables["hopped"]:
            if row["n"] != len(range(max(0, row["w"] * 100), min(rows, row["w"] * 100 + 400))):
                raise Wrong(f"a pane differs: {row}")
        counted(tables["hopped"], lambda row: row["w"], range(-3, (rows + 99) // 100))
        want = {(k, start // 100): len([v for v in range(start, min(rows, start + 500)) if v % 3 == k]) for start in range(0, rows, 1000) for k in range(3)}
        want = {key: n for key, n in want.items() if n}
        for row in tables["sessions"]:
            if row["n"] != want.get((row["k"], row["w"])):
                raise Wrong(f"a session differs: {row}, wanted {want.get((row['k'], row['w']))}")
        counted(tables["sessions"], lambda row: (row["k"], row["w"]), want.keys())


class Join:
    """Two streams, each row with exactly one partner within an interval."""

    def script(self, rows, out):
        return source("a", rows) + source("b", rows) + sink("pairs", "x BIGINT, y BIGINT", out) + \
            "INSERT INTO pairs SELECT a.seq, b.seq FROM a JOIN b ON a.seq = b.seq AND a.ts BETWEEN b.ts - INTERVAL '5' SECOND AND b.ts + INTERVAL '5' SECOND;\n"

    def partial(self, tables):
        seen = [row["x"] for row in tables["pairs"]]
        if len(seen) != len(set(seen)):
            raise Wrong("a pair is visible twice while the job runs")

    def check(self, tables, rows):
        if any(row["x"] != row["y"] for row in tables["pairs"]):
            raise Wrong("a pair of different rows")
        counted(tables["pairs"], lambda row: row["x"], range(rows))


class Rows(Seq):
    """The same rows in a table of SQLite: what is there never goes and never comes twice."""

    def script(self, rows, out):
        return source("src", rows) + database("rows_out", "seq BIGINT, payload STRING", out) + \
            "INSERT INTO rows_out SELECT seq, MD5(CAST(seq AS STRING)) FROM src;\n"


class Totals(Count):
    """The same counts by primary key: at any moment each group stands where some checkpoint had it."""

    def script(self, rows, out):
        return source("src", rows) + database("totals", "k BIGINT, n BIGINT, total BIGINT, least BIGINT, most BIGINT, PRIMARY KEY (k) NOT ENFORCED", out) + \
            f"INSERT INTO totals SELECT k, COUNT(*), SUM(seq), MIN(seq), MAX(seq) FROM (SELECT MOD(seq, CAST({self.GROUPS} AS BIGINT)) AS k, seq FROM src) GROUP BY k;\n"

    def formula(self, row):
        k, n = row["k"], row["n"]
        return (n * k + self.GROUPS * n * (n - 1) // 2, k, k + self.GROUPS * (n - 1))

    def partial(self, tables):
        for row in tables["totals"]:
            if (row["total"], row["least"], row["most"]) != self.formula(row):
                raise Wrong(f"a group that never was: {row}")

    def check(self, tables, rows):
        self.partial(tables)
        counted(tables["totals"], lambda row: row["k"], range(min(self.GROUPS, rows)))
        for row in tables["totals"]:
            if row["n"] != len(range(row["k"], rows, self.GROUPS)):
                raise Wrong(f"rows lost or twice: {row}")


class Layers:
    """Tables of many pages, of which each checkpoint writes only a part: groups that come back after long, and rows that wait for partners."""
    GROUPS = 4001

    def script(self, rows, out):
        return source("src", rows) + sink("totals", "k BIGINT, n BIGINT, total BIGINT, most BIGINT", out, "debezium-json") + sink("pairs", "x BIGINT, y BIGINT", out, "debezium-json") + f"""
CREATE VIEW lefts AS SELECT seq AS x FROM src WHERE MOD(seq, 2) = 0;
CREATE VIEW rights AS SELECT seq AS y, seq - 1001 AS x FROM src WHERE MOD(seq, 2) = 1 UNION ALL SELECT seq, seq - 3001 FROM src WHERE MOD(seq, 2) = 1;
EXECUTE STATEMENT SET BEGIN
INSERT INTO totals SELECT MOD(seq, {self.GROUPS}), COUNT(*), SUM(seq), MAX(seq) FROM src GROUP BY MOD(seq, {self.GROUPS});
INSERT INTO pairs SELECT l.x, r.y FROM lefts l LEFT JOIN rights r ON l.x = r.x;
END;
"""

    def partial(self, tables):
        pass

    def check(self, tables, rows):
        want = {"totals": set(), "pairs": set()}
        for k in range(min(self.GROUPS, rows)):
            values = range(k, rows, self.GROUPS)
            want["totals"].add((k, len(values), sum(values), values[-1]))
        for x in range(0, rows, 2):
            want["pairs"].update({(x, y) for y in (x + 1001, x + 3001) if y < rows} or {(x, None)})
        for name in want:
            table = collections.Counter()
            for row in tables[name]:
                value, sign = (row["after"], 1) if row["op"] == "c" else (row["before"], -1)
                table[tuple(value.values())] += sign
            got = {key for key, n in table.items() if n}
            odd = [key for key, n in table.items() if n not in (0, 1)]
            if got != want[name] or odd:
                raise Wrong(f"{name}: {sorted(got - want[name], key=str)[:3]} instead of {sorted(want[name] - got, key=str)[:3]}, counts {odd[:3]}")


class Flight(Count):
    """The same counts behind an exchange that is always full: its rows come as fast as they can and leave slowly."""

    def script(self, rows, out):
        inner = super().script(rows, out).replace(f"'rows-per-second' = '{ROWS_PER_SECOND}'", "'rows-per-second' = '2000000000'")
        return inner.replace("INSERT INTO totals SELECT", "INSERT INTO totals SELECT k, n, total, least, most, kinds + CHAR_LENGTH(SHA512(REPEAT(CAST(n AS STRING), 6000))) - 128 FROM (SELECT") \
            .replace(f"SELECT MOD(seq, {self.GROUPS}), COUNT(*), SUM(seq), MIN(seq), MAX(seq), COUNT(DISTINCT MOD(seq, 1000)) FROM",
                     f"SELECT MOD(seq, {self.GROUPS}) AS k, COUNT(*) AS n, SUM(seq) AS total, MIN(seq) AS least, MAX(seq) AS most, COUNT(DISTINCT MOD(seq, 1000)) AS kinds FROM") \
            .replace(f"GROUP BY MOD(seq, {self.GROUPS});", f"GROUP BY MOD(seq, {self.GROUPS}));")


JOBS = {"seq": Seq(), "count": Count(), "window": Window(), "join": Join(), "rows": Rows(), "totals": Totals(), "layers": Layers(), "flight": Flight()}


class Sink:
    """What the job's sinks show, and that it never changes once shown."""

    def __init__(self, folder):
        self.folder, self.seen = folder, {}

    def look(self):
        now = {}
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and not path.name.startswith((".", "_")):
                now[path] = path.stat().st_size
        for path, (size, digest) in self.seen.items():
            if now.get(path) != size:
                raise Wrong(f"{path.name} was visible with {size} bytes and has {now.get(path)} now")
        for path in now.keys() - self.seen.keys():
            bytes_ = path.read_bytes()
            self.seen[path] = (len(bytes_), hashlib.md5(bytes_).hexdigest())
            if bytes_ and not bytes_.endswith(b"\n"):
                raise Wrong(f"{path.name} is visible and ends within a row")

    def tables(self):
        self.look()
        tables = collections.defaultdict(list)
        for path, (_, digest) in self.seen.items():
            bytes_ = path.read_bytes()
            if hashlib.md5(bytes_).hexdigest() != digest:
                raise Wrong(f"{path.name} changed after it was visible")
            tables[path.parent.name] += [json.loads(line) for line in bytes_.splitlines()]
        return tables

    def in_flight(self):
        """Rows under way: a hidden file, or a visible one that a later one may follow."""
        return any(path.is_file() for path in self.folder.rglob("*"))


class Database:
    """What the job's table of SQLite shows."""

    def __init__(self, folder):
        self.folder, self.most = folder, collections.Counter()

    def look(self):
        pass

    def tables(self):
        found = {}
        connection = sqlite3.connect(self.folder / "rows.db", timeout=10)
        connection.row_factory = sqlite3.Row
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'").fetchall():
            found[name] = [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')]
            if len(found[name]) < self.most[name]:
                raise Wrong(f"{self.most[name] - len(found[name])} rows of {name} were there and are gone")
            self.most[name] = len(found[name])
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise Wrong("the database is damaged")
        connection.close()
        return collections.defaultdict(list, found)

    def in_flight(self):
        """The job runs and has a table: rows are on their way into its next epoch."""
        return (self.folder / "rows.db").exists()


class Tally:
    def __init__(self):
        self.kills = self.flying = self.starts = self.restored = self.jobs = self.in_flight = 0


def rows_in_flight(folder):
    """Whether the latest checkpoint has rows that were under way between two operators."""
    latest = max(folder.glob("checkpoints/*/chk-*/manifest.json"), key=lambda path: int(path.parent.name[4:]), default=None)
    return latest is not None and '"in flight"' in latest.read_text()


def start(weir, script, folder, parallelism, unaligned):
    return subprocess.Popen([weir, "run", str(script), "--checkpoints", str(folder / "checkpoints"), "--interval", "100ms", "--from", "latest", "-p", str(parallelism),
                             *(["-D", "execution.checkpointing.unaligned.enabled=true"] if unaligned else [])],
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def life(weir, name, parallelism, dice, kills, tally, keep, rescale, unaligned):
    """One job from its begin to its end, killed on the way."""
    job = JOBS[name]
    folder = Path(tempfile.mkdtemp(prefix=f"weir-{name}-"))
    out = folder / "out"
    out.mkdir()
    rows = int(ROWS_PER_SECOND * (1.0 + 0.3 * kills))
    script = folder / "job.sql"
    script.write_text(job.script(rows, out))
    sink = Database(out) if name in ("rows", "totals") else Sink(out)
    first = True
    try:
        while True:
            flight = rows_in_flight(folder)
            process = start(weir, script, folder, dice.choice(rescale) if rescale else parallelism, unaligned)
            due = time.monotonic() + dice.uniform(0.12, 0.75)
            dies = kills > 0
            while process.poll() is None and not (dies and time.monotonic() >= due):
                sink.look()
                time.sleep(0.02)
            ended = process.poll() is not None
            if not ended:
                flying = sink.in_flight()
                process.send_signal(signal.SIGKILL)
                tally.kills += 1
                tally.flying += flying
                kills -= 1
            said = process.communicate()[1]
            if not first:
                tally.starts += 1
                restored = "going on from checkpoint" in said
                tally.restored += restored
                tally.in_flight += restored and flight
            first = False
            if ended:
                if process.returncode != 0:
                    raise Wrong(f"weir ended with {process.returncode}: {said.strip()[-500:]}")
                break
            job.partial(sink.tables())
        job.check(sink.tables(), rows)
        left = [path.name for path in out.rglob(".*")]
        if left:
            raise Wrong(f"hidden files are left behind: {left[:3]}")
        tally.jobs += 1
    except Wrong as wrong:
        print(f"FAIL {name} -p {parallelism}, {tally.kills} kills so far: {wrong}\n     kept: {folder}")
        return False
    if not keep:
        shutil.rmtree(folder)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weir", required=True)
    parser.add_argument("--kills", type=int, default=20, help="of all jobs together")
    parser.add_argument("--each", type=int, default=5, help="of one job's life")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-p", default="1,2")
    parser.add_argument("--rescale", default="", help="each start with one of these parallelisms, such as 1,4,2")
    parser.add_argument("--unaligned", action="store_true", help="checkpoints overtake queued rows")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("jobs", nargs="*", default=[])
    args = parser.parse_args()
    names = args.jobs or list(JOBS)
    dice, tally, turn = random.Random(args.seed), Tally(), 0
    parallelisms = [int(each) for each in args.p.split(",")]
    begun = time.monotonic()
    good = True
    while good and tally.kills < args.kills:
        good = life(os.path.abspath(args.weir), names[turn % len(names)], parallelisms[turn // len(names) % len(parallelisms)], dice,
                    min(args.each, args.kills - tally.kills), tally, args.keep, [int(each) for each in args.rescale.split(",") if each], args.unaligned)
        turn += 1
    print(f"{tally.jobs} jobs, {tally.kills} kills, {tally.flying} with rows in flight, {tally.restored} of {tally.starts} later starts from a checkpoint, {tally.in_flight} with rows in flight, "
          f"{time.monotonic() - begun:.0f} s, seed {args.seed}")
    if good and (tally.flying < 0.8 * tally.kills or tally.restored < 0.8 * tally.starts):
        print("FAIL the run proves nothing: too few kills met rows in flight, or too few starts had a checkpoint")
        good = False
    if good and args.unaligned and tally.in_flight < 0.25 * tally.restored:
        print("FAIL the run proves nothing: too few checkpoints had rows in flight")
        good = False
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

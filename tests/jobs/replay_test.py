#!/usr/bin/env python3
"""Records jobs with `weir run --record`, replays each recording with 1, 2 and 4 workers, and compares.

  replay_test.py --weir PATH [--all] [--keep] [--only TEXT] [-p 4]

A recording holds when a replay with --verify finds every state and every running hash of a sink as recorded, and when the rows that it prints
are those of the run. The 102 of --all: the samples, Nexmark q4 q5 q7 q8 q9, processing time, random numbers and the clock, Kafka, bundles, patterns,
sessions, joins, and 20 through a crash: jobs that fail and begin again, processes killed with signal 9 whose recording ends in the middle, and runs that go on
from the checkpoint of a killed one. Without --all: a choice that takes less than a minute. Exit code 0 when all hold.
"""
import argparse
import collections
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
Job = collections.namedtuple("Job", "name script run kind quick", defaults=((), "", False))


class Wrong(Exception):
    pass


def table(name="t", rows=3000, rate=100_000_000, keys=9):
    return f"""CREATE TABLE {name} (n BIGINT, k INT, v BIGINT, ts AS TO_TIMESTAMP_LTZ(n * 250 - MOD(n * 7, 5) * 300, 3), pt AS PROCTIME(),
  WATERMARK FOR ts AS ts - INTERVAL '1' SECOND) WITH ('connector' = 'datagen', 'number-of-rows' = '{rows}', 'rows-per-second' = '{rate}',
  'fields.n.kind' = 'sequence', 'fields.n.start' = '1', 'fields.n.end' = '{rows}', 'fields.k.min' = '0', 'fields.k.max' = '{keys}',
  'fields.v.min' = '0', 'fields.v.max' = '1000');
"""


BUNDLES = "SET 'table.exec.mini-batch.enabled' = 'true';\nSET 'table.exec.mini-batch.allow-latency' = '200 ms';\nSET 'table.exec.mini-batch.size' = '40';\n"
MATCH = """SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY k ORDER BY {order} MEASURES A.n AS f, LAST(B.n) AS l AFTER MATCH SKIP PAST LAST ROW
  PATTERN (A B+ C) DEFINE B AS B.v > A.v, C AS C.v < A.v);
"""
SLOW = table(rate=2500)
COUNT = "SELECT k, COUNT(*), SUM(v), MIN(n), MAX(v), AVG(v) FROM t GROUP BY k;\n"
TUMBLE = "SELECT k, window_start, COUNT(*), MAX(v) FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR({time}), INTERVAL '{size}' SECOND)) GROUP BY k, window_start, window_end;\n"
SESSION = "SELECT k, window_start, window_end, COUNT(*) FROM TABLE(SESSION(TABLE t PARTITION BY k, DESCRIPTOR({time}), INTERVAL '{gap}' SECOND)) GROUP BY k, window_start, window_end;\n"

PROCESSING_TIME = {
    "tumble": SLOW + TUMBLE.format(time="pt", size="0.2").replace("'0.2' SECOND", "'00.200' SECOND"),
    "hop": SLOW + "SELECT window_start, COUNT(*) FROM TABLE(HOP(TABLE t, DESCRIPTOR(pt), INTERVAL '00.100' SECOND, INTERVAL '00.300' SECOND)) GROUP BY window_start, window_end;\n",
    "session": table(rate=600, rows=600, keys=99) + SESSION.format(time="pt", gap="00.050"),
    "over": SLOW + "SELECT n, COUNT(*) OVER (PARTITION BY k ORDER BY pt RANGE BETWEEN INTERVAL '00.100' SECOND PRECEDING AND CURRENT ROW) FROM t;\n",
    "last": SLOW + "SELECT k, n FROM (SELECT k, n, ROW_NUMBER() OVER (PARTITION BY k ORDER BY pt DESC) AS r FROM t) WHERE r = 1;\n",
    "match": SLOW + MATCH.format(order="pt"),
    "ttl": "SET 'table.exec.state.ttl' = '100 ms';\n" + table(rate=2500, keys=200) + COUNT,
    "join": SLOW + table("u", rate=2500) + "SELECT t.n, u.v FROM t JOIN u ON t.n = u.n AND t.pt BETWEEN u.pt - INTERVAL '00.050' SECOND AND u.pt + INTERVAL '00.050' SECOND;\n",
}
CLOCK = {
    "random": table() + "SELECT k, COUNT(*), MAX(RAND()), MIN(RAND_INTEGER(1000)), MAX(RAND(7)) FROM t GROUP BY k;\n",
    "now": SLOW + "SELECT n, NOW(), CURRENT_TIMESTAMP, LOCALTIMESTAMP, CURRENT_DATE, UNIX_TIMESTAMP(), CAST(pt AS TIMESTAMP(3)), CURRENT_ROW_TIMESTAMP() FROM t WHERE MOD(n, 5) = 0;\n",
    "uuid": table() + "SELECT n, UUID(), RAND() FROM t WHERE RAND() < 0.3;\n",
}
KAFKA = """CREATE TABLE topic (n BIGINT, k INT, v BIGINT, at TIMESTAMP(3) METADATA FROM 'timestamp', ts AS TO_TIMESTAMP_LTZ(n * 250, 3), WATERMARK FOR ts AS ts - INTERVAL '30' SECOND) WITH (
  'connector' = 'kafka', 'topic' = 'numbers', 'properties.bootstrap.servers' = 'embedded', 'scan.startup.mode' = 'earliest-offset', 'format' = 'json');
SET 'table.dml-sync' = 'false';
"""
FILL = table(rate=4000, rows=1_000_000).replace("TABLE t (", "TABLE tills (") + KAFKA.replace(" at TIMESTAMP(3) METADATA FROM 'timestamp',", "") + \
    "INSERT INTO topic SELECT n, k, v FROM tills;\n"
KAFKAS = {
    "count": FILL + COUNT.replace(" t ", " topic "),
    "window": FILL + TUMBLE.format(time="ts", size=60).replace("TABLE t,", "TABLE topic,"),
    "join": FILL + "SELECT a.n, b.k FROM topic a JOIN topic b ON a.n = b.n AND a.ts BETWEEN b.ts - INTERVAL '5' SECOND AND b.ts;\n",
}
BUNDLED = {
    "count": BUNDLES + table() + COUNT,
    "distinct": BUNDLES + table() + "SELECT k, COUNT(DISTINCT v), COUNT(DISTINCT MOD(n, 13)) FILTER (WHERE v > 500) FROM t GROUP BY k;\n",
    "split": BUNDLES + "SET 'table.optimizer.distinct-agg.split.enabled' = 'true';\n" + table() + "SELECT k, COUNT(DISTINCT v), SUM(v) FROM t GROUP BY k;\n",
    "join": BUNDLES + table(rows=600) + "CREATE VIEW a AS SELECT k, COUNT(*) c FROM t GROUP BY k;\nSELECT t.n, a.k, a.c FROM t JOIN a ON t.k = a.k WHERE MOD(t.n, 50) = 0;\n",
}
EVENT_TIME = {
    "match": table() + MATCH.format(order="ts"),
    "session": table(keys=60) + SESSION.format(time="ts", gap="8"),
    "cumulate": table() + "SELECT k, window_end, SUM(v) FROM TABLE(CUMULATE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '20' SECOND)) GROUP BY k, window_start, window_end;\n",
    "join": table() + table("u") + "SELECT t.n, u.k FROM t JOIN u ON t.n = u.n AND t.ts BETWEEN u.ts - INTERVAL '2' SECOND AND u.ts;\n",
    "top": table() + "SELECT k, n, v FROM (SELECT k, n, v, ROW_NUMBER() OVER (PARTITION BY k ORDER BY v DESC) AS r FROM t) WHERE r <= 3;\n",
    "over": table() + "SELECT n, SUM(v) OVER (PARTITION BY k ORDER BY ts ROWS BETWEEN 5 PRECEDING AND CURRENT ROW) FROM t;\n",
    "union": table() + table("u") + "SELECT k, COUNT(*) FROM (SELECT k FROM t UNION ALL SELECT k FROM u WHERE v > 300) GROUP BY k;\n",
    "outer": table(rows=900) + table("u", rows=900) + "SELECT t.n, u.v FROM t LEFT JOIN u ON t.n = u.n AND u.k < 5;\n",
    "set": table() + "CREATE TABLE a (k INT, c BIGINT) WITH ('connector' = 'blackhole');\nCREATE TABLE b (n BIGINT) WITH ('connector' = 'print');\n"
           "EXECUTE STATEMENT SET BEGIN\nINSERT INTO a SELECT k, COUNT(*) FROM t GROUP BY k;\nINSERT INTO b SELECT n FROM t WHERE MOD(n, 100) = 0;\nEND;\n",
}


def nexmark(query, events=60_000):
    """The query of `weir bench nexmark`, as its source has it."""
    text = (ROOT / "app" / "cli" / "bench" / "nexmark_queries.cpp").read_text()
    tables = re.search(r'nexmarkTables\(\) \{\s*return R"\((.*?)\)"', text, re.S).group(1).replace("${EVENTS}", str(events)).replace("${RATE}", "10000")
    view, select = re.search(r'\{"' + query + r'",\s*(?:R"\((.*?)\)"|"[^"]*"),\s*R"\((.*?)\)"\}', text, re.S).groups()
    return f"{tables}{view or ''}\n{select};\n"


def statements(text):
    return [part.strip() for part in re.split(r";\s*$", text, flags=re.M) if re.sub(r"--[^\n]*", "", part).strip()]


def sample(name, select=None):
    """A sample's script where its data lies; of several SELECTs without end only one."""
    text = (ROOT / "samples" / name / "job.sql").read_text()
    text = re.sub(r"'path' = '", f"'path' = '{ROOT}/samples/{name}/", text)
    if select is None:
        return text
    parts = statements(text)
    queries = [part for part in parts if re.match(r"(SELECT|WITH)\b", re.sub(r"--[^\n]*\n", "", part).strip(), re.I)]
    return ";\n\n".join([part for part in parts if part not in queries] + [queries[select]]) + ";\n"


def jobs():
    made = []

    def add(group, name, script, times, kind="", quick=False, run=()):
        for i in range(times):
            more = ("--seed", str(i + 1)) + (("--batch-rows", "random") if i % 2 else ())
            made.append(Job(f"{group}/{name}{'' if times == 1 else '.' + str(i + 1)}", script, tuple(run) + more, kind, quick and i == 0))

    for name in ("orders", "sensors", "wordcount"):
        add("sample", name, sample(name), 2, quick=name == "wordcount")
    add("sample", "kafka-orders", sample("kafka-orders"), 2, run=("--timeout", "2s"))
    for i in range(3):
        add("sample", f"nexmark-{i + 1}", sample("nexmark", i), 1, run=("--timeout", "1s"))
    for query in ("q4", "q5", "q7", "q8", "q9"):
        add("nexmark", query, nexmark(query), 3, quick=query in ("q4", "q5"))
        add("nexmark", query + "-bundles", BUNDLES + nexmark(query), 1, quick=query == "q9")
    for name, script in PROCESSING_TIME.items():
        add("processing-time", name, script, 1 if name == "ttl" else 2, quick=name in ("tumble", "join"))
    for name, script in CLOCK.items():
        add("clock", name, script, 2, quick=True)
    for name, script in KAFKAS.items():
        add("kafka", name, script, 2, quick=name == "count", run=("--timeout", "1s"))
    for name, script in BUNDLED.items():
        add("bundles", name, script, 2, quick=name == "distinct")
    for name, script in EVENT_TIME.items():
        add("event-time", name, script, 1 if name in ("set", "outer") else 2, quick=name in ("match", "session"))
    for i, (name, script) in enumerate([("count", table(rows=20_000) + COUNT), ("window", table(rows=20_000) + TUMBLE.format(time="ts", size=5)),
                                        ("join", table(rows=20_000) + table("u", rows=20_000) + "SELECT t.n, u.k FROM t JOIN u ON t.n = u.n AND t.ts BETWEEN u.ts - INTERVAL '2' SECOND AND u.ts;\n"),
                                        ("rank", table(rows=20_000) + "SELECT k, n, v FROM (SELECT k, n, v, ROW_NUMBER() OVER (PARTITION BY k ORDER BY v DESC) AS r FROM t) WHERE r <= 3;\n"),
                                        ("q5", nexmark("q5")), ("processing-time", PROCESSING_TIME["tumble"])]):
        add("crash", name + "-fails", script, 2, "fails", quick=i == 0)
    overtakes = ("-D", "execution.checkpointing.unaligned.enabled=true")
    add("crash", "count-fails-unaligned", table(rows=20_000) + COUNT, 2, "fails", quick=True, run=overtakes)
    add("crash", "window-goes-on-unaligned", table(rows=40_000, rate=40_000) + TUMBLE.format(time="ts", size=5), 1, "goes-on", quick=True, run=overtakes)
    add("crash", "rows-killed", table(rows=1_000_000, rate=40_000) + "SELECT n, k, v FROM t WHERE MOD(n, 7) <> 3;\n", 2, "killed", quick=True)
    add("crash", "count-killed", table(rows=1_000_000, rate=40_000) + COUNT, 1, "killed")
    add("crash", "window-killed", table(rows=1_000_000, rate=40_000) + TUMBLE.format(time="ts", size=5), 1, "killed")
    add("crash", "count-goes-on", table(rows=40_000, rate=40_000) + COUNT, 2, "goes-on", quick=True)
    add("crash", "window-goes-on", table(rows=40_000, rate=40_000) + TUMBLE.format(time="ts", size=5), 2, "goes-on")
    return made


def rows(path):
    """What SELECTs printed, without order: subtasks of a sink come in any."""
    return collections.Counter(line for line in path.read_text().splitlines() if line.startswith("["))


class Trial:
    def __init__(self, weir, parallelism, folder):
        self.weir, self.parallelism, self.folder = weir, str(parallelism), folder
        self.recording, self.out = folder / "run.weirrun", folder / "run.jsonl"

    def run(self, more, wait=True):
        script = self.folder / "job.sql"
        command = [self.weir, "run", str(script), "-p", self.parallelism, "--output", "jsonl", *more]
        with open(self.out, "wb") as out, open(self.folder / "run.err", "wb") as err:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        if wait:
            process.wait(timeout=120)
            if process.returncode:
                raise Wrong(f"weir run ended with {process.returncode}: {(self.folder / 'run.err').read_text()[-500:]}")
        return process

    def record(self, job, dice):
        (self.folder / "job.sql").write_text(job.script)
        record = ["--record", str(self.recording), *job.run]
        checkpoints = ["--checkpoints", str(self.folder / "checkpoints"), "--interval", "20ms"]
        if job.kind == "fails":
            restart = ["-D", "restart-strategy.type=fixed-delay", "-D", "restart-strategy.fixed-delay.delay=10 ms"]
            metrics = self.folder / "metrics.json"
            self.run(record + checkpoints + restart + ["--metrics", str(metrics), "--fail-after-rows", str(dice.randrange(200, 1500))])
            if json.loads(metrics.read_text())["checkpoints"]["restarts"] != 1:
                raise Wrong("the job did not fail")
        elif job.kind == "killed":
            process = self.run(record, wait=False)
            time.sleep(dice.uniform(0.7, 1.2))
            if process.poll() is not None:
                raise Wrong("the job ended before it was killed: " + (self.folder / "run.err").read_text()[-300:])
            process.send_signal(signal.SIGKILL)
            process.wait()
        elif job.kind == "goes-on":
            process = self.run(checkpoints, wait=False)
            until = time.monotonic() + 20
            while not list((self.folder / "checkpoints").glob("*/chk-*/manifest.json")) and time.monotonic() < until:
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.run(record + ["--checkpoints", str(self.folder / "checkpoints"), "--interval", "20ms", "-D", "execution.checkpointing.num-retained=1000000", "--from", "latest"])
            begun = re.search(r"going on from checkpoint (\d+) in (.*)", (self.folder / "run.err").read_text())
            if not begun:
                raise Wrong("the second run began anew")
            return ["--from", f"{begun.group(2)}/chk-{begun.group(1)}"]
        else:
            self.run(record)
        return []

    def replay(self, more):
        done = subprocess.run([self.weir, "replay", str(self.recording), *more], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=180)
        if done.returncode:
            raise Wrong(f"replay {' '.join(more)} ended with {done.returncode}: {done.stderr.strip()[-900:]}")
        agreed = re.search(r"(\d+) state hashes and (\d+) running hashes", done.stderr)
        if not agreed:
            raise Wrong(f"replay {' '.join(more)} said nothing: {done.stderr[-300:]}")
        return done.stdout, int(agreed.group(1)), int(agreed.group(2))


def tried(weir, parallelism, job, dice, keep):
    folder = Path(tempfile.mkdtemp(prefix="weir-replay-"))
    trial = Trial(weir, parallelism, folder)
    begun = time.monotonic()
    try:
        more = trial.record(job, dice)
        recorded, first = rows(trial.out), None
        for workers in ("1", "2", "4"):
            _, states, sinks = trial.replay(["--verify", "--workers", workers, *more])
            if states + sinks == 0:
                raise Wrong("nothing was compared")
            out, again = folder / "replay.jsonl", None
            out.write_text(trial.replay(["--workers", workers, "--output", "jsonl", *more])[0])
            again = (rows(out), states, sinks)
            if first is None:
                first = again
            if again != first:
                raise Wrong(f"{workers} workers replay {sum(again[0].values())} rows, {states} states, {sinks} sinks; 1 worker {sum(first[0].values())}, {first[1]}, {first[2]}")
        if job.kind != "killed" and first[0] != recorded:
            raise Wrong(f"{sum((recorded - first[0]).values())} recorded rows are not replayed {list((recorded - first[0]))[:2]}, "
                        f"{sum((first[0] - recorded).values())} replayed rows were not recorded {list((first[0] - recorded))[:2]}")
    except (Wrong, subprocess.TimeoutExpired) as wrong:
        print(f"FAIL {job.name}: {wrong}\n     kept: {folder}", flush=True)
        return False
    print(f"ok   {job.name}: {sum(first[0].values())} rows, {first[1]} states, {first[2]} sinks, {trial.recording.stat().st_size} bytes, {time.monotonic() - begun:.1f} s", flush=True)
    if not keep:
        shutil.rmtree(folder)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weir", required=True)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", default="", help="those with this in their name")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("-p", type=int, default=4)
    args = parser.parse_args()
    dice = random.Random(args.seed)
    chosen = [job for job in jobs() if args.only in job.name and (args.all or args.only or job.quick)]
    good = [tried(os.path.abspath(args.weir), args.p, job, dice, args.keep) for job in chosen]
    crashed = sum(job.kind != "" for job in chosen)
    print(f"{sum(good)} of {len(chosen)} recordings replay equal with 1, 2 and 4 workers, {crashed} of them through a crash")
    return 0 if all(good) and good else 1


if __name__ == "__main__":
    sys.exit(main())

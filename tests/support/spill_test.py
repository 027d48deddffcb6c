#!/usr/bin/env python3
"""State beyond the memory budget: each job once on the heap and once with little memory and RocksDB behind it. The rows must be the same, and rows must
truly have gone to disk, also where the job fails and goes on from a checkpoint with another parallelism. A job that is killed leaves its folder; the next one removes it, and its own.

  spill_test.py --weir build/release/bin/weir [JOB ...]
"""
import argparse
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

NUMBERS = """CREATE TABLE {name} (i BIGINT, k AS MOD(i * 7919, 3001), g AS MOD(i * 7919, 3001) / 30, s AS CONCAT('value ', CAST(MOD(i * 31, 97) AS STRING)),
  t AS TO_TIMESTAMP_LTZ(i * 100, 3), WATERMARK FOR t AS t) WITH ('connector' = 'datagen', 'number-of-rows' = '{rows}', 'rows-per-second' = '2000000000',
  'fields.i.kind' = 'sequence', 'fields.i.start' = '0', 'fields.i.end' = '{last}');
"""
JOBS = {
    "group": "SELECT k, COUNT(*), SUM(i), MAX(s), MIN(i) FROM a GROUP BY k",
    "group by text": "SELECT s, k, SUM(i) FROM a GROUP BY s, k",
    "distinct": "SELECT g, COUNT(DISTINCT k), SUM(DISTINCT k) FILTER (WHERE MOD(i, 3) = 0), COUNT(DISTINCT s), MAX(i) FROM a GROUP BY g",
    "distinct of all": "SELECT COUNT(DISTINCT k), COUNT(DISTINCT s), COUNT(DISTINCT i) FROM a",
    "distinct of changes": "SELECT MOD(n, 4), COUNT(DISTINCT k), COUNT(DISTINCT s) FROM (SELECT k, s, COUNT(*) AS n FROM a GROUP BY k, s) GROUP BY MOD(n, 4)",
    "distinct window": "SELECT k, window_end, COUNT(DISTINCT s), COUNT(DISTINCT i) FILTER (WHERE MOD(i, 3) > 0), SUM(i) "
                       "FROM TABLE(TUMBLE(TABLE a, DESCRIPTOR(t), INTERVAL '10' MINUTES)) GROUP BY k, window_start, window_end",
    "distinct hop": "SELECT k, window_end, COUNT(DISTINCT i), COUNT(DISTINCT s) FROM TABLE(HOP(TABLE a, DESCRIPTOR(t), INTERVAL '3' MINUTES, INTERVAL '9' MINUTES)) "
                    "GROUP BY k, window_start, window_end",
    "distinct window of all": "SELECT window_end, COUNT(DISTINCT k), COUNT(DISTINCT i) FROM TABLE(TUMBLE(TABLE a, DESCRIPTOR(t), INTERVAL '10' MINUTES)) GROUP BY window_start, window_end",
    "join": "SELECT a.i, b.i, a.s FROM a JOIN b ON a.k = b.k AND a.i > b.i",
    "outer join": "SELECT x.k, x.n, y.n FROM (SELECT k, COUNT(*) AS n FROM a GROUP BY k) x LEFT JOIN (SELECT k, COUNT(*) AS n FROM b GROUP BY k) y ON x.k = y.k",
    "interval join": "SELECT a.i, b.i, a.s FROM a, b WHERE a.k = b.k AND b.t BETWEEN a.t - INTERVAL '6' MINUTES AND a.t + INTERVAL '6' MINUTES",
    "interval left join": "SELECT a.i, b.i, a.s FROM a LEFT JOIN b ON a.k = b.k AND MOD(b.i, 3) = 0 AND b.t BETWEEN a.t - INTERVAL '1' MINUTES AND a.t + INTERVAL '5' MINUTES",
    "interval full join": "SELECT a.i, b.i, a.s FROM a FULL JOIN b ON a.k = b.k AND MOD(a.i + b.i, 5) = 0 AND b.t BETWEEN a.t - INTERVAL '5' MINUTES AND a.t + INTERVAL '6' MINUTES",
    "temporal join": "CREATE TABLE v (k BIGINT, v STRING, m BIGINT, t AS TO_TIMESTAMP_LTZ(m, 3), WATERMARK FOR t AS t, PRIMARY KEY (k) NOT ENFORCED) "
                     "WITH ('connector' = 'filesystem', 'path' = '{versions}', 'format' = 'json'); "
                     "SELECT a.i, a.s, v.v FROM a LEFT JOIN v FOR SYSTEM_TIME AS OF a.t ON a.k = v.k AND v.v <> 'value 7'",
    "deduplicate": "SELECT k, i, s FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY t DESC) AS r FROM a) WHERE r = 1",
    "rank": "SELECT k, i, s FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY s, i DESC) AS r FROM a) WHERE r <= 2",
    "window": "SELECT k, window_end, COUNT(*), SUM(i), MAX(s) FROM TABLE(TUMBLE(TABLE a, DESCRIPTOR(t), INTERVAL '10' MINUTES)) GROUP BY k, window_start, window_end",
    "window of windows": "SELECT g, window_end, MAX(n), MIN(least), MAX(total) FROM (SELECT g, k, window_start, window_end, COUNT(*) AS n, MIN(i) AS least, SUM(i) AS total "
                         "FROM TABLE(TUMBLE(TABLE a, DESCRIPTOR(t), INTERVAL '10' MINUTES)) GROUP BY g, k, window_start, window_end) GROUP BY g, window_start, window_end",
    "session": "SELECT k, COUNT(*), SUM(i), MAX(s), SESSION_END(t, INTERVAL '6' MINUTE) FROM a WHERE MOD(i * 31, 7) > 2 GROUP BY k, SESSION(t, INTERVAL '6' MINUTE)",
    "session of table": "SELECT k, window_start, window_end, COUNT(*), AVG(i), MIN(i), MAX(t), SUM(k) FROM TABLE(SESSION(TABLE a PARTITION BY k, DESCRIPTOR(t), INTERVAL '6' MINUTES)) GROUP BY k, window_start, window_end",
    "hop": "SELECT k, window_end, COUNT(*), SUM(i) FROM TABLE(HOP(TABLE a, DESCRIPTOR(t), INTERVAL '3' MINUTES, INTERVAL '9' MINUTES)) GROUP BY k, window_start, window_end",
    "hop of texts": "SELECT k, window_end, COUNT(*), MAX(s), AVG(i) FROM TABLE(HOP(TABLE a, DESCRIPTOR(t), INTERVAL '3' MINUTES, INTERVAL '9' MINUTES)) GROUP BY k, window_start, window_end",
    "hop group": "SELECT k, HOP_END(t, INTERVAL '3' MINUTE, INTERVAL '9' MINUTE), COUNT(*), SUM(i), MIN(s) FROM a GROUP BY k, HOP(t, INTERVAL '3' MINUTE, INTERVAL '9' MINUTE)",
    "cumulate": "SELECT k, window_end, COUNT(*), SUM(i), MAX(s) FROM TABLE(CUMULATE(TABLE a, DESCRIPTOR(t), INTERVAL '3' MINUTES, INTERVAL '9' MINUTES)) GROUP BY k, window_start, window_end",
    "over": "SELECT k, i, SUM(i) OVER w, COUNT(*) OVER w FROM a WINDOW w AS (PARTITION BY k ORDER BY t)",
    "over rows": "SELECT k, i, SUM(i) OVER w, MAX(s) OVER w FROM a WINDOW w AS (PARTITION BY k ORDER BY t ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)",
    "over range": "SELECT k, i, COUNT(*) OVER w FROM a WINDOW w AS (PARTITION BY k ORDER BY t RANGE BETWEEN INTERVAL '10' MINUTES PRECEDING AND CURRENT ROW)",
    "lag": "SELECT k, i, LAG(s) OVER w, LAG(i, 2) OVER w FROM a WINDOW w AS (PARTITION BY k ORDER BY t)",
    "intersect": "SELECT k, s FROM a INTERSECT SELECT k, s FROM b",
    "change stream": "SET 'table.exec.source.cdc-events-duplicate' = 'true'; CREATE TABLE c (k BIGINT, v STRING, PRIMARY KEY (k) NOT ENFORCED) "
                     "WITH ('connector' = 'filesystem', 'path' = '{changes}', 'format' = 'debezium-json'); SELECT * FROM c",
    "sink": "SET 'table.exec.sink.upsert-materialize' = 'FORCE'; CREATE TABLE p (s STRING, k BIGINT, n BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'print'); "
            "INSERT INTO p SELECT s, k, COUNT(*) FROM a GROUP BY s, k",
}


def run(weir, script, extra):
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file, tempfile.NamedTemporaryFile("r", suffix=".json") as metrics:
        file.write(script)
        file.flush()
        done = subprocess.run([weir, "run", file.name, "--output", "jsonl", "-p", "1", "--metrics", metrics.name, *extra], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=120)
        if done.returncode:
            return None, 0, done.stderr.strip()[-400:]
        got = json.loads(metrics.read().splitlines()[-1])
        if "--fail-after-rows" in extra and not got["checkpoints"]["restored_from"]:
            return None, 0, "it did not go on from a checkpoint"
        return done.stdout.splitlines(), sum(each["rows_to_disk"] for vertex in got["vertices"] for each in vertex["subtasks"]), ""


def net(lines):
    """What stands at the end: in which order rows of two inputs meet is not settled."""
    rows = Counter()
    for line in lines:
        if printed := re.match(r"(?:\d+> )?([+-][IUD])(\[.*)", line):
            rows[printed[2]] += 1 if printed[1] in ("+I", "+U") else -1
        if not line.startswith("["):
            continue
        kind, *fields = json.loads(line)
        rows[tuple(fields)] += 1 if kind in ("+I", "+U") else -1
    return +rows


def job(weir, name, folder, rows, files):
    script = "".join(NUMBERS.format(name=table, rows=rows, last=rows - 1) for table in "ab") + JOBS[name].format(**files) + ";\n"
    expected, _, problem = run(weir, script, ["--state", "heap"])
    if expected is None:
        return f"on the heap: {problem}"
    if len(expected) < 1000 and name not in ("window of windows", "distinct window of all"):
        return f"only {len(expected)} rows"
    # A failure behind a checkpoint, from which another number of subtasks goes on. What print has shown by then it shows again.
    restored = ["-p", "3", "--checkpoints", str(folder.parent / f"{folder.name}-checkpoints"), "--interval", "20ms", "--fail-after-rows", str(rows * 3 // 4), "--restart-parallelism", "2",
                *(f"-Drestart-strategy.{option}" for option in ("type=fixed-delay", "fixed-delay.attempts=2", "fixed-delay.delay=0ms"))]
    # With 200 kB in files of their own, with 2 kB in the database too.
    for memory, routes in ("200 kb", ([], ["-p", "3"])), ("2 kb", ([], ["--batch-rows", "random", "--seed", "3"], *([restored] if name != "sink" else []))):
        for more in routes:
            extra = ["--state", "rocksdb", "-D", f"state.memory={memory}", "-D", f"state.backend.rocksdb.localdir={folder}", *more]
            got, moved, problem = run(weir, script, extra)
            shutil.rmtree(folder.parent / f"{folder.name}-checkpoints", ignore_errors=True)
            if got is None:
                return f"{' '.join(extra)}: {problem}"
            if moved == 0 and (memory == "2 kb" or not more):
                return f"{' '.join(extra)}: no row went to disk"
            if net(got) != net(expected):
                return f"{' '.join(extra)}: other rows ({len(got)} lines, {len(expected)} on the heap)"
            if any(folder.iterdir()):
                return f"{' '.join(extra)}: left {[each.name for each in folder.iterdir()]}"
    return None


def killed(weir, folder):
    """Signal 9 in the middle, and what the next job does with what is left."""
    script = NUMBERS.format(name="a", rows=100_000_000, last=99_999_999) + "CREATE TABLE o WITH ('connector' = 'blackhole') AS SELECT i, COUNT(*) AS n FROM a GROUP BY i;\n"
    extra = ["--state", "rocksdb", "-D", "state.memory=1 mb", "-D", f"state.backend.rocksdb.localdir={folder}"]
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        process = subprocess.Popen([weir, "run", file.name, *extra], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None and not list(folder.glob("weir-state-*/run-*")):
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    left = list(folder.glob("weir-state-*/run-*"))
    if not left:
        return "nothing was on disk when it was killed"
    (folder / "of somebody else").mkdir()
    _, _, problem = run(weir, NUMBERS.format(name="a", rows=10, last=9) + JOBS["group"] + ";\n", extra)
    names = [each.name for each in folder.iterdir()]
    (folder / "of somebody else").rmdir()
    return problem or (None if names == ["of somebody else"] else f"the next job left {names}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weir", required=True)
    parser.add_argument("--rows", type=int, default=12_000)
    parser.add_argument("jobs", nargs="*")
    args = parser.parse_args()
    made = Path(tempfile.mkdtemp(prefix="weir-spill-files-"))
    files = {"changes": made / "changes.json", "versions": made / "versions.json"}
    with open(files["changes"], "w") as changes, open(files["versions"], "w") as versions:
        for i in range(args.rows):
            print(json.dumps({"before": None, "after": {"k": i * 7919 % 3001, "v": f"value {i}"}, "op": "c"}), file=changes)
            print(json.dumps({"k": i * 7919 % 3001, "v": f"value {i}", "m": i * 100 - 50}), file=versions)
    failed = 0
    for name in args.jobs or [*JOBS, "killed"]:
        with tempfile.TemporaryDirectory(prefix="weir-spill-") as folder:
            problem = killed(args.weir, Path(folder)) if name == "killed" else job(args.weir, name, Path(folder), args.rows, files)
        print(f"{'FAIL' if problem else 'ok  '} {name}{': ' + problem if problem else ''}", flush=True)
        failed += problem is not None
    shutil.rmtree(made)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

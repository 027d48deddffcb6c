#!/usr/bin/env python3
"""What state on disk costs: jobs whose state is several times the memory budget, against the same jobs on the heap.

  state_tier.py [--bin build/release/bin] [--rows 5000000] [--keys 2000000] [--times 4] [--repeat 1] [--only uniform,skewed,join,...] [--check]

uniform and skewed (nine rows of ten have one of a fortieth of the keys) count and sum by key, join keeps both sides,
the rest are the operators of those names. The budget is what the heap run held, divided by --times. Printed: CPU and wall seconds of both, peak resident memory with what is
allowed (1.25 budgets and 200 MB), rows moved to disk. --check compares the rows of a tenth of the job on heap and disk instead. The figures are of the
machine and of who shares it.
"""
import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = """CREATE TABLE {name} (d BIGINT, k AS {key}, v BIGINT{time}) WITH ('connector' = 'datagen', 'number-of-rows' = '{rows}', 'rows-per-second' = '2000000000',
  'fields.d.kind' = 'random', 'fields.d.min' = '0', 'fields.d.max' = '{most}', 'fields.v.kind' = 'random', 'fields.v.min' = '0', 'fields.v.max' = '1000'{more});
"""
OWN_BYTES = 36 << 20
COUNT = "SELECT k, COUNT(*) AS n, SUM(v) AS s FROM events GROUP BY k"


def source(args, name, key="d", rows=None, most=None, timed=False, seconds=3600):
    """With `timed` event time t rises evenly over `seconds`, with the rows."""
    rows = rows or args.rows
    return SOURCE.format(name=name, key=key, rows=rows, most=most or args.keys,
                         time=f", i BIGINT, t AS TO_TIMESTAMP_LTZ(i * {seconds} * 1000 / {rows}, 3), WATERMARK FOR t AS t" if timed else "",
                         more=f", 'fields.i.kind' = 'sequence', 'fields.i.start' = '0', 'fields.i.end' = '{rows - 1}'" if timed else "")


def jobs(args):
    tenth = args.keys // 10
    half = args.rows // 2
    return {
        "uniform": (source(args, "events"), COUNT),
        # One value of d in ten goes to all keys, the rest to few of them.
        "skewed": (source(args, "events", f"CASE WHEN MOD(d, 10) = 0 THEN d / 10 ELSE MOD(d / 10, {args.keys // 40}) END", most=args.keys * 10 - 1), COUNT),
        "join": (source(args, "a", rows=half) + source(args, "b", rows=half), "SELECT a.k, a.v, b.v AS w FROM a JOIN b ON a.k = b.k"),
        "window": (source(args, "events", timed=True),
                   "SELECT k, window_start, COUNT(*) AS n, SUM(v) AS s FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(t), INTERVAL '20' MINUTES)) "
                   "GROUP BY k, window_start, window_end"),
        "hop": (source(args, "events", timed=True),
                "SELECT k, window_start, COUNT(*) AS n, SUM(v) AS s FROM TABLE(HOP(TABLE events, DESCRIPTOR(t), INTERVAL '5' MINUTES, INTERVAL '20' MINUTES)) "
                "GROUP BY k, window_start, window_end"),
        "cumulate": (source(args, "events", timed=True),
                     "SELECT k, window_end, COUNT(*) AS n, SUM(v) AS s FROM TABLE(CUMULATE(TABLE events, DESCRIPTOR(t), INTERVAL '5' MINUTES, INTERVAL '20' MINUTES)) "
                     "GROUP BY k, window_start, window_end"),
        "distinct": (source(args, "events"), f"SELECT MOD(k, {tenth}) AS g, COUNT(DISTINCT k) AS n FROM events GROUP BY MOD(k, {tenth})"),
        "distinct window": (source(args, "events", timed=True),
                            f"SELECT MOD(k, {tenth}) AS g, window_end, COUNT(DISTINCT k) AS n FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(t), INTERVAL '20' MINUTES)) "
                            f"GROUP BY MOD(k, {tenth}), window_start, window_end"),
        "session": (source(args, "events", timed=True), "SELECT k, COUNT(*) AS n, SUM(v) AS s, SESSION_END(t, INTERVAL '15' MINUTE) AS e FROM events GROUP BY k, SESSION(t, INTERVAL '15' MINUTE)"),
        "interval": (source(args, "a", rows=half, timed=True) + source(args, "b", rows=half, timed=True),
                     "SELECT a.k, a.v, b.v AS w FROM a, b WHERE a.k = b.k AND b.t BETWEEN a.t - INTERVAL '20' MINUTES AND a.t + INTERVAL '20' MINUTES"),
        "temporal": (source(args, "events", rows=half, timed=True) + source(args, "versions", rows=half, timed=True)
                     + "CREATE VIEW newest AS SELECT k, v, t FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY k ORDER BY t DESC) AS r FROM versions) WHERE r = 1;\n",
                     "SELECT events.k, events.v, newest.v AS w FROM events JOIN newest FOR SYSTEM_TIME AS OF events.t ON events.k = newest.k"),
        "over": (source(args, "events", timed=True), "SELECT k, v, SUM(v) OVER (PARTITION BY k ORDER BY t) AS s FROM events"),
    }


def run(args, job, more, output=None):
    sources, query = job
    sink = "" if output else "CREATE TABLE results WITH ('connector' = 'blackhole') AS\n"
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script, tempfile.NamedTemporaryFile("r", suffix=".json") as metrics:
        script.write(f"{sources}{sink}{query};\n")
        script.flush()
        command = [f"{args.bin}/weir", "run", script.name, "-p", "1", "--workers", "1", "--metrics", metrics.name, *more]
        if output:
            command += ["--output", "jsonl"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output or subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            return {"error": done.stderr.strip()[-300:]}
        got = json.loads(metrics.read().splitlines()[-1])
        subtasks = [each for vertex in got["vertices"] for each in vertex["subtasks"]]
        return {"cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, "wall": got["run_seconds"], "peak": got["peak_memory_bytes"],
                "state": sum(each.get("state_bytes", 0) for each in subtasks), "cold": sum(each["rows_to_disk"] for each in subtasks),
                "quantum": max(each.get("longest_quantum_us", 0) for each in subtasks) / 1000}


def checksum(args, job, more):
    with tempfile.TemporaryFile("w+") as rows:
        got = run(args, job, more, rows)
        if "error" in got:
            sys.exit(got["error"])
        rows.seek(0)
        # Rows of two sources come in any order.
        found, lines = 0, 0
        for line in rows:
            found = (found + int.from_bytes(hashlib.blake2b(line.encode(), digest_size=16).digest(), "little")) % 2**128
            lines += 1
        return found, lines, got["cold"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=str(ROOT / "build" / "release" / "bin"))
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--keys", type=int, default=2_000_000)
    parser.add_argument("--times", type=float, default=4)
    parser.add_argument("--budget", type=int, help="bytes, instead of --times")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--only", default="uniform,skewed,join")
    args = parser.parse_args()
    if args.check:
        args.rows //= 10
        args.keys //= 10
    for name in args.only.split(","):
        job = jobs(args)[name]
        heap = run(args, job, ["--state", "heap", "-D", "state.memory=16gb"])
        if "error" in heap:
            sys.exit(f"{name}: {heap['error']}")
        # Windows have let go of theirs: what the process took beyond itself is near.
        state = max(heap["state"], heap["peak"] - OWN_BYTES)
        budget = args.budget or int(state / args.times)
        disk = ["--state", "rocksdb", "-D", f"state.memory={budget} b"]
        if args.check:
            expected, got = checksum(args, job, ["--state", "heap", "-D", "state.memory=16gb"]), checksum(args, job, disk)
            print(f"{name:9} {expected[1]} rows, {'the same' if expected[:2] == got[:2] else 'OTHERS'} with {got[2]} rows moved to disk", flush=True)
            continue
        runs = [(run(args, job, ["--state", "heap", "-D", "state.memory=16gb"]), run(args, job, disk)) for _ in range(args.repeat)]
        if "error" in runs[0][1]:
            print(f"{name:9} {runs[0][1]['error']}", flush=True)
            continue
        best = lambda side, what: min(pair[side][what] for pair in runs)
        print(f"{name:9} cpu {best(0, 'cpu'):.2f} -> {best(1, 'cpu'):.2f} s ({best(1, 'cpu') / best(0, 'cpu'):.1f} times), wall {best(0, 'wall'):.2f} -> "
              f"{best(1, 'wall'):.2f} s, budget {budget / 2**20:.0f} MB of {state / 2**20:.0f}, peak {max(pair[1]['peak'] for pair in runs) / 2**20:.0f} of "
              f"{(1.25 * budget) / 2**20 + 200:.0f} MB, {runs[0][1]['cold']} rows moved, longest quantum {best(1, 'quantum'):.0f} ms", flush=True)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""What recording costs: Nexmark with and without --record, interleaved, medians of CPU seconds; and how many bytes a record takes.

  recording.py [--bin build/release/bin] [--queries q0,q4] [--events 10000000] [-p 1,2] [--repeat 5] [--trickle]

Bytes a record: the recording's length by the rows that sources gave (Nexmark is generated again, so nothing of it is captured). --trickle: rows that come one by
one, 20,000 a second in four subtasks, where each is a decision of its own.
"""
import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TRICKLE = """CREATE TABLE t (n BIGINT, k INT, v BIGINT) WITH ('connector' = 'datagen', 'number-of-rows' = '60000', 'rows-per-second' = '20000',
  'fields.n.kind' = 'sequence', 'fields.n.start' = '1', 'fields.n.end' = '60000', 'fields.k.min' = '0', 'fields.k.max' = '9', 'fields.v.min' = '0', 'fields.v.max' = '1000');
CREATE TABLE nowhere (k INT, c BIGINT, s BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'blackhole');
INSERT INTO nowhere SELECT k, COUNT(*), SUM(v) FROM t GROUP BY k;
"""


def answer(command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr.strip()[-500:]}")
    return done.stdout


def nexmark(args, query, parallelism, recording=None):
    command = [f"{args.bin}/weir", "bench", "nexmark", "--queries", query, "--events", str(args.events), "-p", parallelism, "--json", "--no-checksum"]
    return json.loads(answer(command + (["--record", recording] if recording else [])).splitlines()[-1])


def trickle(args, folder):
    script, recording = Path(folder, "trickle.sql"), Path(folder, "trickle.weirrun")
    script.write_text(TRICKLE)
    answer([f"{args.bin}/weir", "run", str(script), "-p", "4", "--record", str(recording)])
    print(f"trickle p 4: {recording.stat().st_size / 60000:.2f} bytes a record")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=str(ROOT / "build" / "release" / "bin"))
    parser.add_argument("--queries", default="q0,q4,q5,q7,q8")
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("-p", default="1,2")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--trickle", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weir-recording-") as folder:
        if args.trickle:
            return trickle(args, folder)
        for query in args.queries.split(","):
            for parallelism in args.p.split(","):
                plain, recorded = [], []
                for turn in range(args.repeat):
                    for kind in ((plain, recorded), (recorded, plain))[turn % 2]:
                        kind.append(nexmark(args, query, parallelism, str(Path(folder, "run.weirrun")) if kind is recorded else None))
                before, after = (statistics.median(run["cpu_seconds"] for run in runs) for runs in (plain, recorded))
                least = min(run["cpu_seconds"] for run in recorded) / min(run["cpu_seconds"] for run in plain)
                last = recorded[-1]
                print(f"{query:4} p {parallelism}: {before:.3f} -> {after:.3f} CPU s ({100 * (after / before - 1):+.1f} %; the best runs {100 * (least - 1):+.1f} %), "
                      f"{last['recorded_bytes'] / max(1, last['source_rows']):.3f} bytes a record, {last['recorded_bytes']} in all", flush=True)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Nexmark in process: events per CPU second of `weir bench nexmark`, its share of the hand-written limit, and how many times Flink.

  nexmark.py [--bin build/release/bin] [--queries q0,q1] [--events 10000000] [-p 1,2] [--repeat 3]

The limits are measured in the same minute. Flink's figures are those of Flink 2.3 on a machine of this kind (2 cores, Granite Rapids
class, heap state, mini-batch, object reuse, its own generator included), the best of several runs; on another machine measure them
anew with tests/lab.
"""
import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FLINK = {"q0": 1.17, "q1": 1.06, "q2": 1.25, "q3": 1.18, "q4": 0.18, "q5": 0.31, "q7": 0.11, "q8": 0.67, "q12": 0.55, "q17": 0.53}


def lines(command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        return None, done.stderr.strip()[-300:]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")], None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=str(ROOT / "build" / "release" / "bin"))
    parser.add_argument("--queries", default=",".join(FLINK))
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("-p", default="1,2")
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    limits, problem = lines([f"{args.bin}/bench_limits", "--json", "--events", str(args.events)])
    if problem:
        sys.exit(f"bench_limits: {problem}")
    limit = {each["query"]: each["events_per_cpu_second"] for each in limits}
    print(f"{'query':6} {'p':>2} {'M ev/CPU s':>11} {'spread':>13} {'M ev/s':>8} {'of limit':>9} {'x Flink':>8} {'rows out':>10} {'MB':>6}  checksum")
    for query in args.queries.split(","):
        for parallelism in args.p.split(","):
            runs = []
            for _ in range(args.repeat):
                got, problem = lines([f"{args.bin}/weir", "bench", "nexmark", "--queries", query, "--events", str(args.events),
                                      "-p", parallelism, "--json"])
                if problem or not got:
                    break
                runs.append(got[0])
            if not runs:
                print(f"{query:6} {parallelism:>2} {problem}")
                continue
            rates = sorted(run["events"] / run["cpu_seconds"] for run in runs)
            rate, last = statistics.median(rates), runs[-1]
            share = f"{100 * rate / limit[query]:.0f} %" if query in limit else "-"
            times = f"{rate / FLINK[query] / 1e6:.1f}" if query in FLINK else "-"
            same = "" if len({run["checksum"] for run in runs}) == 1 else "  DIFFERS between runs"
            print(f"{query:6} {parallelism:>2} {rate / 1e6:>11.2f} {rates[0] / 1e6:>6.2f}-{rates[-1] / 1e6:<6.2f} "
                  f"{last['events'] / last['wall_seconds'] / 1e6:>8.2f} {share:>9} {times:>8} {last['rows_out']:>10} "
                  f"{last['peak_rss_bytes'] / 2**20:>6.0f}  {last['checksum']}{same}", flush=True)


if __name__ == "__main__":
    main()

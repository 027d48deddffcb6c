#!/usr/bin/env python3
"""Runs a sample and compares what it shows with what it should.

  sample_test.py --weir PATH [--accept] [-p N] SAMPLE

A bounded sample runs to its end; the final table of each SELECT must be that of tests/samples/SAMPLE.expected (one JSON line a
result, its columns, its rows sorted). An endless sample (no such file, or one that says `endless`) runs for some seconds and must put
out rows and stop in order. --accept writes what a bounded sample answers; read it before you commit it.
"""
import argparse
import collections
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def results(text):
    """[columns, rows of the table that the changelog leaves, changes seen] a SELECT."""
    found = []
    for line in text.splitlines():
        if line.startswith('{"columns"'):
            found.append((json.loads(line)["columns"], collections.Counter(), [0]))
        elif line.startswith('["') and found:
            kind, *row = json.loads(line)
            found[-1][1][tuple(row)] += 1 if kind in ("+I", "+U") else -1
            found[-1][2][0] += 1
    return found


def table(counter):
    negative = [row for row, n in counter.items() if n < 0]
    if negative:
        raise ValueError(f"a row is taken back that was never there: {negative[0]}")
    return sorted((row for row, n in counter.items() for _ in range(n)), key=lambda row: [(v is not None, str(v)) for v in row])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weir", required=True)
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("-p", default="")
    parser.add_argument("--seconds", default="3", help="how long an endless sample runs")
    parser.add_argument("sample")
    args = parser.parse_args()
    folder = ROOT / "samples" / args.sample
    expected = ROOT / "tests" / "samples" / f"{args.sample}.expected"
    if not expected.exists() and not args.accept:
        print(f"There is no {expected}.")
        return 1
    wanted = expected.read_text() if expected.exists() else ""
    endless = wanted.strip() == "endless"

    command = [args.weir, "run", str(folder / "job.sql"), "--output", "jsonl"]
    if args.p:
        command += ["-p", args.p]
    if endless:
        command += ["--timeout", f"{args.seconds}s"]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              cwd=folder, timeout=120)
    except subprocess.TimeoutExpired:
        print(f"samples/{args.sample} did not stop within 120 s.")
        return 1
    if done.returncode != 0:
        print(f"samples/{args.sample} ended with exit code {done.returncode}:\n{done.stderr.strip()[-2000:]}")
        return 1
    found = results(done.stdout)
    if endless:
        counts = [changes[0] for _, _, changes in found]
        print(f"samples/{args.sample}: {counts} rows in {args.seconds} s")
        if not counts or min(counts) == 0:
            print("Every SELECT of an endless sample puts out rows within that time.")
            return 1
        for _, counter, _ in found:
            table(counter)
        return 0

    lines = []
    for columns, counter, _ in found:
        lines.append(json.dumps({"columns": columns}, ensure_ascii=False))
        lines += [json.dumps(row, ensure_ascii=False) for row in table(counter)]
    got = "".join(line + "\n" for line in lines)
    if args.accept:
        expected.write_text(got)
        print(f"{expected.relative_to(ROOT)} is written: {len(lines)} lines. Read it.")
        return 0
    if got == wanted:
        print(f"samples/{args.sample}: {len(found)} results as expected")
        return 0
    want, have = wanted.splitlines(), got.splitlines()
    missing = [line for line in want if line not in set(have)]
    extra = [line for line in have if line not in set(want)]
    print(f"samples/{args.sample} answers otherwise: {len(missing)} lines missing, {len(extra)} unexpected")
    for line in missing[:10]:
        print("  missing    " + line)
    for line in extra[:10]:
        print("  unexpected " + line)
    return 1


if __name__ == "__main__":
    sys.exit(main())

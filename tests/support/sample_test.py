#!/usr/bin/env python3
"""Runs a sample and compares what it shows with what it should.

  sample_test.py --weir PATH [--accept] [-p N] SAMPLE

A bounded sample runs to its end; the final table of each SELECT must be that of tests/samples/SAMPLE.expected: a JSON line with the
columns, then the rows, sorted, a line each. Of a table with more than 300 rows the file holds the first ten, their number and a hash.
A sample whose file says `endless` runs for some seconds, each of its SELECTs in turn, and must put out rows and stop in order.
--accept writes what a bounded sample answers; read it before you commit it. --answer FILE takes an answer that is there already (of
tests/lab/flinklab run, say) instead of running anything.
"""
import argparse
import collections
import hashlib
import json
import re
import subprocess
import sys
import tempfile
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


def written(found):
    lines = []
    for columns, counter, _ in found:
        lines.append(json.dumps({"columns": columns}, ensure_ascii=False))
        rows = [json.dumps(row, ensure_ascii=False) for row in table(counter)]
        if len(rows) > 300:
            digest = hashlib.sha256("".join(row + "\n" for row in rows).encode()).hexdigest()
            rows = rows[:10] + [f"... {len(rows)} rows, sha256 {digest}"]
        lines += rows
    return lines


def statements(text):
    """The statements of a script; samples end each one with a semicolon at the end of a line."""
    return [part.strip() for part in re.split(r";\s*$", text, flags=re.M) if re.sub(r"--[^\n]*", "", part).strip()]


def is_query(statement):
    return re.match(r"(SELECT|WITH)\b", re.sub(r"--[^\n]*\n", "", statement).strip(), re.I) is not None


def run(weir, script, folder, more, seconds=None):
    command = [weir, "run", str(script), "--output", "jsonl", *more] + (["--timeout", f"{seconds}s"] if seconds else [])
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              cwd=folder, timeout=120)
    except subprocess.TimeoutExpired:
        return None, "did not stop within 120 s"
    if done.returncode != 0:
        return None, f"ended with exit code {done.returncode}:\n{done.stderr.strip()[-2000:]}"
    return done.stdout, None


def endless(weir, sample, folder, more, seconds):
    """Each SELECT by itself, because the first would never make way for the next; the other statements come before it."""
    parts = statements((folder / "job.sql").read_text())
    queries = [part for part in parts if is_query(part)]
    bad = not queries
    for number, query in enumerate(queries, 1):
        with tempfile.NamedTemporaryFile("w", suffix=".sql", dir=folder, prefix=".test-") as script:
            script.write(";\n\n".join([part for part in parts if not is_query(part)] + [query]) + ";\n")
            script.flush()
            output, problem = run(weir, script.name, folder, more, seconds)
        if problem:
            print(f"SELECT {number} of samples/{sample} {problem}")
            bad = True
            continue
        found = results(output)
        for _, counter, _ in found:
            table(counter)
        rows = [changes[0] for _, _, changes in found]
        print(f"SELECT {number} of samples/{sample}: {rows} rows in {seconds} s")
        bad = bad or not rows or min(rows) == 0
    return 1 if bad else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weir")
    parser.add_argument("--accept", action="store_true")
    parser.add_argument("--answer")
    parser.add_argument("--extra", default="", help='more arguments for weir run, e.g. "-p 4"')
    parser.add_argument("--seconds", default="3", help="how long a SELECT of an endless sample runs")
    parser.add_argument("sample")
    args = parser.parse_args()
    folder = ROOT / "samples" / args.sample
    expected = ROOT / "tests" / "samples" / f"{args.sample}.expected"
    if not expected.exists() and not args.accept:
        print(f"There is no {expected}.")
        return 1
    wanted = expected.read_text().splitlines() if expected.exists() else []
    if wanted == ["endless"]:
        return endless(args.weir, args.sample, folder, args.extra.split(), args.seconds)
    if args.answer:
        output = Path(args.answer).read_text()
    else:
        output, problem = run(args.weir, folder / "job.sql", folder, args.extra.split())
        if problem:
            print(f"samples/{args.sample} {problem}")
            return 1
    got = written(results(output))
    if args.accept:
        expected.write_text("".join(line + "\n" for line in got))
        print(f"{expected.relative_to(ROOT)} is written: {len(got)} lines. Read it.")
        return 0
    if got == wanted:
        print(f"samples/{args.sample}: {len([line for line in got if line.startswith('{')])} results as expected")
        return 0
    missing = [line for line in wanted if line not in set(got)]
    extra = [line for line in got if line not in set(wanted)]
    print(f"samples/{args.sample} answers otherwise: {len(missing)} lines missing, {len(extra)} unexpected")
    for line in missing[:10]:
        print("  missing    " + line)
    for line in extra[:10]:
        print("  unexpected " + line)
    return 1


if __name__ == "__main__":
    sys.exit(main())

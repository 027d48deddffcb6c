#!/usr/bin/env python3
"""EXPLAIN shows Flink's nodes: for each EXPLAIN of tests/plans/flink/NAME.sql the physical plan has the nodes of NAME.expected, a real Flink's
text, in the same order and depth, each with the same changelog mode.

  explain_test.py --weir PATH [NAME ...]

Exit code 1 when a plan differs. What is inside the brackets (names of inner columns, pushed filters) is not compared.
"""
import argparse, subprocess, sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from explain_agreement import nodes

FOLDER = Path(__file__).resolve().parent.parent / "plans" / "flink"
START = "== Abstract Syntax Tree =="


def shown(plan):
    return "nothing" if plan is None else "\n".join("   " * depth + name + (f" [{mode}]" if mode else "") for depth, name, mode in plan)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--weir", required=True)
    p.add_argument("name", nargs="*")
    a = p.parse_args()
    scripts = [s for s in sorted(FOLDER.glob("*.sql")) if not a.name or s.stem in a.name]
    if not scripts:
        print("no scripts in", FOLDER)
        return 1
    bad = plans = 0
    for script in scripts:
        done = subprocess.run([a.weir, "run", str(script), "--output", "jsonl"], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
        want = script.with_suffix(".expected").read_text().split(START)[1:]
        got = done.stdout.split(START)[1:]
        queries = [line.strip() for line in script.read_text().splitlines() if line.startswith("EXPLAIN")]
        if done.returncode or not len(queries) == len(want) == len(got):
            bad += 1
            print(f"{script.name}: {len(queries)} EXPLAINs, {len(want)} answers by Flink, {len(got)} by Weir: {done.stderr.strip()}")
            continue
        for query, theirs, ours in zip(queries, want, got):
            plans += 1
            if nodes(theirs) is None or nodes(theirs) != nodes(ours):
                bad += 1
                print(f"{script.name}: {query}\n--- Flink\n{shown(nodes(theirs))}\n--- Weir\n{shown(nodes(ours))}")
    print(f"{plans} plans, {bad} differ")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

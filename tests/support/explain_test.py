#!/usr/bin/env python3
"""EXPLAIN prints what Flink prints: tests/plans/flink/NAME.sql gives NAME.expected, a real Flink's text, from the physical plan on.

  explain_test.py --weir PATH [NAME ...]

The syntax trees are left out: ours come before other rules. Exit code 1 when a line differs.
"""
import argparse, difflib, re, subprocess, sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "plans" / "flink"


def plans(text):
    return re.sub(r"== Abstract Syntax Tree ==\n.*?\n\n(?=== )", "", text, flags=re.S).rstrip().splitlines()


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--weir", required=True)
    p.add_argument("name", nargs="*")
    a = p.parse_args()
    scripts = [s for s in sorted(FOLDER.glob("*.sql")) if not a.name or s.stem in a.name]
    if not scripts:
        print("no scripts in", FOLDER)
        return 1
    bad = 0
    for script in scripts:
        done = subprocess.run([a.weir, "run", str(script), "--output", "jsonl"], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
        want, got = plans(script.with_suffix(".expected").read_text()), plans(done.stdout)
        different = list(difflib.unified_diff(want, got, "Flink", "Weir", lineterm="", n=1))
        if done.returncode or different:
            bad += 1
            print(f"{script.name}: exit code {done.returncode} {done.stderr.strip()}", *different, sep="\n")
    print(f"{len(scripts) - bad} of {len(scripts)} scripts agree")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

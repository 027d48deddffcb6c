#!/usr/bin/env python3
"""Runs scripts with mistakes: each must end with exit code 1 and say what is wrong, and where.

  bad_scripts_test.py --weir PATH [-k WORD] [FOLDER]

A script of tests/data/bad/scripts has in its first lines one or more of

    -- expect: LINE:COLUMN text that the message has
    -- expect: LINE:* text                where the column is a matter of taste
    -- expect: text                       where there is no place, or it does not matter

All of them must be on standard error, the place as LINE:COLUMN. Standard output holds data only, so no message may be there.
"""
import argparse
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def one(weir, script):
    text = script.read_text(errors="replace")
    expectations = re.findall(r"^-- expect: ?(?:(\d+:(?:\d+|\*)) ?)?(.*)$", text, re.M)
    if not expectations:
        return "has no '-- expect:' line"
    with tempfile.TemporaryDirectory() as scratch:
        try:
            done = subprocess.run([weir, "run", str(script), "--output", "jsonl"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, timeout=30, cwd=scratch)
        except subprocess.TimeoutExpired:
            return "does not end within 30 s"
    said = done.stderr.decode(errors="replace")
    if done.returncode != 1:
        return f"exit code {done.returncode}, not 1; it said: {said.strip()[-300:]!r}"
    for place, fragment in expectations:
        if place and not re.search(rf"(?<!\d){place.replace('*', '[0-9]+')}(?!\d)", said):
            return f"does not name the place {place}; it said: {said.strip()[:400]!r}"
        if fragment.strip().lower() not in said.lower():
            return f"does not say {fragment!r}; it said: {said.strip()[:400]!r}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weir", required=True)
    parser.add_argument("-k", default="")
    parser.add_argument("-j", type=int, default=2)
    parser.add_argument("folder", nargs="?", default=str(ROOT / "tests" / "data" / "bad" / "scripts"))
    args = parser.parse_args()
    scripts = sorted(path for path in Path(args.folder).glob("*.sql") if args.k in path.name)
    if not scripts:
        print(f"There is no script in {args.folder}.")
        return 1
    weir = str(Path(args.weir).resolve())
    failed = 0
    with ThreadPoolExecutor(args.j) as pool:
        for script, why in zip(scripts, pool.map(lambda script: one(weir, script), scripts)):
            if why:
                failed += 1
                print(f"FAIL {script.name}: {why}")
    print(f"{len(scripts) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

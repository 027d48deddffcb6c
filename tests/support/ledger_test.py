#!/usr/bin/env python3
"""The ledger of every conformance script, script of tests/sql and sample adds up at the end, along some routes.

  ledger_test.py --weir PATH [-k WORD]

What ends well must say nothing of "about right" or "does not balance", and
what is read twice behind a failure is counted once: the sources' rows are those of the straight way.
"""
import argparse
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
AGAIN = "-D restart-strategy.type=fixed-delay -D restart-strategy.fixed-delay.attempts=2 -D restart-strategy.fixed-delay.delay=0ms"
ROUTES = ["", "-p 4 --batch-rows random --seed 9", f"-p 2 --batch-rows 3 --checkpoints {{}} --fail-after-rows 4 {AGAIN}",
          f"--checkpoints {{}} --fail-after-rows 3 --restart-parallelism 3 {AGAIN}",
          f"-p 4 --batch-rows 1 --checkpoints {{}} --interval 1ms --fail-after-rows 20 -D execution.checkpointing.unaligned.enabled=true {AGAIN}"]
ENDLESS = {"kafka-orders", "nexmark"}


def scripts(word):
    found = [p for folder in ("tests/conformance", "tests/sql") for p in sorted((ROOT / folder).rglob("*.sql")) if "/data/" not in str(p)]
    found += sorted((ROOT / "samples").glob("*/job.sql"))
    return [p for p in found if word in str(p)]


def flows(text):
    """Rows of the flows that begin at sources, sorted: verdicts and ways are further in, and results and mixtures say so."""
    lines = [re.match(r" *(-?\d+)  +[\d.]+%  (\S.*)$", line) for line in text.splitlines()]
    return sorted((m[2], int(m[1])) for m in lines if m and not m[2].startswith("results of") and " into " not in m[2])


def look(weir, path):
    problems, straight = [], None
    for number, route in enumerate(ROUTES):
        with tempfile.TemporaryDirectory() as folder:
            text = path.read_text().replace("${OUT}", folder + "/out").replace("${DATA}", str(path.parent.parent / "data"))
            script = path
            if "${" in path.read_text():
                script = Path(folder) / "script.sql"
                script.write_text(text)
            endless = path.parent.name in ENDLESS and path.name == "job.sql"
            command = [weir, "run", str(script), "--ledger", *route.format(folder + "/checkpoints").split()] + (["--timeout", "1s"] if endless else [])
            if endless and number > 1:
                continue
            try:
                done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace", timeout=120)
            except subprocess.TimeoutExpired:
                problems.append(f"{path}: {route}: no end")
                continue
            said = [line for line in done.stderr.splitlines() if "does not balance" in line or (done.returncode == 0 and "about right" in line)]
            problems += [f"{path.relative_to(ROOT)} {route}: {line}" for line in said]
            if done.returncode != 0 or endless:
                continue
            if number == 0:
                straight = flows(done.stderr)
            elif straight is not None and flows(done.stderr) != straight:
                problems.append(f"{path.relative_to(ROOT)} {route}: sources gave {flows(done.stderr)}, on the straight way {straight}")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weir", required=True)
    parser.add_argument("-k", default="")
    args = parser.parse_args()
    chosen = scripts(args.k)
    with ThreadPoolExecutor(2) as pool:
        problems = [line for lines in pool.map(lambda path: look(args.weir, path), chosen) for line in lines]
    for line in problems:
        print(line)
    print(f"{len(chosen)} scripts, {len(ROUTES)} routes, {len(problems)} problems")
    return 1 if problems or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())

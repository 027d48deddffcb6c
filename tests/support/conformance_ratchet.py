#!/usr/bin/env python3
"""Runs an area of the conformance suite and holds what has been reached.

  conformance_ratchet.py --weir PATH [--accept] AREA

tests/suite/expected/AREA.txt names the cases that must pass, one a line. The test fails when one of them does not, or when any case
ends in a crash (an exit code other than 0 and 1) or in no end at all. Cases that pass and are not listed are told; --accept writes
them into the list.
"""
import argparse
import re
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weir", required=True)
    parser.add_argument("--accept", action="store_true", help="write the list of what passes now")
    parser.add_argument("--suite", default=str(TESTS / "conformance"))
    parser.add_argument("-j", default="2")
    parser.add_argument("area")
    args = parser.parse_args()

    if not Path(args.weir).exists():
        print(f"{args.weir} does not exist; build the target weir first.")
        return 1
    done = subprocess.run([f"{args.suite}/check", "--weir", args.weir, "--list", "-j", args.j, args.area],
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    passed, failed = set(), {}
    for line in done.stdout.splitlines():
        found = re.match(r"(ok  |FAIL) (\S+?\.sql)(?:: (.*))?$", line)
        if not found:
            continue
        if found[1] == "FAIL":
            failed[found[2]] = found[3] or ""
        else:
            passed.add(found[2])
    if not passed and not failed:
        print(f"The suite ran no case of '{args.area}':\n{done.stdout}")
        return 1

    path = TESTS / "suite" / "expected" / f"{args.area}.txt"
    listed = set(path.read_text().split()) if path.exists() else set()
    lost = sorted(listed - passed)
    gained = sorted(passed - listed)
    crashed = sorted(name for name, why in failed.items() if re.match(r"exit code (-|[2-9]|1\d)", why) or why.startswith("no end within"))

    for name, why in sorted(failed.items()):
        print(f"FAIL {name}: {why}")
    for name in lost:
        print(f"LOST {name}: it passed before" + ("" if name in failed else "; the case is gone"))
    for name in crashed:
        print(f"CRASH {name}: {failed[name]}")
    if args.accept:
        path.write_text("".join(f"{name}\n" for name in sorted(passed)))
        print(f"{path.relative_to(TESTS.parent)} is written.")
    elif gained:
        print(f"{len(gained)} pass that are not listed yet (--accept lists them): {' '.join(gained[:8])}{' ...' if len(gained) > 8 else ''}")
    total = len(passed) + len(failed)
    print(f"{args.area}: {len(passed)} of {total} pass ({100 * len(passed) // total} %), {len(listed)} must, {len(lost)} lost, {len(crashed)} crashed")
    return 1 if crashed or (lost and not args.accept) else 0


if __name__ == "__main__":
    sys.exit(main())

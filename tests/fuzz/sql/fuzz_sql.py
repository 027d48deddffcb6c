#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random scripts of Flink SQL, made from a grammar: run along routes, held against a real Flink, cut down where something differs.

  fuzz_sql.py print  WHAT ...                        the scripts
  fuzz_sql.py routes WHAT ... --weir PATH            other parallelism, batch sizes and schedules give the same final table
  fuzz_sql.py flink  WHAT ... --weir PATH            the same final table as Flink, where tests/lab/flinklab runs ("not run" otherwise)
  fuzz_sql.py reduce WHAT --weir PATH                the smallest script found that still differs (from Flink, or along --route)

WHAT is THEME:SEED, THEME:FROM-TO, all:FROM-TO, a file, or kept: all that Flink has answered. A script is a function of its theme and seed. Flink's answers are kept (--answers).
Exit code 0 when nothing differs, 1 when something does, 2 wrong use.
"""
import argparse
import collections
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.dont_write_bytecode = True
import reducer
import script as scripts                                           # noqa: E402
from dice import Dice                                              # noqa: E402
from engines import Flink, Weir, difference, lab                   # noqa: E402

KEEP = os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "weir", "fuzz-sql")


def wanted(words, keep):
    """(group, script): scripts of one group have their world in common."""
    for word in words:
        if word == "kept":
            for path in sorted(Path(keep).glob("*.sql")):
                yield path.stem, scripts.parse(path.read_text(), lab.statements)
        elif ":" in word:
            for name, seed in scripts.named([word]):
                yield (name, seed // scripts.WORLD_QUERIES), scripts.script(name, seed)
        else:
            yield word, scripts.parse(Path(word).read_text(), lab.statements)


def routes(script):
    dice = Dice("route", script.key())
    for route in (["-p", "4"], ["--batch-rows", "1"], ["--batch-rows", "random", "--seed", str(dice.number(1, 10**6))],
                  ["-p", "3", "--batch-rows", "random", "--scheduler", "seeded", "--seed", str(dice.number(1, 10**6))]):
        if not (script.unordered and "-p" in route):
            yield route


def along_routes(weir, script):
    """(route, why) of the first route that gives another table, or None."""
    straight = weir.answer(script)
    if straight.crash:
        return [], straight.error
    for route in routes(script):
        why = difference(straight, weir.answer(script, route), script.compare)
        if why:
            return route, why
    return None


def run_routes(args):
    weir, counts = Weir(args.weir), collections.Counter()
    with ThreadPoolExecutor(args.j) as pool:
        for script, found in pool.map(lambda s: (s, along_routes(weir, s)), (s for _, s in wanted(args.what, args.answers))):
            counts["same" if found is None else "differ"] += 1
            if found:
                print(f"DIFFER {script.name} along {' '.join(found[0]) or 'the straight way'}: {found[1][:args.width]}", flush=True)
    print(f"{sum(counts.values())} scripts, {counts['same']} the same along all routes, {counts['differ']} differ")
    return 1 if counts["differ"] else 0


def run_flink(args):
    if not Flink.runs():
        print("not run: no Flink answers here (tests/lab/flinklab start)")
        return 0
    weir, flink, counts, started = Weir(args.weir), Flink(args.answers), collections.Counter(), time.time()
    groups = collections.defaultdict(list)
    for group, script in wanted(args.what, args.answers):
        groups[group].append(script)

    def compared(batch):
        flink.ask(batch)
        return [(script, flink.kept(script), weir.answer(script)) for script in batch]

    with ThreadPoolExecutor(args.j) as pool:
        for answers in pool.map(compared, groups.values()):
            for script, want, got in answers:
                verdict, why = judged(script, want, got)
                counts[verdict] += 1
                if verdict.isupper() or args.list:
                    print(f"{verdict} {script.name} [{script.key()}]: {why[:args.width]}", flush=True)
    print(f"{sum(counts.values())} scripts: " + ", ".join(f"{n} {verdict}" for verdict, n in sorted(counts.items())) + f" ({time.time() - started:.0f} s)")
    return 1 if any(verdict.isupper() for verdict in counts) else 0


def judged(script, want, got):
    if want is None:
        return "unanswered", "Flink did not end in time"
    why = difference(want, got, script.compare)
    if why and bool(want.error) != bool(got.error):
        return ("ONLY-FLINK-FAILS", want.error) if want.error else ("ONLY-WEIR-FAILS", got.error)
    if why:
        return "DIFFER", why
    return ("both refuse", want.error) if want.error else ("same", "") if want.rows else ("same and empty", "")


def run_reduce(args):
    weir, flink, failed = Weir(args.weir), Flink(args.answers), 0
    for _, script in wanted(args.what, args.answers):
        if args.route is not None:
            kind = reducer.route_kind(weir, args.route.split())
        else:
            kind = reducer.flink_kind(weir, flink)
        small = reducer.reduced(script, kind, args.seconds)
        failed += small is not None
        print(small.text() if small else f"-- {script.name}: nothing differs", flush=True)
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("act", choices=["print", "routes", "flink", "reduce"])
    parser.add_argument("what", nargs="+")
    parser.add_argument("--weir", default="build/release/bin/weir")
    parser.add_argument("--answers", default=KEEP, help="folder where Flink's answers are kept")
    parser.add_argument("--route", help="reduce a difference along this route of weir run, not from Flink")
    parser.add_argument("--seconds", type=float, default=240, help="how long to reduce one script")
    parser.add_argument("--width", type=int, default=300, help="characters shown of a difference")
    parser.add_argument("--list", action="store_true", help="print scripts that agree too")
    parser.add_argument("-j", type=int, default=2)
    args = parser.parse_args()
    if args.act == "print":
        for _, script in wanted(args.what, args.answers):
            print(script.text(), end="")
        return 0
    return {"routes": run_routes, "flink": run_flink, "reduce": run_reduce}[args.act](args)


if __name__ == "__main__":
    sys.exit(main())

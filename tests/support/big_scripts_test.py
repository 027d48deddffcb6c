#!/usr/bin/env python3
"""Runs scripts that are large or deep in every direction: each must end in an answer (0) or an error with a message (1), never in a crash or a hang.

  big_scripts_test.py --weir PATH [-k WORD]
"""
import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

DEEP = 100_000
SECONDS = 120   # nothing that works needs a tenth of it


def chain(joint, count=DEEP):
    return "SELECT x FROM (VALUES (1)) AS t(x) WHERE x = 1" + "".join(f" {joint} x <> {i}" for i in range(2, count)) + ";"


# What must be answered says so; what need not be may be refused.
CASES = {
    "parentheses": lambda: ("SELECT " + "(" * DEEP + "1" + ")" * DEEP + ";", None),
    "nested_queries": lambda: ("SELECT * FROM " + "(" * DEEP + "SELECT 1" + ")" * DEEP + ";", None),
    "not": lambda: ("SELECT " + "NOT " * DEEP + "TRUE;", None),
    "minus": lambda: ("SELECT " + "- " * DEEP + "1;", None),
    "sum": lambda: ("SELECT 1" + " + 1" * DEEP + ";", None),
    "and": lambda: (chain("AND"), None),
    "or": lambda: (chain("OR"), None),
    "calls": lambda: ("SELECT " + "ABS(" * DEEP + "1" + ")" * DEEP + ";", None),
    "case": lambda: ("SELECT " + "CASE WHEN 1=1 THEN " * DEEP + "1" + " END" * DEEP + ";", None),
    "array_types": lambda: ("SELECT CAST(NULL AS " + "ARRAY<" * DEEP + "INT" + ">" * DEEP + ");", None),
    "unions": lambda: ("SELECT 1" + " UNION ALL SELECT 1" * DEEP + ";", None),
    "doubling": lambda: ("WITH c0 AS (SELECT 1 AS a)" + "".join(f", c{i} AS (SELECT x.a FROM c{i-1} x JOIN c{i-1} y ON x.a = y.a)" for i in range(1, 40)) +
                         " SELECT * FROM c39;", None),
    "views_of_views": lambda: ("CREATE VIEW v0 AS SELECT 1 AS a;" + "".join(f"CREATE VIEW v{i} AS SELECT a FROM v{i-1};" for i in range(1, 3000)) + "SELECT * FROM v2999;", None),
    "open_parentheses": lambda: ("(" * 10_000_000, 1),
    "open_text": lambda: ("SELECT 'a" + "x" * 10_000_000, 1),
    "open_comments": lambda: ("/*" * 5_000_000, 1),
    "semicolons": lambda: (";" * 10_000_000, 0),
    "numbers_in_list": lambda: ("SELECT x FROM (VALUES (1), (6)) AS t(x) WHERE x IN (" + ",".join(str(i * 3) for i in range(1_000_000)) + ");", 0),
    "texts_in_list": lambda: ("SELECT x FROM (VALUES ('1'), ('k6')) AS t(x) WHERE x IN (" + ",".join(f"'k{i * 3}'" for i in range(1_000_000)) + ");", 0),
    "rows_of_values": lambda: ("SELECT COUNT(*) FROM (VALUES " + ",".join(f"({i}, 'x')" for i in range(500_000)) + ") AS t(a, b);", 0),
    "columns": lambda: ("SELECT " + ",".join(f"a AS c{i}" for i in range(50_000)) + " FROM (VALUES (1)) AS t(a);", 0),
    "statements": lambda: ("".join(f"CREATE VIEW v{i} AS SELECT a + {i} AS a, 'text {i}' AS b FROM (VALUES (1), (2)) AS t(a);\n" for i in range(115_000)) + "SELECT * FROM v7;", 0),
    "joins": lambda: ("SELECT t0.a FROM (VALUES (1)) AS t0(a)" + "".join(f" JOIN (VALUES (1)) AS t{i}(a) ON t{i}.a = t0.a" for i in range(1, 200)) + ";", 0),
}


def trouble(weir, text, wanted):
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "big.sql")
        path.write_text(text)
        try:
            done = subprocess.run([weir, "run", str(path), "--output", "jsonl"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return f"no end within {SECONDS} s"
    if done.returncode not in (0, 1):
        return f"exit code {done.returncode}"
    if wanted is not None and done.returncode != wanted:
        return f"exit code {done.returncode}, {wanted} was due: {done.stderr[:300]!r}"
    if done.returncode == 1 and not done.stderr.strip():
        return "exit code 1 without a message"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weir", required=True)
    parser.add_argument("-k", default="")
    args = parser.parse_args()
    weir = str(Path(args.weir).resolve())
    names = [name for name in CASES if args.k in name]
    failed = 0
    for name in names:
        if why := trouble(weir, *CASES[name]()):
            failed += 1
            print(f"FAIL {name}: {why}")
    print(f"{len(names) - failed} passed, {failed} failed")
    return 1 if failed or not names else 0


if __name__ == "__main__":
    sys.exit(main())

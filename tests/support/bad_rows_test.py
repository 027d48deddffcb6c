#!/usr/bin/env python3
"""Reads malformed CSV and JSON files as Flink does, failing and with `ignore-parse-errors`.

  bad_rows_test.py --weir PATH [-k WORD]
  bad_rows_test.py --golden           asks the Flink of tests/lab, which must be running, and writes the expectations

tests/data/bad/rows/cases.json names each file's columns. expected.json has for each what comes out of `SELECT *`: the rows before
the end of a clean run, or "error". An error is exit code 1 and a message that names the file. ODD lists where Flink's answer is an
accident of its parser; there only a crash counts.
"""
import argparse
import importlib.machinery
import importlib.util
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = ROOT / "tests" / "data" / "bad" / "rows"
MODES = ("fail", "ignore")
ODD = {
    ("object_instead_of_number.json", "ignore"),    # the fields behind the object are lost too
    ("lone_surrogate.json", "fail"),                # half a character becomes a question mark
    ("lone_surrogate.json", "ignore"),
    ("not_a_text_file.csv", "ignore"),
}


def script(name, case, mode):
    form = "csv" if name.endswith(".csv") else "json"
    options = {"connector": "filesystem", "path": str(ROWS / name), "format": form, **case["options"]}
    if mode == "ignore":
        options[f"{form}.ignore-parse-errors"] = "true"
    inside = ", ".join(f"'{key}' = '{value}'" for key, value in options.items())
    return f"CREATE TABLE t ({case['columns']}) WITH ({inside});\nSELECT * FROM t;\n"


def rows(text):
    return [json.loads(line)[1:] for line in text.splitlines() if line.startswith('["')]


def golden(cases):
    loader = importlib.machinery.SourceFileLoader("flinklab", str(ROOT / "tests" / "lab" / "flinklab"))
    spec = importlib.util.spec_from_loader("flinklab", loader)
    lab = importlib.util.module_from_spec(spec)
    loader.exec_module(lab)
    answers = {}
    for name, case in cases.items():
        answers[name] = {}
        for mode in MODES:
            out = io.StringIO()
            done = lab.run(script(name, case, mode), 60, out=out)
            answers[name][mode] = rows(out.getvalue()) if done == 0 else "error"
            if done:
                print(f"{name} {mode}: {out.getvalue().splitlines()[-1][:200]}")
    (ROWS / "expected.json").write_text("{\n" + ",\n".join(f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=True)}" for k, v in answers.items()) + "\n}\n")


def one(weir, name, case, mode, want):
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "case.sql")
        path.write_text(script(name, case, mode))
        try:
            done = subprocess.run([weir, "run", str(path), "--output", "jsonl"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, timeout=30)
        except subprocess.TimeoutExpired:
            return "does not end within 30 s"
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode not in (0, 1):
        return f"exit code {done.returncode}: {said[-300:]}"
    if want is None:
        return None
    if want == "error":
        if done.returncode == 0:
            return f"an error was due, and these rows came: {rows(done.stdout.decode(errors='replace'))}"
        return None if name in said else f"the message does not name the file: {said[-300:]!r}"
    if done.returncode == 1:
        return f"failed: {said[-300:]}"
    try:
        got = rows(done.stdout.decode())
    except UnicodeDecodeError:
        return "the output is not UTF-8"
    return None if got == want else f"want {want}, got {got}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weir")
    parser.add_argument("--golden", action="store_true")
    parser.add_argument("-k", default="")
    args = parser.parse_args()
    cases = {name: case for name, case in json.loads((ROWS / "cases.json").read_text()).items() if args.k in name}
    if args.golden:
        return golden(cases)
    expected = json.loads((ROWS / "expected.json").read_text())
    failed = 0
    for name, case in cases.items():
        for mode in MODES:
            want = None if (name, mode) in ODD else expected[name][mode]
            why = one(args.weir, name, case, mode, want)
            if why:
                failed += 1
                print(f"FAIL {name} ({mode}): {why[:600]}")
    print(f"{2 * len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Reads the same JSON and CSV files with Weir and with a real Flink, by turns, and prints rows per CPU second of both.

  beside_flink.py --bin build/release/bin [--events 5000000] [--repeat 3] [--no-flink]

The files hold the bids of Nexmark events (7 fields, about 190 bytes as CSV, 260 as JSON). The measured job takes five of the fields into
`blackhole`; before it counts, a count and two sums of the file must be the same from both. Flink is that of tests/lab, which must be
running (tests/lab/flinklab start); its first run is thrown away. CPU is all threads of `weir`, and Flink's TaskManager alone.
"""
import argparse
import importlib.machinery
import importlib.util
import io
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent
BID = """CREATE TABLE bid (
  auction BIGINT, bidder BIGINT, price BIGINT, channel STRING, url STRING, `dateTime` TIMESTAMP(3), extra STRING
) WITH ('connector' = 'filesystem', 'path' = '{path}', 'format' = '{form}');
"""
MEASURED = BID + """CREATE TABLE nothing (auction BIGINT, bidder BIGINT, price BIGINT, `dateTime` TIMESTAMP(3), extra STRING)
WITH ('connector' = 'blackhole');
INSERT INTO nothing SELECT auction, bidder, price, `dateTime`, extra FROM bid;
"""
CHECKED = BID + "SELECT COUNT(*), SUM(price), SUM(CHAR_LENGTH(extra)), MAX(`dateTime`) FROM bid;\n"


def lab():
    loader = importlib.machinery.SourceFileLoader("flinklab", str(ROOT / "tests" / "lab" / "flinklab"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("flinklab", loader))
    loader.exec_module(module)
    return module


def weir(command, script, scratch):
    path = Path(scratch, "job.sql")
    path.write_text(script)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([command, "run", str(path), "--output", "jsonl"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"weir: {done.stderr.strip()}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def last_row(text):
    return json.loads([line for line in text.splitlines() if line.startswith('["')][-1])[1:]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=str(ROOT / "build" / "release" / "bin"))
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--no-flink", action="store_true")
    args = parser.parse_args()
    flink = None if args.no_flink else lab()
    with tempfile.TemporaryDirectory() as scratch:
        for form in ("json", "csv"):
            path = Path(scratch, f"bids.{form}")
            subprocess.run([f"{args.bin}/write_bids", str(path), str(args.events)], check=True)
            with path.open("rb") as file:
                rows = sum(1 for _ in file)
            script = MEASURED.format(path=path, form=form)
            checked = CHECKED.format(path=path, form=form)
            ours = last_row(weir(f"{args.bin}/weir", checked, scratch)[1])
            if int(ours[0]) != rows:
                sys.exit(f"weir counts {ours[0]} rows of {rows}")
            if flink:
                out = io.StringIO()
                # Batch mode gives the one final row, so the check does not take as long as the measurement.
                if flink.run("SET 'execution.runtime-mode' = 'batch';\n" + checked, 600, out=out):
                    sys.exit(out.getvalue())
                if last_row(out.getvalue()) != ours:
                    sys.exit(f"weir answers {ours}, Flink {last_row(out.getvalue())}")
            mine, theirs = [], []
            for turn in range(args.repeat + 1):
                seconds, _ = weir(f"{args.bin}/weir", script, scratch)
                if turn:
                    mine.append(seconds)
                if flink:
                    before = flink.cpu_seconds("taskmanager")
                    if flink.run(script, 600, out=io.StringIO()):
                        sys.exit("Flink could not run the script")
                    if turn:
                        theirs.append(flink.cpu_seconds("taskmanager") - before)
            ours_rate = rows / statistics.median(mine)
            line = f"{form:5} {rows:>10} rows, {path.stat().st_size / rows:.0f} B each: weir {ours_rate / 1e6:.2f} M rows/CPU s"
            if theirs:
                flink_rate = rows / statistics.median(theirs)
                line += f", Flink {flink_rate / 1e6:.2f} M, {ours_rate / flink_rate:.1f} times"
            print(line, flush=True)


if __name__ == "__main__":
    main()

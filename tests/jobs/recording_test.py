#!/usr/bin/env python3
"""Recordings as the input of other jobs (`weir replay --job`), as files that are damaged, newer or none, and the state they show.

  recording_test.py --weir PATH [--keep]

Exit code 0 when all holds.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from replay_test import COUNT, KAFKAS, TUMBLE, Wrong, table

WIDE = table().replace("ts - INTERVAL '1' SECOND", "ts - INTERVAL '9' SECOND")
WINDOWS = WIDE + TUMBLE.format(time="ts", size=5)
TOPIC = KAFKAS["count"].split("SET 'table")[0]


class Trial:
    def __init__(self, weir, folder):
        self.weir, self.folder = weir, folder

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def call(self, *words, fails=None):
        done = subprocess.run([self.weir, *map(str, words)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)
        if fails is None and done.returncode:
            raise Wrong(f"{' '.join(map(str, words))} ended with {done.returncode}: {done.stderr.strip()[-700:]}")
        if fails is not None:
            if done.returncode not in (1, 2):
                raise Wrong(f"{' '.join(map(str, words))} ended with {done.returncode} instead of 1: {done.stderr.strip()[-300:]}")
            if not re.search(fails, done.stderr):
                raise Wrong(f"{' '.join(map(str, words))} says {done.stderr.strip()[-500:]!r} instead of {fails!r}")
        return done.stdout

    def record(self, name, script, *more):
        recording = self.folder / f"{name}.weirrun"
        out = self.call("run", self.file(f"{name}.sql", script), "-p", 4, "--output", "jsonl", "--record", recording, *more)
        return recording, out

    def lines(self, *words):
        return sorted(self.call(*words, "--output", "table").splitlines())


def same(what, got, wanted):
    if got != wanted:
        odd = [line for line in got if line not in set(wanted)][:2], [line for line in wanted if line not in set(got)][:2]
        raise Wrong(f"{what}: {len(got)} lines instead of {len(wanted)}, unexpected {odd[0]}, missing {odd[1]}")


def last(text):
    """The last row of each key that a changelog by its first column leaves."""
    rows = {}
    for line in text.splitlines():
        if line.startswith('["+'):
            kind, key, *values = json.loads(line)
            rows[key] = values
    return rows


def changed_query(trial):
    """Another query and another watermark, with any parallelism: what a run of that job gives."""
    recording, _ = trial.record("count", table() + COUNT)
    job = trial.file("windows.sql", WINDOWS)
    wanted = trial.lines("run", job, "-p", 4)
    for parallelism in (1, 2, 3, 4):
        same(f"-p {parallelism}", trial.lines("replay", recording, "--job", job, "-p", parallelism), wanted)
    same("bundles", trial.lines("replay", recording, "--job", job, "-D", "table.exec.mini-batch.enabled=true", "-D", "table.exec.mini-batch.allow-latency=1 s"), wanted)


def captured(trial):
    """Rows that cannot be read again come out of the recording; columns that it did not keep are named."""
    recording, _ = trial.record("kafka", KAFKAS["count"], "--timeout", "1s")
    rows = trial.lines("replay", recording, "--job", trial.file("rows.sql", TOPIC + "SELECT n, k, v FROM topic;\n"))
    if len(rows) < 100:
        raise Wrong(f"only {len(rows)} rows came through Kafka")
    windows = trial.file("kafka-windows.sql", TOPIC + TUMBLE.format(time="ts", size=60).replace("TABLE t,", "TABLE topic,"))
    first = trial.lines("replay", recording, "--job", windows, "-p", 1)
    for parallelism in (2, 4):
        same(f"-p {parallelism}", trial.lines("replay", recording, "--job", windows, "-p", parallelism), first)
    total = trial.lines("replay", recording, "--job", trial.file("total.sql", TOPIC + "SELECT COUNT(*), COUNT(DISTINCT n) FROM topic;\n"))
    same("rows", [re.findall(r"\d+", line) for line in total if re.match(r"\s*\d", line)], [[str(len(rows) - 2)] * 2])
    trial.call("replay", recording, "--job", trial.file("missing.sql", TOPIC.replace("k INT", "k INT, other STRING, more INT") + "SELECT n, other, more FROM topic;\n"),
               fails=r"missing\.sql.*did not keep columns 'more', 'other' of table 'topic'.*It has 'k', 'n', 'v'")
    trial.call("replay", recording, "--job", trial.file("type.sql", TOPIC.replace("k INT", "k BIGINT") + "SELECT k FROM topic;\n"), fails=r"Column 'k' of table 'topic' is BIGINT, in the recording INT")


def through_a_failure(trial):
    """What a failed attempt read behind its last checkpoint comes once."""
    more = ["--checkpoints", trial.folder / "failing", "--interval", "20ms", "--fail-after-rows", "900", "-D", "restart-strategy.type=fixed-delay",
            "-D", "restart-strategy.fixed-delay.delay=10 ms"]
    recording, _ = trial.record("failing", table() + COUNT, *more)
    wanted = trial.lines("run", trial.file("direct.sql", table() + COUNT), "-p", 4)
    for parallelism in (1, 4):
        same(f"-p {parallelism}", trial.lines("replay", recording, "--job", trial.folder / "direct.sql", "-p", parallelism), wanted)


def from_a_checkpoint(trial):
    """State of a checkpoint, rows behind it, another parallelism: the totals of the whole run."""
    rate = table(rows=6000, rate=20_000)
    for name, unaligned in (("taken", "false"), ("overtaken", "true")):
        of_one_run(trial, rate, name, unaligned)
    windows = TUMBLE.format(time="ts", size=5).replace("MAX(v)", "MAX(v), MAX(RAND())")
    recording, _ = trial.record("random", rate + windows, "--checkpoints", trial.folder / "random", "--interval", "20ms", "-D", "execution.checkpointing.num-retained=1000")
    numbers = sorted(int(path.name[4:]) for path in (trial.folder / "random" / "select").glob("chk-*"))
    for each in (1, len(numbers) // 3, len(numbers) - 2):
        trial.call("replay", recording, "--verify", "--from", trial.folder / "random" / "select" / f"chk-{numbers[each]}")


def of_one_run(trial, rate, name, unaligned):
    recording, out = trial.record(name, rate + COUNT, "--checkpoints", trial.folder / name, "--interval", "20ms", "-D", "execution.checkpointing.num-retained=1000",
                                  "-D", f"execution.checkpointing.unaligned.enabled={unaligned}")
    numbers = sorted(int(path.name[4:]) for path in (trial.folder / name / "select").glob("chk-*"))
    begin = trial.folder / name / "select" / f"chk-{numbers[len(numbers) // 3]}"
    wanted = last(out)
    for parallelism in (1, 2, 4):
        got = last(trial.call("replay", recording, "--job", trial.folder / f"{name}.sql", "-p", parallelism, "--from", begin, "--output", "jsonl"))
        same(f"-p {parallelism}", sorted(got.items()), sorted(wanted.items()))
    for each in (1, len(numbers) // 3, len(numbers) - 2):
        trial.call("replay", recording, "--verify", "--workers", each % 3 + 1, "--from", trial.folder / name / "select" / f"chk-{numbers[each]}")


def nothing_is_written(trial):
    recording, _ = trial.record("plain", table() + "SELECT n FROM t;\n")
    out = trial.folder / "written"
    job = trial.file("writes.sql", table() + f"CREATE TABLE o (n BIGINT) WITH ('connector' = 'filesystem', 'path' = '{out}', 'format' = 'csv');\nINSERT INTO o SELECT n FROM t;\n")
    trial.call("replay", recording, "--job", job)
    if out.exists():
        raise Wrong("the sink has written")
    trial.call("run", job)
    if not out.exists():
        raise Wrong("the job does not write at all")


def what_does_not_fit(trial):
    recording, _ = trial.record("fit", table() + "SELECT n FROM t;\n")
    for name, script, says in (("option", table(rows=10) + "SELECT n FROM t;\n", r"option\.sql:\d+:\d+.*Option '(fields\.n\.end|number-of-rows)' of table 't' is '10', in the recording '3000'"),
                               ("table", table("other") + "SELECT n FROM other;\n", r"The recording has no rows of table 'other'"),
                               ("mistake", table() + "SELECT nn FROM t;\n", r"mistake\.sql:\d+:\d+")):
        trial.call("replay", recording, "--job", trial.file(f"{name}.sql", script), fails=says)
    trial.call("replay", recording, "--job", trial.folder / "none.sql", fails="none.sql")
    trial.call("replay", recording, "--job", trial.folder / "fit.sql", "--verify", fails="--verify")


def files(trial):
    """Damage, a newer format, something else, nothing: named before anything runs."""
    recording, _ = trial.record("whole", table() + COUNT)
    whole = recording.read_bytes()
    bad = trial.folder / "bad.weirrun"
    for name, content, says in (("damaged", whole[:400] + bytes([whole[400] ^ 4]) + whole[401:], r"bad\.weirrun' is damaged at byte \d+ \(chunk \d+\)"),
                                ("newer", whole[:8] + (99).to_bytes(4, "little") + whole[12:], r"bad\.weirrun' has format 99; this version reads format 2"),
                                ("older", whole[:8] + (1).to_bytes(4, "little") + whole[12:], r"has format 1; this version reads format 2"),
                                ("another kind", b"CREATE TABLE t (a INT);\n" * 9, r"bad\.weirrun' is not a recording"),
                                ("empty", b"", r"bad\.weirrun' is not a recording"),
                                ("cut in its head", whole[:200], r"bad\.weirrun' ends before its first chunk"),
                                ("longer", whole + b"x", r"something follows its end")):
        bad.write_bytes(content)
        for words in (["--verify"], ["--job", trial.folder / "whole.sql"]):
            try:
                trial.call("replay", bad, *words, fails=says)
            except Wrong as wrong:
                raise Wrong(f"{name}: {wrong}")
    trial.call("replay", trial.folder, fails="weir: ")
    trial.call("replay", trial.folder / "absent.weirrun", fails="absent.weirrun")
    bad.write_bytes(whole[:-40])
    done = subprocess.run([trial.weir, "replay", str(bad), "--verify"], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    if done.returncode or "a crash cut off" not in done.stderr:
        raise Wrong(f"a recording that a crash cut off: {done.returncode}, {done.stderr[-300:]}")
    data = trial.folder / "rows.csv"
    data.write_text("".join(f"{i},{i % 7}\n" for i in range(2000)))
    recording, _ = trial.record("read", f"CREATE TABLE r (n INT, k INT) WITH ('connector' = 'filesystem', 'path' = '{data}', 'format' = 'csv');\nSELECT k, COUNT(*) FROM r GROUP BY k;\n")
    trial.call("replay", recording, "--verify")
    data.write_text(data.read_text().replace("7,0", "7,1"))
    for words in (["--verify"], ["--job", trial.folder / "read.sql"]):
        trial.call("replay", recording, *words, fails=r"rows\.csv")


def shown_state(trial):
    """At a checkpoint of a replay operators hold what that checkpoint has."""
    folder = trial.folder / "state"
    recording, _ = trial.record("state", table(rows=6000, rate=20_000) + COUNT, "--checkpoints", folder, "--interval", "20ms", "-D", "execution.checkpointing.num-retained=1000")
    numbers = sorted(int(path.name[4:]) for path in (folder / "select").glob("chk-*"))
    for number in (numbers[0], numbers[len(numbers) // 2], numbers[-2]):
        shown = []
        for subtask in range(4):
            text = trial.call("replay", recording, "--verify", "--until", f"checkpoint {number}", "--state", f"t.GroupAggregate/{subtask}")
            shown += [line.split("\t") for line in text.splitlines() if re.match(r"\d+\t", line)]
        script = f"CREATE CATALOG s WITH ('type' = 'savepoint', 'path' = '{folder}/select/chk-{number}');\nSELECT * FROM s.`t.GroupAggregate`.`groups`;\n"
        held = [json.loads(line)[1:] for line in trial.call("run", trial.file("held.sql", script), "--output", "jsonl").splitlines() if line.startswith("[")]
        held = [row[:1] + row[2:] + row[1:2] for row in held]      # when an entry expires is shown last
        for row in held:
            rows, count, total, _, most, mean = map(int, row[1:-1])
            if not (rows == count and total // count == mean <= most):
                raise Wrong(f"checkpoint {number}: {rows} rows, count {count}, sum {total}, average {mean}, greatest {most}")
        as_text = lambda rows: sorted("\t".join("NULL" if cell is None else str(cell) for cell in row) for row in rows)
        if not held:
            raise Wrong(f"checkpoint {number} has no groups")
        same(f"checkpoint {number}", as_text(shown), as_text(held))
    one = trial.call("replay", recording, "--verify", "--until", f"checkpoint {numbers[-2]}", "--state", "t.GroupAggregate/0", "--key", shown[0][0])
    if f"{shown[0][0]}\t" not in one:
        raise Wrong(f"a key is not found: {one}")
    trial.call("replay", recording, "--verify", "--state", "t.GroupAggregat", fails="Did you mean 't.GroupAggregate'")
    trial.call("replay", recording, "--verify", "--state", "t.GroupAggregate/9", fails="has no subtask 9; it has 4")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weir", required=True)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("only", nargs="*")
    args = parser.parse_args()
    bad = 0
    for case in (changed_query, captured, through_a_failure, from_a_checkpoint, nothing_is_written, what_does_not_fit, files, shown_state):
        if args.only and case.__name__ not in args.only:
            continue
        folder = Path(tempfile.mkdtemp(prefix="weir-recording-"))
        try:
            case(Trial(os.path.abspath(args.weir), folder))
            print(f"ok   {case.__name__}", flush=True)
        except (Wrong, subprocess.TimeoutExpired) as wrong:
            print(f"FAIL {case.__name__}: {wrong}\n     kept: {folder}", flush=True)
            bad += 1
            continue
        if not args.keep:
            shutil.rmtree(folder)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

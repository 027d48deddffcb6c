#!/usr/bin/env python3
"""Run configurations on the command line: what a weir.toml says is what runs, what is wrong with one is said with its place.

  configs_test.py --weir PATH [-k WORD]
"""
import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = "CREATE TABLE t (id INT) WITH ('connector' = 'filesystem', 'path' = 'rows.csv', 'format' = 'csv');\nSELECT id FROM t;\n"


class Test:
    def __init__(self, weir):
        self.weir = weir
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = Path(self.scratch.name)
        (self.folder / "sub").mkdir()
        (self.folder / "job.sql").write_text(SCRIPT)
        (self.folder / "rows.csv").write_text("1\n2\n3\n")
        (self.folder / "sub" / "other.sql").write_text(SCRIPT)
        (self.folder / "sub" / "rows.csv").write_text("7\n")

    def project(self, text):
        (self.folder / "weir.toml").write_text(text)

    def call(self, *arguments, cwd=None):
        return subprocess.run([self.weir, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, cwd=cwd or self.folder)

    def ids(self, *arguments, cwd=None):
        done = self.call("run", "--output", "jsonl", *arguments, cwd=cwd)
        assert done.returncode == 0, done.stderr
        return sorted(json.loads(line)[1] for line in done.stdout.splitlines() if line.startswith("["))

    def says(self, done, code, *words):
        assert done.returncode == code, f"exit code {done.returncode}: {done.stderr}"
        for word in words:
            assert word in done.stderr, f"does not say {word!r}: {done.stderr!r}"

    def runs_the_script_that_is_named(self):
        self.project("[run.a]\n[run.b]\nscript = 'sub/other.sql'\n")
        assert self.ids("--config", "a") == ["1", "2", "3"]
        assert self.ids("--config", "a", self.folder, cwd="/") == ["1", "2", "3"]
        assert self.ids("--config=b", self.folder / "weir.toml", cwd="/") == ["7"]
        self.project("script = 'sub/other.sql'\n[run.a]\n")
        assert self.ids("--config", "a") == ["7"]

    def a_graph_is_a_script(self):
        graph = self.folder / "sub" / "drawn.weirgraph"
        graph.write_text(self.call("graph", "job.sql").stdout)
        self.project("[run.a]\nscript = 'sub/drawn.weirgraph'\nrecord = true\n")
        assert self.ids("--config", "a") == ["7"]
        made = list((self.folder / "sub" / ".weir" / "recordings").glob("*.weirrun"))
        assert len(made) == 1, made
        self.says(self.call("replay", made[0], "--verify"), 0)
        graph.write_text("# Weir graph 1\n\nvieww x\n")
        self.says(self.call("run", "--config", "a"), 1, "drawn.weirgraph", "3:1", "There is no node 'vieww'")

    def parallelism_and_settings_are_used(self):
        self.project("[run.a]\nparallelism = 3\nstate = 'rocksdb'\n[run.a.settings]\n'table.local-time-zone' = 'Asia/Tokyo'\n")
        def subtasks(*more):
            metrics = self.folder / "metrics.json"
            metrics.unlink(missing_ok=True)                          # it is appended to
            self.ids("--config", "a", "--metrics", metrics, *more)
            return max(len(v["subtasks"]) for v in json.loads(metrics.read_text())["vertices"])
        assert subtasks() == 3
        assert subtasks("-p", "2") == 2                              # options win
        (self.folder / "job.sql").write_text("SELECT CAST(TO_TIMESTAMP_LTZ(0, 3) AS STRING) AS id;\n")
        assert self.ids("--config", "a") == ["1970-01-01 09:00:00.000"], self.ids("--config", "a")
        assert self.ids("--config", "a", "-D", "table.local-time-zone=UTC") == ["1970-01-01 00:00:00.000"]

    def a_recorded_run_can_be_replayed(self):
        self.project("[run.a]\nrecord = true\n")
        assert self.ids("--config", "a") == ["1", "2", "3"]
        made = list((self.folder / ".weir" / "recordings").glob("*.weirrun"))
        assert len(made) == 1, made
        self.says(self.call("replay", made[0], "--verify"), 0)

    def it_goes_on_from_a_checkpoint(self):
        (self.folder / "job.sql").write_text(
            "CREATE TABLE g (id INT) WITH ('connector' = 'datagen', 'fields.id.kind' = 'sequence', 'fields.id.start' = '1', 'fields.id.end' = '100000', "
            "'rows-per-second' = '1000');\nCREATE TABLE p (n BIGINT) WITH ('connector' = 'print');\nINSERT INTO p SELECT COUNT(*) FROM g;\n")
        self.project("[run.a]\nfrom = 'latest'\n[run.a.settings]\n'execution.checkpointing.dir' = 'kept'\n'execution.checkpointing.interval' = '100 ms'\n"
                     "[run.b]\nfrom = 'kept/nothing'\n")
        first = self.call("run", "--config", "a", "--timeout", "1s")
        self.says(first, 0)
        assert any((self.folder / "kept").rglob("manifest.json")), first.stderr
        again = self.call("run", "--config", "a", "--timeout", "1s")
        self.says(again, 0, "going on from checkpoint")
        self.says(self.call("run", "--config", "b"), 1, str(self.folder.resolve() / "kept/nothing"))

    def mistakes_are_named_with_their_place(self):
        self.project("[run.a]\n  paralellism = 2\n")
        self.says(self.call("run", "--config", "a"), 1, "./weir.toml:2:3: 'paralellism' is no key of a run configuration. Did you mean 'parallelism'?")
        self.says(self.call("configs", self.folder), 1, f"{self.folder}/weir.toml:2:3:")
        self.project("[run.a\n")
        self.says(self.call("run", "--config", "a"), 1, "weir.toml:1:", "This is not TOML")
        self.project("[run.a.settings]\n'execution.checkpointing.interval' = 'often'\n")
        self.says(self.call("run", "--config", "a"), 1, "weir.toml:2:38: 'often' is no value for 'execution.checkpointing.interval'")
        self.project("[run.a]\nscript = 'no.sql'\n")
        self.says(self.call("run", "--config", "a"), 1, "no.sql")

    def missing_things_are_named(self):
        self.says(self.call("run", "--config", "a"), 1, "There is no weir.toml in")
        self.says(self.call("run", "--config", "a", "nowhere"), 1, "nowhere")
        self.project("[run.day]\n[run.night]\n")
        self.says(self.call("run", "--config", "nigth"), 1, "There is no configuration 'nigth'", "Did you mean 'night'?")
        self.says(self.call("run", "--config", "something-else"), 1, "It has day, night.")
        self.says(self.call("run", "--config", "day", "job.sql", "job.sql"), 2, "--config takes one folder")
        self.says(self.call("run", "--config"), 2, "--config")

    def they_are_listed(self):
        self.project("[run.day]\n[run.night]\nscript = 'sub/other.sql'\nparallelism = 2\nrecord = true\n[run.night.settings]\n'k' = 'v'\n")
        done = self.call("configs")
        assert done.stdout == "day  job.sql\nnight  sub/other.sql, parallelism 2, recorded, k = v\n", done.stdout
        rows = [json.loads(line) for line in self.call("configs", "--json").stdout.splitlines()]
        assert rows[1]["settings"] == {"k": "v"} and rows[0]["record"] is False, rows

    def the_help_and_the_manual_say_so(self):
        assert "--config NAME" in self.call("run", "--help").stdout
        assert "weir configs" in self.call("configs", "--help").stdout
        assert "[run.night]" in (ROOT / "packaging" / "man" / "weir.1").read_text()

    def the_sample_gives_the_same_tables(self):
        folder = ROOT / "samples" / "orders"
        names = [json.loads(line)["name"] for line in self.call("configs", folder, "--json").stdout.splitlines()]
        assert names == ["parallel", "little-memory", "fewer-changes"], names
        changes = {}
        for name in names:
            done = self.call("run", "--config", name, folder, "--output", "jsonl")
            self.says(done, 0)
            changes[name] = len(done.stdout.splitlines())
            answer = self.folder / "answer.jsonl"
            answer.write_text(done.stdout)
            same = subprocess.run([sys.executable, ROOT / "tests/support/sample_test.py", "--answer", answer, "orders"], capture_output=True, text=True)
            assert same.returncode == 0, f"{name}: {same.stdout[-500:]}"
        assert changes["fewer-changes"] < changes["parallel"] / 2, changes


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weir", required=True)
    parser.add_argument("-k", default="")
    args = parser.parse_args()
    weir = str(Path(args.weir).resolve())
    helpers = {"project", "call", "ids", "says"}
    names = [name for name, what in vars(Test).items() if callable(what) and not name.startswith("_") and name not in helpers and args.k in name]
    failed = 0
    for name in names:
        test = Test(weir)
        try:
            getattr(test, name)()
        except AssertionError as why:
            failed += 1
            print(f"FAIL {name}: {why}")
        test.scratch.cleanup()
    print(f"{len(names) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

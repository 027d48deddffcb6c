# SPDX-License-Identifier: Apache-2.0
"""Who answers: Weir's command line along a route, and a real Flink where the lab runs. Both answer as JSON lines, or with an error."""
import hashlib
import importlib.machinery
import importlib.util
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).resolve().parents[2]


def loaded(name, path):
    """A program without .py as a module."""
    sys.dont_write_bytecode = True
    loader = importlib.machinery.SourceFileLoader(name, str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


lab = loaded("flinklab", TESTS / "lab/flinklab")
check = loaded("conformance_check", TESTS / "conformance/check")


@dataclass
class Answer:
    columns: list
    rows: list
    error: str = ""          # why there is no answer
    crash: bool = False      # ended by a signal, by time, or with an exit code that means neither

    @staticmethod
    def of_lines(text):
        blocks, _ = check.parse(text)
        return Answer(*blocks[-1]) if blocks else Answer([], [])


def difference(want, got, mode="table"):
    """Why two answers are not the same, or ''."""
    if got.crash:
        return "crash: " + got.error
    if want.error or got.error:
        if want.error and got.error:
            return ""
        return f"only the first fails: {want.error}" if want.error else f"only the second fails: {got.error}"
    if want.columns != got.columns and len(want.columns) == len(got.columns):
        return "columns: " + ", ".join(f"{w[0]} is {w[1]}, not {g[0]} {g[1]}" for w, g in zip(want.columns, got.columns) if w != g)
    return check.difference(mode, (want.columns, sorted_maps(want)), (got.columns, sorted_maps(got))) or ""


def sorted_maps(answer):
    """The rows with the entries of maps in order: on Flink it depends on how often a row went through state or a wire."""
    maps = [i for i, (_, kind) in enumerate(answer.columns, 1) if kind.startswith("MAP<")]
    if not maps:
        return answer.rows
    return [[("{" + ", ".join(sorted(v[1:-1].split(", "))) + "}") if i in maps and v else v for i, v in enumerate(row)] for row in answer.rows]


class Weir:
    def __init__(self, program, timeout=20):
        self.program, self.timeout = str(Path(program).resolve()), timeout

    def answer(self, script, route=()):
        with tempfile.TemporaryDirectory() as folder:
            for name, content in script.files.items():
                Path(folder, name).write_text(content)
            path = Path(folder, "script.sql")
            path.write_text("".join(s + ";\n" for s in script.statements()).replace("${FILES}", folder))
            try:
                done = subprocess.run([self.program, "run", str(path), "--output", "jsonl", *route], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                      timeout=self.timeout, errors="replace", cwd=folder)
            except subprocess.TimeoutExpired:
                return Answer([], [], f"no end within {self.timeout} s", True)
            if done.returncode not in (0, 1):
                return Answer([], [], f"exit code {done.returncode}: {done.stderr.strip()[-300:]}", True)
            if done.returncode == 1:
                return Answer([], [], done.stderr.strip().replace(folder, "") or "no message")
            return Answer.of_lines(done.stdout)


class Flink:
    """Scripts and answers are kept on disk by the script's content: they can be compared again whatever becomes of the grammar. Scripts of one world share a session."""

    def __init__(self, folder, timeout=60):
        self.folder, self.timeout = Path(folder), timeout
        self.folder.mkdir(parents=True, exist_ok=True)

    @staticmethod
    def runs():
        try:
            lab.http("GET", lab.REST, "/overview", timeout=20)
            return True
        except (OSError, RuntimeError):
            return False

    def kept(self, script):
        path = self.folder / (script.key() + ".expected")
        if not path.exists():
            return None
        text = path.read_text()
        return Answer([], [], text[6:].strip()) if text.startswith("ERROR ") else Answer.of_lines(text)

    def ask(self, scripts):
        """Asks for what is not kept yet. The scripts must have the same settings; what they create in common is created once."""
        scripts = [s for s in scripts if self.kept(s) is None]
        if not scripts:
            return
        try:
            session = lab.Session({"table.dml-sync": "true", "pipeline.auto-watermark-interval": "0 ms"})
        except (OSError, RuntimeError):
            return
        done = set()
        try:
            with tempfile.TemporaryDirectory() as folder:
                for script in scripts:
                    # Files of one name and other content (cut down by the reducer) need folders of their own.
                    own = Path(folder, hashlib.sha256(json.dumps(script.files, sort_keys=True).encode()).hexdigest()[:12] if len(scripts) == 1 else "files")
                    own.mkdir(exist_ok=True)
                    for name, content in script.files.items():
                        (own / name).write_text(content)
                    self.ask_one(session, script, done, str(own))
        except (OSError, RuntimeError) as failure:
            print(f"the lab does not answer: {failure}", file=sys.stderr)      # what was answered is kept
        finally:
            try:
                session.close()
            except (OSError, RuntimeError):
                pass

    def ask_one(self, session, script, done, folder):
        lines = ""
        try:
            for statement in script.before + script.views:
                if statement not in done:
                    session.execute(statement.replace("${FILES}", folder), self.timeout)
                    done.add(statement)
            columns, rows, _ = session.execute(script.query.replace("${FILES}", folder), self.timeout)
            lines = json.dumps({"columns": [[n, t] for n, t in columns]}, ensure_ascii=False) + "\n"
            lines += "".join(json.dumps([lab.KIND[kind], *fields], ensure_ascii=False) + "\n" for kind, fields in rows)
        except lab.StatementFailed as failure:
            message = (str(failure).splitlines() or ["no message"])[0].replace(folder, "")
            if message.startswith("timeout"):
                return
            lines = f"ERROR {message}\n"
        (self.folder / (script.key() + ".sql")).write_text(script.text())
        (self.folder / (script.key() + ".expected")).write_text(lines)

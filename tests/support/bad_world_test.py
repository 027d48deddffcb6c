#!/usr/bin/env python3
"""Files, disks and brokers that are not there: each must name itself, with exit code 1, in good time.

  bad_world_test.py --weir PATH [-k WORD]
"""
import argparse
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

CSV = "CREATE TABLE t (id INT, name STRING) WITH ('connector' = 'filesystem', 'path' = '{path}', 'format' = 'csv');\n"
READ = CSV + "SELECT * FROM t;\n"
WRITE = ("CREATE TABLE g (id INT, name STRING) WITH ('connector' = 'datagen', 'number-of-rows' = '200000', "
         "'rows-per-second' = '10000000', 'fields.name.length' = '100');\n" + CSV + "INSERT INTO t SELECT id, name FROM g;\n")


def small_files():
    """As good as a full disk: no file may grow beyond 64 KiB."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))


class Test:
    def __init__(self, weir):
        self.weir = weir
        self.scratch = tempfile.TemporaryDirectory()
        self.folder = Path(self.scratch.name)

    def run(self, script, exit_codes=(1,), says=(), preexec=None, stdout=subprocess.PIPE, seconds=60):
        path = self.folder / "job.sql"
        if script is not None:
            path.write_text(script)
        return self.command(["run", str(path), "--output", "jsonl"], exit_codes, says, preexec, stdout, seconds)

    def command(self, arguments, exit_codes=(1,), says=(), preexec=None, stdout=subprocess.PIPE, seconds=60):
        try:
            done = subprocess.run([self.weir, *arguments], stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE,
                                  timeout=seconds, preexec_fn=preexec, cwd=self.folder)
        except subprocess.TimeoutExpired:
            return f"does not end within {seconds} s"
        said = done.stderr.decode(errors="replace")
        if done.returncode not in exit_codes:
            return f"exit code {done.returncode}, not {exit_codes}; it said: {said.strip()[-300:]!r}"
        missing = [word for word in says if word not in said]
        return f"does not say {missing}; it said: {said.strip()[-300:]!r}" if missing else None

    def missing_file(self):
        return self.run(READ.format(path=self.folder / "nothing.csv"), says=["nothing.csv"])

    def missing_folder_for_writing_is_made(self):
        return self.run(CSV.format(path=self.folder / "a" / "b") + "INSERT INTO t VALUES (1, 'one');\n", exit_codes=(0,))

    def unreadable_file(self):
        path = self.folder / "locked.csv"
        path.write_text("1,one\n")
        path.chmod(0)
        return self.as_nobody(lambda become: self.run(READ.format(path=path), says=["locked.csv"], preexec=become))

    def unreadable_folder(self):
        path = self.folder / "locked"
        path.mkdir()
        (path / "rows.csv").write_text("1,one\n")
        path.chmod(0)
        try:
            return self.as_nobody(lambda become: self.run(READ.format(path=path), says=["locked"], preexec=become))
        finally:
            path.chmod(0o700)

    def as_nobody(self, test):
        """Nothing is unreadable for root, who becomes somebody else first."""
        if os.getuid() != 0:
            return test(None)
        self.folder.chmod(0o777)
        # The tree may lie where only root can look.
        self.weir = shutil.copy(self.weir, self.folder)
        return test(lambda: os.setuid(65534))

    def broken_gzip(self):
        path = self.folder / "cut.csv.gz"
        path.write_bytes(b"\x1f\x8b\x08\x00" + bytes(20) + b"no gzip at all")
        return self.run(READ.format(path=path), says=["cut.csv.gz"])

    def full_disk(self):
        return self.run(WRITE.format(path=self.folder / "out"), says=["out"], preexec=small_files)

    def full_standard_output(self):
        with open("/dev/full", "wb") as full:
            return self.run("SELECT 1;\n", says=[], stdout=full)

    def closed_pipe_ends_quietly(self):
        script = self.folder / "endless.sql"
        script.write_text("CREATE TABLE g (id INT) WITH ('connector' = 'datagen', 'rows-per-second' = '1000');\nSELECT * FROM g;\n")
        with subprocess.Popen([self.weir, "run", str(script)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            process.stdout.readline()
            process.stdout.close()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                return "goes on though nobody reads its output"
        return None if process.returncode in (0, 1, -signal.SIGPIPE) else f"exit code {process.returncode}"

    def no_broker(self):
        return self.run("CREATE TABLE t (id INT) WITH ('connector' = 'kafka', 'topic' = 'orders', 'format' = 'json', "
                        "'properties.bootstrap.servers' = '127.0.0.1:1', 'scan.startup.mode' = 'earliest-offset');\nSELECT * FROM t;\n",
                        says=["127.0.0.1:1"], seconds=90)

    def no_server_at_the_socket(self):
        return self.run("CREATE TABLE t (line STRING) WITH ('connector' = 'socket', 'hostname' = '127.0.0.1', 'port' = '1', "
                        "'format' = 'raw');\nSELECT * FROM t;\n", says=["127.0.0.1"])

    def missing_script(self):
        return self.command(["run", "nothing.sql"], exit_codes=(1, 2), says=["nothing.sql"])

    def folder_as_script(self):
        return self.command(["run", str(self.folder)], exit_codes=(1, 2), says=[self.folder.name])

    def empty_script(self):
        return self.run("", exit_codes=(0,))

    def script_of_all_bytes(self):
        (self.folder / "job.sql").write_bytes(bytes(range(256)) * 8)
        return self.run(None)

    def no_command(self):
        return self.command([], exit_codes=(2,), says=["weir"])

    def unknown_command(self):
        return self.command(["rnu", "x.sql"], exit_codes=(2,), says=["rnu"])

    def unknown_option(self):
        return self.command(["run", "x.sql", "--outptu", "table"], exit_codes=(2,), says=["--outptu"])

    def unknown_output(self):
        return self.command(["run", "x.sql", "--output", "xml"], exit_codes=(2,), says=["xml"])

    def interrupt_stops_in_order(self):
        script = self.folder / "endless.sql"
        script.write_text("CREATE TABLE g (id INT) WITH ('connector' = 'datagen', 'rows-per-second' = '100');\nSELECT * FROM g;\n")
        with subprocess.Popen([self.weir, "run", str(script), "--output", "jsonl"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            for _ in range(10):
                process.stdout.readline()
            process.send_signal(signal.SIGINT)
            try:
                process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                return "does not stop within 20 s after Ctrl-C"
        return None if process.returncode in (0, 1, 130) else f"exit code {process.returncode}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weir", required=True)
    parser.add_argument("-k", default="")
    args = parser.parse_args()
    weir = str(Path(args.weir).resolve())
    helpers = {"run", "command", "as_nobody"}
    names = [name for name, what in vars(Test).items() if callable(what) and not name.startswith("_") and name not in helpers and args.k in name]
    failed = 0
    for name in names:
        test = Test(weir)
        why = getattr(test, name)()
        test.scratch.cleanup()
        if why:
            failed += 1
            print(f"FAIL {name}: {why}")
    print(f"{len(names) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""What checkpoints cost: one a second against none, interleaved, the best of several runs; and how long a restore takes.

  checkpoints.py [--bin build/release/bin] [--repeat 3] [--rows 30000000] [--keys 10000000] [--only q4,keys,restore] [--state heap]

Per job: CPU and wall seconds without and with checkpoints, how many there were, the longest time a task stood still for one, and the longest quantum
(200 microseconds and a batch where nothing disturbs). `keys` counts rows by a random key. The figures are of the machine and of who shares it.
"""
import argparse
import json

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
KEYS = """
CREATE TABLE events (k BIGINT, v BIGINT) WITH ('connector' = 'datagen', 'number-of-rows' = '{rows}', 'rows-per-second' = '2000000000',
  'fields.k.kind' = 'random', 'fields.k.min' = '1', 'fields.k.max' = '{keys}', 'fields.v.kind' = 'random', 'fields.v.min' = '0', 'fields.v.max' = '1000');
CREATE TABLE counts (k BIGINT, n BIGINT, s BIGINT, PRIMARY KEY (k) NOT ENFORCED) WITH ('connector' = 'blackhole');
INSERT INTO counts SELECT k, COUNT(*), SUM(v) FROM events GROUP BY k;
"""


def timed(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wall = time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr.strip()[-500:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, done.stdout


def nexmark(args, query, folder):
    command = [f"{args.bin}/weir", "bench", "nexmark", "--queries", query, "--events", str(args.events), "-p", "1", "--json", "--no-checksum"]
    if folder:
        command += ["-D", f"execution.checkpointing.dir={folder}", "-D", "execution.checkpointing.interval=1 s"]
    _, _, text = timed(command)
    line = json.loads(text.splitlines()[-1])
    return {"cpu": line["cpu_seconds"], "wall": line["wall_seconds"], "checkpoints": line.get("checkpoints", 0),
            "pause": line.get("longest_barrier_us", 0) / 1000, "state": line.get("state_bytes", 0)}


def keys(args, folder, more=()):
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script, tempfile.NamedTemporaryFile("r", suffix=".json") as metrics:
        script.write(KEYS.format(rows=args.rows, keys=args.keys))
        script.flush()
        command = [f"{args.bin}/weir", "run", script.name, "-p", "1", "--workers", "1", "--metrics", metrics.name, "--state", args.state,
                   "-D", f"state.memory={args.memory}", *more]
        if folder:
            command += ["--checkpoints", folder, "--interval", "1s"]
        cpu, wall, _ = timed(command)
        got = json.loads(metrics.read().splitlines()[-1])
        subtasks = [each for vertex in got["vertices"] for each in vertex["subtasks"]]
        return {"cpu": cpu, "wall": got["run_seconds"], "checkpoints": got.get("checkpoints", {}).get("completed", 0),
                "pause": max(each.get("longest_barrier_us", 0) for each in subtasks) / 1000,
                "quantum": max(each.get("longest_quantum_us", 0) for each in subtasks) / 1000,
                "state": sum(each["state_bytes"] for each in subtasks), "peak": got["peak_memory_bytes"], "bytes": got.get("checkpoints", {}).get("last_bytes", 0)}


def compare(name, run, repeat):
    plain, kept = [], []
    for _ in range(repeat):
        plain.append(run(None))
        folder = tempfile.mkdtemp(prefix="weir-checkpoints-")
        kept.append(run(folder))
        shutil.rmtree(folder)
    best = lambda runs, what: min(each[what] for each in runs)
    cpu, wall = best(kept, "cpu") / best(plain, "cpu"), best(kept, "wall") / best(plain, "wall")
    quantum = f", longest quantum {best(plain, 'quantum'):.1f} -> {best(kept, 'quantum'):.1f} ms" if "quantum" in kept[0] else ""
    print(f"{name:5} cpu {best(plain, 'cpu'):.2f} -> {best(kept, 'cpu'):.2f} s ({100 * (cpu - 1):+.0f} %), wall {best(plain, 'wall'):.2f} -> "
          f"{best(kept, 'wall'):.2f} s ({100 * (wall - 1):+.0f} %), {max(each['checkpoints'] for each in kept)} checkpoints, state "
          f"{max(each['state'] for each in kept) / 2**20:.0f} MB, longest pause {best(kept, 'pause'):.2f} ms{quantum}", flush=True)


def restore(args):
    """A checkpoint of all keys is taken at the end, then a run begins with it and has nothing more to read."""
    folder = tempfile.mkdtemp(prefix="weir-checkpoints-")
    first = keys(args, folder)
    last = max(Path(folder).glob("*/chk-*"), key=lambda path: int(path.name[4:]))
    size, layers = sum(path.stat().st_size for path in last.iterdir()), len(list(last.glob("layer-*")))
    again = keys(args, folder, ["--from", "latest"])
    print(f"restore: {size / 2**20:.0f} MB of checkpoint in {layers} layers ({first['bytes'] / 2**20:.0f} MB of them its own), whole second process "
          f"{again['cpu']:.2f} s of CPU, {again['wall']:.2f} s after its start", flush=True)
    shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=str(ROOT / "build" / "release" / "bin"))
    parser.add_argument("--events", type=int, default=20_000_000)
    parser.add_argument("--rows", type=int, default=30_000_000)
    parser.add_argument("--keys", type=int, default=10_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--state", default="heap")
    parser.add_argument("--memory", default="16 gb")
    parser.add_argument("--only", default="q4,q5,q8,keys,restore")
    args = parser.parse_args()
    for name in args.only.split(","):
        if name == "restore":
            restore(args)
        elif name == "keys":
            compare(name, lambda folder: keys(args, folder), args.repeat)
        else:
            compare(name, lambda folder, query=name: nexmark(args, query, folder), args.repeat)


if __name__ == "__main__":
    main()

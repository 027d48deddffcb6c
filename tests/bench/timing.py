#!/usr/bin/env python3
"""How soon the command line answers: from process start to the first row, and from a line on a socket to its row in the result.

  timing_test.py --weir PATH [--start-ms 100] [--latency-ms 10] [start | socket]

Medians are compared with the bounds, because the machine may have other things to do; the other figures are printed.
"""
import argparse
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def start(weir, bound):
    """`SELECT 1`, process start to row."""
    with tempfile.TemporaryDirectory() as scratch:
        script = Path(scratch, "one.sql")
        script.write_text("SELECT 1;\n")
        times = []
        for _ in range(21):
            begun = time.monotonic()
            with subprocess.Popen([weir, "run", str(script), "--output", "jsonl"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE) as process:
                process.stdout.readline()
                row = process.stdout.readline()
                times.append(1000 * (time.monotonic() - begun))
                process.communicate()
            if row.strip() != b'["+I", "1"]':
                print(f"SELECT 1 answers {row!r}")
                return False
    times = sorted(times[1:])    # the first run may have to read the program from the disk
    print(f"start to first row: median {statistics.median(times):.1f} ms, least {times[0]:.1f}, most {times[-1]:.1f}")
    return statistics.median(times) <= bound


def socket_latency(weir, bound):
    """A line each 20 ms; the moment it is sent stands in it."""
    with socket.create_server(("127.0.0.1", 0)) as server, tempfile.TemporaryDirectory() as scratch:
        script = Path(scratch, "lines.sql")
        script.write_text("CREATE TABLE lines (number INT, sent BIGINT) WITH ('connector' = 'socket', 'hostname' = '127.0.0.1', "
                          f"'port' = '{server.getsockname()[1]}', 'format' = 'csv');\nSELECT number, sent FROM lines;\n")
        with subprocess.Popen([weir, "run", str(script), "--output", "jsonl"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as process:
            server.settimeout(20)
            try:
                connection, _ = server.accept()
            except TimeoutError:
                process.kill()
                print(f"weir does not connect: {process.communicate()[1].decode(errors='replace')[-300:]}")
                return False
            process.stdout.readline()
            times = []
            for number in range(200):
                connection.sendall(f"{number},{time.monotonic_ns()}\n".encode())
                line = process.stdout.readline()
                now = time.monotonic_ns()
                if not line:
                    print(f"weir ended: {process.communicate()[1].decode(errors='replace')[-300:]}")
                    return False
                kind, got, sent = json.loads(line)
                if (kind, got) != ("+I", str(number)):
                    print(f"row {number} came as {line!r}")
                    return False
                times.append((now - int(sent)) / 1e6)
                time.sleep(0.02)
            connection.close()
            process.communicate(timeout=20)
    times = sorted(times[10:])
    print(f"line to row: median {statistics.median(times):.2f} ms, p99 {times[int(len(times) * 0.99)]:.2f}, most {times[-1]:.2f}")
    return statistics.median(times) <= bound


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weir", required=True)
    parser.add_argument("--start-ms", type=float, default=100)
    parser.add_argument("--latency-ms", type=float, default=10)
    parser.add_argument("what", nargs="*", default=["start", "socket"])
    args = parser.parse_args()
    weir = str(Path(args.weir).resolve())
    fine = True
    if "start" in args.what:
        fine = start(weir, args.start_ms) and fine
    if "socket" in args.what:
        fine = socket_latency(weir, args.latency_ms) and fine
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""infer_test.py --weir PATH [--files N] [--seed N]: tables that `weir infer` makes of generated CSV and JSON-lines files give every row, and their
event time closes windows."""
import argparse, csv, datetime, gzip, io, json, os, random, subprocess, sys, tempfile

KINDS = ["int", "decimal", "double", "bool", "date", "time", "sql", "iso", "iso-utc", "offset", "minutes", "seconds", "millis", "micros", "text", "zip", "mixed"]
NAMES = ["id", "ts", "user", "order", "Value", "event time", "a.b", "x", "9z", "time", "päy"]


def value(r, kind, moment):
    at = datetime.datetime.fromtimestamp(moment, datetime.timezone.utc)
    return {
        "int": lambda: r.randint(-5, 10**9), "decimal": lambda: "%.2f" % (r.random() * 100), "double": lambda: repr(r.random() * 1000),
        "bool": lambda: r.choice(["true", "false"]), "date": lambda: at.strftime("%Y-%m-%d"), "time": lambda: at.strftime("%H:%M:%S"),
        "sql": lambda: at.strftime("%Y-%m-%d %H:%M:%S"), "iso": lambda: at.strftime("%Y-%m-%dT%H:%M:%S") + r.choice(["", ".5"]),
        "iso-utc": lambda: at.strftime("%Y-%m-%dT%H:%M:%SZ"), "offset": lambda: at.strftime("%Y-%m-%dT%H:%M:%S+02:00"),
        "minutes": lambda: at.strftime("%Y-%m-%d %H:%M"), "seconds": lambda: moment, "millis": lambda: moment * 1000, "micros": lambda: moment * 10**6,
        "text": lambda: r.choice(["a", "b, c", 'say "x"', "ä", "line; x", "it's"]), "zip": lambda: "%05d" % r.randint(0, 99999),
        "mixed": lambda: r.choice([1, "x", 2.5])}[kind]()


def table(r):
    """Kinds of columns, and rows of them: times mostly in order, some values missing."""
    kinds = [r.choice(KINDS) for _ in range(r.randint(1, 6))]
    missing = [r.random() < .3 for _ in kinds]
    moment, rows = 1_700_000_000 + r.randint(0, 10**6), []
    for _ in range(r.randint(1, 40)):
        moment += r.randint(0, 30)
        happened = moment - (r.randint(0, 40) if r.random() < .2 else 0)
        rows.append([None if gone and r.random() < .2 else value(r, kind, happened) for kind, gone in zip(kinds, missing)])
    return kinds, rows


def csv_text(r, names, rows):
    out, nothing = io.StringIO(), r.choice(["", "NULL", "NA", "-"])
    writer = csv.writer(out, delimiter=r.choice([",", ";", "\t", "|"]), lineterminator=r.choice(["\n", "\r\n"]))
    if r.random() < .8:
        writer.writerow(names)
    for row in rows:
        writer.writerow([nothing if cell is None else cell for cell in row])
    return out.getvalue()


def json_text(r, names, kinds, rows):
    def cell(kind, given):
        return given if given is None else float(given) if kind in ("decimal", "double") else given == "true" if kind == "bool" else given
    lines = []
    for row in rows:
        record = {name: cell(kind, given) for name, kind, given in zip(names, kinds, row) if given is not None or r.random() < .5}
        lines.append(json.dumps({"nest": record, "z": 1} if r.random() < .3 else record, ensure_ascii=False))
    return "\n".join(lines) + "\n"


def problem(weir, folder, seed):
    r = random.Random(seed)
    kinds, rows = table(r)
    names = [r.choice(NAMES) + str(i) for i in range(len(kinds))]
    is_json = r.random() < .5
    data = (json_text(r, names, kinds, rows) if is_json else csv_text(r, names, rows)).encode()
    name = "rows.json" if is_json else "rows.csv"
    if r.random() < .2:
        name, data = name + ".gz", gzip.compress(data)
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)

    def run(script):
        with open(os.path.join(folder, "job.sql"), "w") as file:
            file.write(script)
        done = subprocess.run([weir, "run", "job.sql", "--output", "jsonl"], cwd=folder, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout.strip().split("\n")[1:], done.stderr.strip()

    made = subprocess.run([weir, "infer", name, "--table", "t"], cwd=folder, capture_output=True, text=True, timeout=60)
    if made.returncode:
        return made.stderr.strip()
    code, got, why = run(made.stdout + "SELECT * FROM t;\n")
    if code or len(got) != len(rows):
        return f"{len(got)} of {len(rows)} rows: {why}\n{made.stdout}"
    for line in made.stdout.split("\n"):
        if "WATERMARK FOR " in line:
            time = line.split("WATERMARK FOR ")[1].split(" AS ")[0]
            code, got, why = run(made.stdout + f"SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR({time}), INTERVAL '1' MINUTE))\n"
                                               "GROUP BY window_start, window_end;\n")
            if code or not got:
                return f"no window: {why}\n{made.stdout}"
    return ""


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--weir", required=True)
    p.add_argument("--files", type=int, default=40)
    p.add_argument("--seed", type=int, default=0)
    a = p.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(a.seed, a.seed + a.files):
            why = problem(os.path.abspath(a.weir), folder, seed)
            if why:
                bad += 1
                print(f"seed {seed}: {why}")
    print(f"{a.files - bad} of {a.files} generated files run at once")
    sys.exit(1 if bad else 0)


main()

#!/usr/bin/env python3
"""help_test.py --weir PATH --page functions.md: every function has a sentence, its example gives its answer, and the help page is what
`weir functions --markdown` prints."""
import argparse, json, subprocess, sys, tempfile


def run(weir, script):
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        return subprocess.run([weir, "run", file.name, "--output", "jsonl"], capture_output=True, text=True, timeout=60)


def answers(weir, expressions):
    """The last value of each; one SELECT for all, or one each when that fails."""
    done = run(weir, "SELECT " + ",\n".join(f"{e} AS c{i}" for i, e in enumerate(expressions)) + ";\n")
    if done.returncode == 0:
        return json.loads(done.stdout.splitlines()[-1])[1:]
    if len(expressions) == 1:
        return ["failed: " + (done.stderr.strip() or f"exit code {done.returncode}")]
    return [answers(weir, [e])[0] for e in expressions]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--weir", required=True)
    p.add_argument("--page", required=True)
    a = p.parse_args()
    bad = []
    rows = json.loads(subprocess.run([a.weir, "functions", "--json"], capture_output=True, text=True, check=True).stdout)
    examples = []
    for row in rows:
        if not row["doc"] or not row["signature"]:
            bad.append(f"{row['name']} has no sentence or no signature")
        if row["kind"] != "table" and row["group"] not in ("over", "grouping") and not row["example"] and row["name"] not in ("EXISTS", "CURRENT_WATERMARK"):
            bad.append(f"{row['name']} has no example")
        if row["example"]:
            expression, arrow, answer = row["example"].rpartition(" -> ")
            if len(answer) >= 2 and answer[0] == answer[-1] == "'":
                answer = answer[1:-1]
            examples.append((row["name"], expression, answer))
    plain = [e for e in examples if " FROM (VALUES" not in e[1]]
    got = list(zip(plain, answers(a.weir, [e[1] for e in plain])))
    # An aggregate's example names its rows: "SUM(x) FROM (VALUES ...) AS t(x)".
    for e in examples:
        if " FROM (VALUES" in e[1]:
            done = run(a.weir, f"SELECT {e[1]};\n")
            if "batch mode only" in done.stderr:
                done = run(a.weir, f"SET 'execution.runtime-mode' = 'batch';\nSELECT {e[1]};\n")
            got.append((e, json.loads(done.stdout.splitlines()[-1])[1] if done.returncode == 0 else "failed: " + done.stderr.strip()))
    for (name, expression, answer), value in got:
        if ("NULL" if value is None else value) != answer:
            bad.append(f"{name}: {expression} is {value}, not {answer}")
    page = subprocess.run([a.weir, "functions", "--markdown"], capture_output=True, text=True, check=True).stdout
    if open(a.page, encoding="utf-8").read() != page:
        bad.append(f"{a.page} is stale: weir functions --markdown > {a.page}")
    print("\n".join(bad) or f"{len(rows)} functions, {len(examples)} examples, all as written")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

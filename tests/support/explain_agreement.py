#!/usr/bin/env python3
"""Compare the plans of EXPLAIN CHANGELOG_MODE with a real Flink's, query by query.

  explain_agreement.py --weir PATH --answers DIR [--root DIR] [--show N] [--only NAME] [--kinds] [AREA ...]

For each SELECT and INSERT of the scripts under ROOT (default tests/conformance): the nodes of the optimized physical plan, in order and
with their depth, and each one's changelog mode. Flink's answers are kept in DIR as AREA/NAME.flink; those not there are asked of the lab
(tests/lab, which must run). Prints what differs and the figures; it is a measure, not a pass or fail: exit code 0.
"""
import argparse, collections, importlib.machinery, importlib.util, io, re, subprocess, sys, tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent.parent
QUERY = re.compile(r"(SELECT|WITH|INSERT|VALUES|TABLE\b|\()", re.I)
SET_OF = re.compile(r"(EXECUTE|BEGIN)\s+STATEMENT\s+SET", re.I)
SKIPPED = re.compile(r"(EXPLAIN|SHOW|DESC|EXECUTE|COMPILE|ANALYZE)", re.I)
CTAS = re.compile(r"CREATE TABLE.*\bAS\s+(SELECT|WITH)", re.I | re.S)


def lab():
    loader = importlib.machinery.SourceFileLoader("flinklab", str(HERE / "lab" / "flinklab"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("flinklab", loader))
    loader.exec_module(module)
    return module


def steps(flinklab, text):
    """(statements before, query) for each query; what runs in between is kept as it is."""
    before = []
    for sql in flinklab.statements(text):
        if SET_OF.match(sql):
            continue
        if QUERY.match(sql):
            yield list(before), sql
        elif CTAS.match(sql):
            return
        elif not SKIPPED.match(sql):
            before.append(sql)


def ask(flinklab, text):
    """Flink's plans, a block a query: '### query', then the plan or 'ERROR ...'."""
    out = io.StringIO()
    session = flinklab.Session({"table.dml-sync": "true", "pipeline.auto-watermark-interval": "0 ms"})
    try:
        done = 0
        for before, sql in steps(flinklab, text):
            try:
                for each in before[done:]:
                    session.execute(each, 60)
            except flinklab.StatementFailed:
                break
            done = len(before)
            out.write("### " + " ".join(sql.split())[:100] + "\n")
            try:
                _, rows, _ = session.execute("EXPLAIN CHANGELOG_MODE " + sql, 60)
                out.write("\n".join(r[1][0] for r in rows) + "\n")
            except flinklab.StatementFailed as failure:
                out.write("ERROR " + str(failure).splitlines()[0] + "\n")
    finally:
        session.close()
    return out.getvalue()


def nodes(plan):
    """[(depth, name, mode)] of the physical plan, or None for an error."""
    part = re.search(r"== Optimized Physical Plan(?: With Advice)? ==\n(.*?)\n\n", plan + "\n\n", re.S)
    if not part:
        return None
    found = []
    for line in part[1].splitlines():
        head = re.match(r"([ :|+-]*)([A-Z]\w*)", line)
        if head:
            mode = re.search(r"changelogMode=\[([^\]]*)\]\)?$", line)
            found.append((len(head[1]) // 3, head[2], mode[1] if mode else ""))
    return found


def weirs(weir, before, sql):
    with tempfile.TemporaryDirectory() as scratch:
        script = Path(scratch, "q.sql")
        script.write_text(";\n".join([*before, "EXPLAIN CHANGELOG_MODE " + sql]) + ";\n")
        done = subprocess.run([weir, "run", str(script)], capture_output=True, text=True, timeout=60, errors="replace", stdin=subprocess.DEVNULL)
    return done.stdout if done.returncode == 0 else "ERROR " + done.stderr.strip().replace(str(script), "")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--weir", required=True)
    p.add_argument("--answers", required=True, type=Path)
    p.add_argument("--root", type=Path, default=HERE / "conformance")
    p.add_argument("--show", type=int, default=0, help="print so many differing plans whole")
    p.add_argument("--only", default="")
    p.add_argument("--kinds", action="store_true", help="count the first differing node of each plan")
    p.add_argument("area", nargs="*")
    a = p.parse_args()
    flinklab = lab()
    work = []
    for script in sorted(a.root.rglob("*.sql")):
        name = script.relative_to(a.root).with_suffix("")
        if "data" in name.parts or a.area and name.parts[0] not in a.area or a.only not in str(name):
            continue
        text = script.read_text().replace("${DATA}", str(a.root.resolve() / "data")).replace("${OUT}", "/nowhere")
        kept = a.answers / name.with_suffix(".flink")
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(ask(flinklab, text))
        answers = re.split(r"^### .*\n", kept.read_text(), flags=re.M)[1:]
        for (before, sql), answer in zip(steps(flinklab, text), answers):
            work.append((name, before, sql, answer))
    with ThreadPoolExecutor(2) as pool:
        ours = list(pool.map(lambda each: weirs(a.weir, each[1], each[2]), work))
    count, kinds, shown = collections.Counter(), collections.Counter(), 0
    for (name, _, sql, theirs), mine in zip(work, ours):
        want, got = nodes(theirs), nodes(mine)
        both_fail = want is None and got is None
        same_shape = both_fail or (want is not None and got is not None and [n[:2] for n in want] == [n[:2] for n in got])
        same = same_shape and want == got
        count["all"] += 1
        count["shape"] += same_shape
        count["shape and changelog"] += same
        if want is None or got is None:
            count["only Flink refuses" if got is not None else "only Weir refuses"] += not both_fail
        if same:
            continue
        at = next((i for i, (w, g) in enumerate(zip(want or [], got or [])) if w != g), min(len(want or []), len(got or [])))
        first = (f"Flink {want[at][1:] if want and at < len(want) else 'fails' if want is None else 'ends'}, "
                 f"Weir {got[at][1:] if got and at < len(got) else 'fails' if got is None else 'ends'}")
        kinds[first] += 1
        print(f"{name}: {first}: {' '.join(sql.split())[:90]}")
        if shown < a.show:
            shown += 1
            cut = lambda plan: (re.search(r"== Optimized Physical Plan ==\n(.*?)\n\n", plan + "\n\n", re.S) or [0, plan[:300]])[1]
            print("--- Flink\n" + cut(theirs) + "\n--- Weir\n" + cut(mine) + "\n---")
    if a.kinds:
        for what, times in kinds.most_common(40):
            print(f"{times:5} {what}")
    print(", ".join(f"{what}: {number}" for what, number in count.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())

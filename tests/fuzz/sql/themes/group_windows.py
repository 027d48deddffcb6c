# SPDX-License-Identifier: Apache-2.0
"""The older GROUP BY TUMBLE(...), HOP(...), SESSION(...) with their auxiliary functions; a second window above."""
from relations import Relation
from steps import aggregate_calls

BATCH = True


def build(maker):
    dice = maker.dice
    relation = grouped(maker, maker.timed())
    if relation.rowtime and dice.chance(35):
        relation = grouped(maker, relation, small=False)
    return maker.output(relation)


def grouped(maker, relation, small=True):
    dice, a = maker.dice, maker.fresh()
    kinds = ["TUMBLE", "TUMBLE", "HOP"] + ([] if maker.world.batch else ["SESSION"])
    kind, unit = dice.pick(kinds), dice.pick([5, 10, 30]) if small else dice.pick([60, 90])
    sizes = {"TUMBLE": [unit], "HOP": [unit, unit * dice.number(2, 3)], "SESSION": [dice.number(2, 15)]}[kind]
    arguments = f"{a}.{relation.rowtime}, " + ", ".join(f"INTERVAL '{n}' SECOND{'(3)' if n > 99 else ''}" for n in sizes)
    own = [n for n, f in relation.columns if (n in ("k", "n") or not small and f in ("STRING", "INT")) and n != relation.rowtime]
    keys = dice.some(own, 0, 2) if own else []
    families = dict(relation.columns)
    calls = aggregate_calls(maker, relation, a, dice.number(1, 3), ordered=False, distinct=not maker.world.batch)
    start, end, time = maker.fresh("ws"), maker.fresh("we"), maker.fresh("wt")
    columns = [(maker.fresh("g"), families[k]) for k in keys] + [(maker.fresh("a"), f) for _, f in calls] + [(start, "TIMESTAMP"), (end, "TIMESTAMP")]
    texts = [f"{a}.{k}" for k in keys] + [t for t, _ in calls] + [f"{kind}_START({arguments})", f"{kind}_END({arguments})"]
    with_time = not maker.world.batch and dice.chance(60)
    if with_time:
        columns.append((time, families[relation.rowtime]))
        texts.append(f"{kind}_ROWTIME({arguments})")
    where = f" WHERE {maker.expressions(relation.reach(a)).of('BOOLEAN', 1)}" if dice.chance(25) else ""
    groups = dice.shuffled([f"{kind}({arguments})"] + [f"{a}.{k}" for k in keys])
    having = f" HAVING COUNT(*) > {dice.number(0, 2)}" if dice.chance(15) else ""
    query = f"SELECT {', '.join(f'{t} AS {n}' for t, (n, _) in zip(texts, columns))} FROM {relation.sql} AS {a}{where} GROUP BY {', '.join(groups)}{having}"
    return maker.placed(query, Relation("", [c for c in columns if c[1] not in ("ARRAY", "REAL")], rowtime=time if with_time else "", arrival=False))

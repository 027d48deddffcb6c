# SPDX-License-Identifier: Apache-2.0
"""IN, EXISTS and their negations, scalar subqueries in WHERE and in the select list, correlated and not."""
from relations import KEYED, Relation
from steps import aggregated, source

BATCH = True


def build(maker):
    dice = maker.dice
    inner, outer = maker.untimed(source(maker, dice.pick([0, 0, 1]))), None
    # Flink cannot take a correlated subquery apart where the outer rows are VALUES.
    while not outer or any(f"FROM {t.name} " in outer.sql or outer.sql == t.name for t in maker.world.tables if t.form == "values"):
        outer = maker.untimed(source(maker, dice.pick([0, 0, 1])))
    a, b = maker.fresh("o"), maker.fresh("i")
    conditions, items = [], [f"{a}.{n}" for n, _ in dice.some(outer.columns, 2, 4)]
    pairs = [(x, y) for x, f in outer.columns for y, g in inner.columns if f == g and f in KEYED]
    good = [(x, y) for x, y in pairs if x == y] or pairs
    kind = dice.weighted([(4, "IN"), (3, "NOT IN"), (4, "EXISTS"), (3, "NOT EXISTS"), (3, "scalar"), (3, "item"), (2, "correlated item")])
    inner_where = f" WHERE {maker.expressions(inner.reach(b)).of('BOOLEAN', 1)}" if dice.chance(40) else ""
    if not good:
        kind = "item"
    if kind in ("IN", "NOT IN"):
        x, y = dice.pick(good)
        conditions.append(f"{a}.{x} {kind} (SELECT {b}.{y} FROM {inner.sql} AS {b}{inner_where})")
    elif kind in ("EXISTS", "NOT EXISTS"):
        links = " AND ".join(f"{b}.{y} = {a}.{x}" for x, y in dice.some(good, 1, 2))
        extra = f" AND {maker.expressions(inner.reach(b)).of('BOOLEAN', 1)}" if dice.chance(40) else ""
        conditions.append(f"{kind} (SELECT {dice.pick(['1', '*'])} FROM {inner.sql} AS {b} WHERE {links}{extra})")
    elif kind == "scalar":
        x, y = dice.pick(good)
        call = dice.pick(["MAX", "MIN"])
        link = f" WHERE {b}.{good[0][1]} = {a}.{good[0][0]}" if dice.chance(50) else inner_where
        conditions.append(f"{a}.{x} {dice.pick(['=', '<', '>=', '<>'])} (SELECT {call}({b}.{y}) FROM {inner.sql} AS {b}{link})")
    elif kind == "item":
        name = dice.pick([n for n, f in inner.columns if f in KEYED] or [inner.columns[0][0]])
        items.append(f"(SELECT {dice.pick(['MAX', 'COUNT', 'MIN'])}({b}.{name}) FROM {inner.sql} AS {b}{inner_where}) AS sub")
    else:
        x, y = dice.pick(good)
        name = dice.pick([n for n, f in inner.columns if f in KEYED])
        items.append(f"(SELECT {dice.pick(['MAX', 'COUNT', 'MIN'])}({b}.{name}) FROM {inner.sql} AS {b} WHERE {b}.{y} = {a}.{x}) AS sub")
    if dice.chance(35):
        conditions.append(maker.expressions(outer.reach(a)).of("BOOLEAN", 1))
    where = f" WHERE {' AND '.join(dice.shuffled(conditions))}" if conditions else ""
    names = [maker.fresh("w") for _ in items]
    families = dict(outer.columns)
    columns = [(n, families.get(i.split(".")[-1], "REAL")) for n, i in zip(names, items)]
    items = [f"{i.removesuffix(' AS sub')} AS {n}" for i, n in zip(items, names)]
    query = f"SELECT {', '.join(items)} FROM {outer.sql} AS {a}{where}"
    relation = maker.placed(query, Relation("", [c for c in columns if c[1] != "REAL"] if dice.chance(40) else columns, append=False, arrival=False))
    if dice.chance(25) and all(f != "REAL" for _, f in relation.columns):
        relation = aggregated(maker, relation, ordered=False)
    alias = maker.fresh()
    return maker.final(f"SELECT {', '.join(alias + '.' + n for n, _ in relation.columns)} FROM {relation.sql} AS {alias}")

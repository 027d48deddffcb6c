# SPDX-License-Identifier: Apache-2.0
"""Steps from relations to relations that several themes use: aggregation, DISTINCT, joins, unions."""
from dataclasses import replace

from relations import KEYED, SORTED, Relation

NUMBERS = ("INT", "BIGINT", "SMALLINT", "TINYINT", "DOUBLE", "FLOAT", "DECIMAL")
# What an aggregate takes, how it is written, the family it gives. Exact over floats too: inputs are multiples of a quarter.
AGGREGATES = [(4, SORTED, "COUNT({x})", "BIGINT"), (4, NUMBERS, "SUM({x})", None), (3, SORTED, "MIN({x})", None), (3, SORTED, "MAX({x})", None),
              (2, ("INT", "BIGINT", "SMALLINT", "DOUBLE", "DECIMAL"), "AVG({x})", None), (3, KEYED, "COUNT(DISTINCT {x})", "BIGINT"),
              (2, ("INT", "BIGINT", "DECIMAL"), "SUM(DISTINCT {x})", None), (1, KEYED, "MAX(DISTINCT {x})", None),
              (1, ("INT", "DOUBLE"), "STDDEV_POP({x})", "REAL"), (1, ("INT", "DOUBLE"), "VAR_SAMP({x})", "REAL")]
ORDERED = [(2, SORTED, "FIRST_VALUE({x})", None), (2, SORTED, "LAST_VALUE({x})", None), (2, ("STRING",), "LISTAGG({x})", "STRING"),
           (1, ("STRING",), "LISTAGG({x}, '-')", "STRING"), (1, ("INT", "STRING"), "ARRAY_AGG({x})", "ARRAY"), (1, ("STRING",), "LISTAGG(DISTINCT {x})", "STRING")]


def aggregate_calls(maker, relation, alias, count, ordered=True, distinct=True):
    """`count` aggregate calls over the relation: (text, family)."""
    dice, calls = maker.dice, []
    expressions = maker.expressions(relation.reach(alias))
    for _ in range(count):
        if dice.chance(20):
            text, family = "COUNT(*)", "BIGINT"
        else:
            rows = AGGREGATES + (ORDERED if ordered and relation.arrival and relation.append and not maker.world.batch else [])
            families, shape, result = dice.weighted([(row[0], row[1:]) for row in rows if distinct or "DISTINCT" not in row[2]])
            family = dice.pick([f for f in families if any(f == k for _, k in relation.columns)] or [families[0]])
            if family == "CHAR":
                family = "STRING"
            argument = expressions.of(family, dice.weighted([(5, 0), (2, 1), (1, 2)]))
            if shape.startswith("LISTAGG"):
                argument = f"CAST({argument} AS STRING)"      # of a CHAR(n) it would be cut to n characters now and then
            text, family = shape.replace("{x}", argument), result or family
        if dice.chance(20):
            text += f" FILTER (WHERE {expressions.of('BOOLEAN', 1)})"
        calls.append((text, family))
    return calls


def group_keys(maker, relation, alias, most=2):
    """Grouping expressions: (text, family)."""
    dice = maker.dice
    own = [(f"{alias}.{name}", family) for name, family in relation.columns if family in KEYED and name != relation.rowtime]
    favourites = [c for c in own if c[0].rsplit(".", 1)[1] in ("k", "n")]
    keys = dice.some(favourites if favourites and dice.chance(70) else own, 1, most) if own else []
    if not keys or dice.chance(20):
        family = dice.pick(["INT", "STRING", "BOOLEAN", "DATE"])
        text = maker.expressions(relation.reach(alias)).of(family, 2)
        if alias + "." in text:
            keys = keys[:1] + [(text, family)]
    return keys


def aggregated(maker, relation, ordered=True):
    """GROUP BY some keys with aggregates, HAVING now and then. The result updates in a stream."""
    dice, alias = maker.dice, maker.fresh()
    keys = [] if dice.chance(10) else group_keys(maker, relation, alias)
    calls = aggregate_calls(maker, relation, alias, dice.number(1, 4), ordered)
    names = [(maker.fresh("g"), family) for _, family in keys] + [(maker.fresh("a"), family) for _, family in calls]
    items = [f"{text} AS {name}" for (text, _), (name, _) in zip(keys + calls, names)]
    where = f" WHERE {maker.expressions(relation.reach(alias)).condition()}" if dice.chance(25) else ""
    group = f" GROUP BY {', '.join(text for text, _ in keys)}" if keys else ""
    having = ""
    if keys and dice.chance(20):
        having = f" HAVING {dice.pick([text for text, _ in calls])} IS NOT NULL" if dice.chance(30) else f" HAVING COUNT(*) {dice.pick(['>', '<', '=', '>='])} {dice.number(1, 3)}"
    query = f"SELECT {', '.join(items)} FROM {relation.sql} AS {alias}{where}{group}{having}"
    return maker.placed(query, Relation("", [(n, f) for n, f in names if f not in ("ARRAY", "REAL")] or names, append=False, arrival=False,
                                        key=tuple(n for n, _ in names[:len(keys)])))


def distinct(maker, relation):
    dice, alias = maker.dice, maker.fresh()
    columns = [c for c in relation.columns if c[1] in KEYED and c[0] not in ("id", relation.rowtime)]
    columns = dice.some(columns, 1, 3) if columns else relation.columns[:1]
    query = f"SELECT DISTINCT {', '.join(f'{alias}.{n}' for n, _ in columns)} FROM {relation.sql} AS {alias}"
    return maker.placed(query, Relation("", columns, append=relation.append, arrival=False, key=tuple(n for n, _ in columns)))


def joined(maker, left, right, kinds=("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN")):
    """A regular join on one or two equal columns, now and then with a further condition."""
    dice = maker.dice
    left, right = maker.untimed(left), maker.untimed(right)
    a, b = maker.fresh("l"), maker.fresh("r")
    pairs = [(x, y) for x, f in left.columns for y, g in right.columns if f == g and f in KEYED and f != "BOOLEAN"]
    good = [(x, y) for x, y in pairs if x == y and x in ("k", "n", "id")] or pairs
    kind = dice.pick(kinds)
    if good:
        on = " AND ".join(f"{a}.{x} = {b}.{y}" for x, y in dice.some(good, 1, 2))
    elif kind in ("JOIN",):
        on = "TRUE"
    else:
        return None
    if dice.chance(30):
        on += f" AND {maker.expressions(left.reach(a) + right.reach(b)).of('BOOLEAN', 1)}"
    items, columns = [], []
    for alias, side in ((a, left), (b, right)):
        for name, family in dice.some(side.columns, 1, 4):
            out = maker.fresh("j")
            items.append(f"{alias}.{name} AS {out}")
            columns.append((out, family))
    where = f" WHERE {maker.expressions(left.reach(a) + right.reach(b)).of('BOOLEAN', 1)}" if dice.chance(20) else ""
    query = f"SELECT {', '.join(items)} FROM {left.sql} AS {a} {kind} {right.sql} AS {b} ON {on}{where}"
    append = left.append and right.append and kind == "JOIN"
    return maker.placed(query, Relation("", columns, append=append, arrival=False))


def source(maker, depth=1):
    """Some relation to start from: a table, or what one or two steps make of it. Without a time attribute to rely on."""
    dice = maker.dice
    relation = maker.base()
    for _ in range(depth):
        step = dice.number(0, 99)
        if step < 30:
            relation = maker.projected(relation, keep_time=False)
        elif step < 42:
            relation = aggregated(maker, relation)
        elif step < 50:
            relation = distinct(maker, relation)
        elif step < 58:
            relation = joined(maker, relation, maker.base()) or relation
    return replace(relation)

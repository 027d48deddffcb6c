# SPDX-License-Identifier: Apache-2.0
"""OVER windows by event time: ROWS and RANGE frames, bounded and not, with late rows and ties; ranking functions in batch mode."""
from relations import SORTED, Relation
from steps import NUMBERS, aggregated

BATCH = True


def build(maker):
    dice = maker.dice
    relation = maker.timed()
    if dice.chance(30):
        relation = maker.filtered(relation)
    a = maker.fresh()
    partition = f"PARTITION BY {', '.join(dice.some([f'{a}.k', f'{a}.n'], 1, 2))} " if dice.chance(80) else ""
    order = f"ORDER BY {a}.{relation.rowtime}" + (f", {a}.id" if maker.world.batch else "")
    frame = dice.weighted([(3, ""), (3, f"ROWS BETWEEN {dice.number(1, 4)} PRECEDING AND CURRENT ROW"), (2, "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"),
                           (0 if maker.world.batch else 3, f"RANGE BETWEEN INTERVAL '{dice.pick([1, 5, 20])}' SECOND PRECEDING AND CURRENT ROW"),
                           (1, "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW")])
    window = f"{partition}{order}{' ' + frame if frame else ''}"
    calls = []
    for _ in range(dice.number(1, 4)):
        calls.append(call(maker, relation, a, bool(frame), "," in order))
    named = dice.chance(30)
    items = [f"{a}.{n}" for n in ("id", "k", "n")] + [f"{text} OVER {'w' if named else '(' + window + ')'} AS {maker.fresh('o')}" for text in calls]
    names = [i.rsplit(" AS ", 1)[-1].split(".")[-1] for i in items]
    query = f"SELECT {', '.join(items)} FROM {relation.sql} AS {a}" + (f" WINDOW w AS ({window})" if named else "")
    made = maker.placed(query, Relation("", [("id", "INT"), ("k", "STRING"), ("n", "INT")], arrival=False))
    if dice.chance(25):
        return maker.output(aggregated(maker, made, ordered=False))
    b = maker.fresh()
    return maker.final(f"SELECT {', '.join(f'{b}.{n}' for n in names)} FROM {made.sql} AS {b}")


def call(maker, relation, a, framed, total):
    """`total`: the order has no ties, so that functions of the place in it are determined."""
    dice = maker.dice
    reach = [(text, family) for text, family in relation.reach(a) if not text.endswith("." + relation.rowtime)]
    shapes = [(3, "COUNT(*)", None), (3, "SUM({})", ("INT", "BIGINT", "DECIMAL", "DOUBLE")), (2, "MIN({})", SORTED), (2, "MAX({})", SORTED), (2, "AVG({})", ("INT", "DOUBLE")),
              (1, "COUNT({})", SORTED), (1, "FIRST_VALUE({})", ("INT", "STRING")), (1, "LAST_VALUE({})", ("INT", "STRING")), (1, "COUNT(DISTINCT {})", ("STRING", "INT"))]
    if maker.world.batch:
        shapes = shapes[:6]
        if total and not framed:
            shapes += [(2, "ROW_NUMBER()", None), (1, "RANK()", None), (1, "DENSE_RANK()", None), (2, "LAG({}, 1)", ("INT", "BIGINT")), (2, "LEAD({})", ("INT", "STRING")),
                       (1, "NTILE(3)", None), (1, "FIRST_VALUE({})", ("INT", "STRING")), (1, "PERCENT_RANK()", None)]
    elif not framed:
        shapes += [(2, "LAG({})", ("INT", "STRING")), (1, "LAG({}, 2)", ("INT", "STRING"))]
    text, families = dice.weighted([(weight, (text, families)) for weight, text, families in shapes])
    if families:
        family = dice.pick([f for f in families if any(f == k for _, k in reach)] or [families[0]])
        text = text.replace("{}", maker.expressions(reach).of("STRING" if family == "CHAR" else family, dice.pick([0, 0, 1])))
    return text

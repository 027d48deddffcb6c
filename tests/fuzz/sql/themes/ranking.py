# SPDX-License-Identifier: Apache-2.0
"""Top-N and deduplication: ROW_NUMBER over a total order, ORDER BY with LIMIT; aggregates above."""
from relations import SORTED, Relation
from steps import aggregated, source

BATCH = True


def build(maker):
    dice = maker.dice
    shape = dice.number(0, 99)
    if shape < 30:
        relation = deduplicated(maker)
    elif shape < 45:
        return limited(maker)
    else:
        relation = top(maker)
    if dice.chance(30):
        relation = aggregated(maker, relation, ordered=False)
    return maker.output(relation)


def keyed_source(maker):
    """A relation with a key, so that an order can be made total."""
    for _ in range(20):
        relation = maker.untimed(source(maker, maker.dice.pick([0, 1, 1])))
        if relation.key:
            return relation
    return maker.untimed(maker.base())


def total_order(maker, relation, alias, single=False):
    dice = maker.dice
    first = [n for n, f in relation.columns if f in SORTED and n not in relation.key]
    names = ([] if single else dice.some(first, 1, 2) if first else []) + list(relation.key)
    return ", ".join(f"{alias}.{n}{dice.pick(['', ' ASC', ' DESC'])}{dice.pick(['', '', ' NULLS FIRST', ' NULLS LAST'])}" for n in names)


def top(maker):
    dice, relation = maker.dice, keyed_source(maker)
    a, q, rank = maker.fresh(), maker.fresh(), maker.fresh("rn")
    partition = [f"{a}.{n}" for n, f in relation.columns if f in ("STRING", "BOOLEAN", "INT", "DATE") and n not in relation.key]
    partition = f"PARTITION BY {', '.join(dice.some(partition, 1, 2))} " if partition and dice.chance(75) else ""
    most = dice.pick([2, 2, 3, 5])
    order = total_order(maker, relation, a)
    columns = list(relation.columns)
    shown = dice.chance(50)
    items = ", ".join(f"{q}.{n}" for n, _ in columns) + (f", {q}.{rank}" if shown else "")
    bound = dice.pick([f"{q}.{rank} <= {most}", f"{q}.{rank} < {most + 1}", f"{most} >= {q}.{rank}"])
    query = (f"SELECT {items} FROM (SELECT {a}.*, ROW_NUMBER() OVER ({partition}ORDER BY {order}) AS {rank} FROM {relation.sql} AS {a}) AS {q} WHERE {bound}")
    return maker.placed(query, Relation("", columns + ([(rank, "BIGINT")] if shown else []), append=False, arrival=False))


def deduplicated(maker):
    """First or last row of a key by time. Ties are settled by arrival, which one source settles."""
    dice, relation = maker.dice, maker.timed()
    a, q, rank = maker.fresh(), maker.fresh(), maker.fresh("rn")
    keys = dice.some([f"{a}.k", f"{a}.n"], 1, 2)
    direction = dice.pick(["ASC", "DESC", ""])
    if maker.world.batch:
        order = f"{a}.{relation.rowtime} {direction}, {a}.id"
    else:
        order = f"{a}.{relation.rowtime} {direction}"
    items = ", ".join(f"{q}.{n}" for n, _ in relation.columns if n != relation.rowtime)
    query = (f"SELECT {items} FROM (SELECT {a}.*, ROW_NUMBER() OVER (PARTITION BY {', '.join(keys)} ORDER BY {order}) AS {rank} "
             f"FROM {relation.sql} AS {a}) AS {q} WHERE {q}.{rank} = 1")
    return maker.placed(query, Relation("", [c for c in relation.columns if c[0] != relation.rowtime], append=False, arrival=False, key=("id",)))


def limited(maker):
    dice, relation = maker.dice, keyed_source(maker)
    a = maker.fresh()
    offset = f" OFFSET {dice.number(1, 3)}" if maker.world.batch and dice.chance(40) else ""
    limit = dice.pick([f" LIMIT {dice.number(1, 6)}{offset}", f"{offset}{' ROWS' if offset else ''} FETCH FIRST {dice.number(2, 6)} ROWS ONLY"])
    items = [f"{a}.{n}" for n, _ in relation.columns]
    if maker.world.batch:
        maker.compare = "ordered"
        if dice.chance(30):
            limit = ""
    return maker.final(f"SELECT {', '.join(items)} FROM {relation.sql} AS {a} ORDER BY {total_order(maker, relation, a)}{limit}")

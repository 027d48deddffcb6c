# SPDX-License-Identifier: Apache-2.0
"""Interval joins of all kinds and temporal joins with a versioned table. No late rows: two inputs may interleave as they like."""
from relations import Relation
from steps import aggregated

BATCH = False


def build(maker):
    dice = maker.dice
    left, right = maker.timed(late=False), maker.timed(late=False)
    versioned = [t for t in maker.world.tables if t.key and t.rowtime]
    if not left or not right:
        return maker.output(aggregated(maker, maker.base()))
    same = dict(left.columns)[left.rowtime] == dict(right.columns)[right.rowtime]
    if dict(left.columns)[left.rowtime] == "TIMESTAMP" and (dice.chance(45) or not same):
        relation = temporal(maker, left, versioned[0])
    elif same:
        relation = interval(maker, left, right)
    else:
        return maker.output(aggregated(maker, left))
    if dice.chance(35):
        relation = aggregated(maker, relation, ordered=False)
    return maker.output(relation)


def interval(maker, left, right):
    dice, a, b = maker.dice, maker.fresh("l"), maker.fresh("r")
    low, high = sorted((dice.number(-15, 10), dice.number(-10, 20)))

    def moved(by):
        return f"{b}.{right.rowtime}" + (f" {'+' if by > 0 else '-'} INTERVAL '{abs(by)}' SECOND" if by else "")
    time = f"{a}.{left.rowtime} BETWEEN {moved(low)} AND {moved(high)}" if dice.chance(60) else f"{a}.{left.rowtime} >= {moved(low)} AND {a}.{left.rowtime} < {moved(high)}"
    kind = dice.pick(["JOIN", "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"])
    extra = f" AND {maker.expressions(left.reach(a) + right.reach(b)).of('BOOLEAN', 1)}" if dice.chance(30) else ""
    columns = [(f"{a}.id", "lid", "INT"), (f"{b}.id", "rid", "INT"), (f"{a}.n", "lx", "INT"), (f"{b}.n", "rn", "INT"), (f"{a}.k", "lk", "STRING")]
    keys = dice.pick([f"{a}.k = {b}.k", f"{a}.k = {b}.k", f"{a}.k = {b}.k AND {a}.n = {b}.n"])
    query = f"SELECT {', '.join(f'{t} AS {n}' for t, n, _ in columns)} FROM {left.sql} AS {a} {kind} {right.sql} AS {b} ON {keys} AND {time}{extra}"
    return maker.placed(query, Relation("", [(n, f) for _, n, f in columns], arrival=False))


def temporal(maker, left, table):
    dice, a, v = maker.dice, maker.fresh("l"), maker.fresh("v")
    kind = dice.pick(["JOIN", "LEFT JOIN"])
    versions = maker.table(table)
    extra = f" AND {maker.expressions([(f'{v}.n', 'INT'), (f'{v}.s1', 'STRING'), (f'{a}.n', 'INT')]).of('BOOLEAN', 1)}" if dice.chance(25) else ""
    columns = [(f"{a}.id", "id", "INT"), (f"{a}.k", "k", "STRING"), (f"{a}.n", "n", "INT"), (f"{v}.n", "vn", "INT"), (f"{v}.s1", "vs", "STRING")]
    query = (f"SELECT {', '.join(f'{t} AS {n}' for t, n, _ in columns)} FROM {left.sql} AS {a} {kind} {versions.sql} FOR SYSTEM_TIME AS OF {a}.{left.rowtime} AS {v} "
             f"ON {a}.k = {v}.k{extra}")
    return maker.placed(query, Relation("", [(n, f) for _, n, f in columns], arrival=False))

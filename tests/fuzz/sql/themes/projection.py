# SPDX-License-Identifier: Apache-2.0
"""Projections and filters: expressions over all types, computed in one or two steps."""
from expressions import ANY

BATCH = True


def build(maker):
    dice = maker.dice
    relation = maker.base()
    if dice.chance(40):
        relation = maker.projected(relation, keep_time=False)
    alias = maker.fresh()
    expressions = maker.expressions(relation.reach(alias))
    items = [f"{alias}.{relation.columns[0][0]}"]
    items += [f"{expressions.of(dice.pick(ANY), 3)} AS x{i}" for i in range(dice.number(3, 7))]
    where = f" WHERE {expressions.condition(3)}" if dice.chance(50) else ""
    return maker.final(f"SELECT {', '.join(items)} FROM {relation.sql} AS {alias}{where}")

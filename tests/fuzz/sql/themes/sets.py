# SPDX-License-Identifier: Apache-2.0
"""UNION with and without ALL, INTERSECT, EXCEPT, of sides whose types must be made to meet. Flink mixes up columns in INTERSECT ALL and EXCEPT ALL."""
from relations import KEYED, Relation
from steps import aggregated, source

BATCH = True


def build(maker):
    dice = maker.dice
    relation = combined(maker)
    if dice.chance(40):
        relation = aggregated(maker, relation, ordered=False)
    return maker.output(relation)


def combined(maker):
    dice = maker.dice
    families = [dice.pick(["INT", "STRING", "STRING", "BIGINT", "DECIMAL", "DATE", "BOOLEAN", "TIMESTAMP"]) for _ in range(dice.number(1, 3))]
    names = [maker.fresh("u") for _ in families]
    word = dice.weighted([(4, "UNION ALL"), (4, "UNION"), (2, "INTERSECT"), (2, "EXCEPT")])
    sides, append = [], True
    for _ in range(dice.pick([2, 2, 2, 3])):
        relation = source(maker, dice.pick([0, 0, 1]))
        append = append and relation.append
        alias = maker.fresh()
        expressions = maker.expressions(relation.reach(alias))
        where = f" WHERE {expressions.condition(1)}" if dice.chance(40) else ""
        items = [f"{expressions.of(family, dice.pick([0, 0, 1]))} AS {name}" for family, name in zip(families, names)]
        sides.append(f"SELECT {', '.join(items)} FROM {relation.sql} AS {alias}{where}")
    columns = [(n, f) for n, f in zip(names, families)]
    return maker.placed(f" {word} ".join(sides), Relation("", columns, append=append and word.startswith("UNION"), arrival=False))

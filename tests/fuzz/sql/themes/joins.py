# SPDX-License-Identifier: Apache-2.0
"""Regular joins of all kinds over tables, aggregates and changelogs; several in a row; aggregates above."""
from steps import aggregated, joined, source

BATCH = True


def build(maker):
    dice = maker.dice
    relation = source(maker, dice.pick([0, 1]))
    for _ in range(dice.pick([1, 1, 2])):
        other = joined(maker, relation, source(maker, dice.pick([0, 0, 1])))
        relation = other or relation
    if dice.chance(35):
        relation = aggregated(maker, relation, ordered=False)
    return maker.output(relation)

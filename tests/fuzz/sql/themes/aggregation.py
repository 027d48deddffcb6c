# SPDX-License-Identifier: Apache-2.0
"""GROUP BY over anything: FILTER, DISTINCT, HAVING, grouping sets, aggregates of aggregates, global aggregates."""
from relations import Relation
from steps import aggregate_calls, aggregated, distinct, group_keys, source

BATCH = True


def build(maker):
    dice = maker.dice
    relation = source(maker, dice.pick([0, 1, 1]))
    shape = dice.number(0, 99)
    if shape < 20:
        return maker.output(grouping_sets(maker, relation))
    if shape < 30:
        return maker.output(distinct(maker, relation))
    relation = aggregated(maker, relation)
    if shape < 60:
        relation = aggregated(maker, relation)
    return maker.output(relation)


def grouping_sets(maker, relation):
    dice, alias = maker.dice, maker.fresh()
    keys = [k for k in group_keys(maker, relation, alias, 3) if k[0].startswith(alias + ".")]
    if not keys:
        return aggregated(maker, relation)
    texts = [text for text, _ in keys]
    sets = [dice.some(texts, 0 if not maker.world.batch else 1) for _ in range(dice.number(1, 3))]
    sets = [s for i, s in enumerate(sets) if s not in sets[:i]]
    form = dice.number(0, 2)
    if form == 0 or maker.world.batch:
        group = "GROUPING SETS (" + ", ".join("(" + ", ".join(s) + ")" for s in sets) + ")"
        used = [t for t in texts if any(t in s for s in sets)]
    else:
        group, used = ("CUBE" if form == 1 else "ROLLUP") + "(" + ", ".join(texts) + ")", texts
    families = dict(keys)
    calls = aggregate_calls(maker, relation, alias, dice.number(1, 3), ordered=False)
    items = [(t, families[t]) for t in used] + calls
    if used and dice.chance(50):
        items.append((f"GROUPING({dice.pick(used)})", "BIGINT"))
        items.append((f"GROUPING_ID({', '.join(used)})", "BIGINT"))
    names = [(maker.fresh("g"), family) for _, family in items]
    query = f"SELECT {', '.join(f'{t} AS {n}' for (t, _), (n, _) in zip(items, names))} FROM {relation.sql} AS {alias} GROUP BY {group}"
    return maker.placed(query, Relation("", names, append=False, arrival=False))

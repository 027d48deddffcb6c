# SPDX-License-Identifier: Apache-2.0
"""UNNEST of arrays and maps, with ordinality, inner and left; collecting aggregates back."""
from relations import Relation
from steps import aggregated

BATCH = True


def build(maker):
    dice = maker.dice
    relation = maker.untimed(maker.base())
    a, u = maker.fresh(), maker.fresh("u")
    expressions = maker.expressions(relation.reach(a))
    family = dice.pick(["ARRAY_INT", "ARRAY_STRING", "ARRAY_STRING", "MAP"])
    own = [text for text, kind in relation.reach(a) if kind == family]
    if not own:
        # UNNEST takes a column: made one step below.
        name, b = maker.fresh("c"), maker.fresh()
        made = maker.expressions(relation.reach(b)).of(family, 2)
        relation = maker.placed(f"SELECT {b}.*, {made} AS {name} FROM {relation.sql} AS {b}", Relation("", relation.columns + [(name, family)], relation.append, arrival=relation.arrival))
        own, expressions = [f"{a}.{name}"], maker.expressions(relation.reach(a))
    ordinality = family != "MAP" and dice.chance(30)
    names = {"ARRAY_INT": [("x", "INT")], "ARRAY_STRING": [("x", "STRING")], "MAP": [("mk", "STRING"), ("mv", "INT")]}[family] + ([("o", "INT")] if ordinality else [])
    call = f"UNNEST({dice.pick(own)}){' WITH ORDINALITY' if ordinality else ''} AS {u} ({', '.join(n for n, _ in names)})"
    join = dice.pick([f"CROSS JOIN {call}", f"LEFT JOIN {call} ON TRUE", f", {call}"]).replace(" ,", ",")
    columns = [(maker.fresh("n"), f) for _, f in [("id", "INT"), ("k", "STRING")] + names]
    texts = [f"{a}.id", f"{a}.k"] + [f"{u}.{n}" for n, _ in names]
    where = f" WHERE {maker.expressions([(t, f) for t, (_, f) in zip(texts, columns)]).of('BOOLEAN', 1)}" if dice.chance(35) else ""
    query = f"SELECT {', '.join(f'{t} AS {n}' for t, (n, _) in zip(texts, columns))} FROM {relation.sql} AS {a} {join}{where}".replace(" , UNNEST", ", UNNEST")
    made = maker.placed(query, Relation("", columns, append=relation.append, arrival=False))
    if dice.chance(45):
        made = aggregated(maker, made, ordered=False)
    return maker.output(made)

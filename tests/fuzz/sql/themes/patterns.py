# SPDX-License-Identifier: Apache-2.0
"""MATCH_RECOGNIZE: quantifiers, greedy and reluctant, skip strategies, WITHIN, aggregates and navigation."""
from relations import Relation
from steps import aggregated

BATCH = True


def build(maker):
    dice = maker.dice
    relation = maker.timed()
    if relation.sql.startswith("("):
        relation = maker.placed(f"SELECT * FROM {relation.sql}", relation, named=True)
    variables = ["A", "B", "C"][:dice.number(2, 3)]
    parts = [v + (dice.pick(["", "", "+", "*", "?", "{2}", "{1,3}", "{2,}", "+?", "*?"]) if 0 < i < len(variables) - 1 else "") for i, v in enumerate(variables)]
    defines = []
    for i, v in enumerate(variables):
        if i and dice.chance(25):
            continue
        defines.append(f"{v} AS " + condition(maker, v, variables[:i + 1]))
    last = variables[-1]
    measures = [("FIRST(A.id)", "INT"), (f"LAST({last}.id)", "INT")]
    for _ in range(dice.number(1, 4)):
        v = dice.pick(variables)
        measures.append(dice.pick([(f"COUNT({v}.id)", "BIGINT"), (f"SUM({v}.n)", "INT"), (f"MAX({v}.n)", "INT"), (f"MIN({v}.n)", "INT"), (f"FIRST({v}.n)", "INT"),
                                   (f"LAST({v}.n)", "INT"), (f"LAST({v}.id, 1)", "INT"), (f"{v}.n + 1", "INT"), (f"CHAR_LENGTH(LAST({v}.k))", "INT")]))
    columns = [(maker.fresh("m"), f) for _, f in measures]
    skip = dice.weighted([(3, "AFTER MATCH SKIP PAST LAST ROW "), (3, "AFTER MATCH SKIP TO NEXT ROW "), (1, f"AFTER MATCH SKIP TO LAST {last} "), (1, "")])
    within = f" WITHIN INTERVAL '{dice.pick([5, 20, 60])}' SECOND" if dice.chance(35) else ""
    partition = "PARTITION BY k " if dice.chance(80) else ""
    query = (f"SELECT * FROM {relation.sql} MATCH_RECOGNIZE ({partition}ORDER BY {relation.rowtime}{', id' if maker.world.batch else ''} MEASURES "
             + ", ".join(f"{t} AS {n}" for (t, _), (n, _) in zip(measures, columns))
             + f" ONE ROW PER MATCH {skip}PATTERN ({' '.join(parts)}){within} DEFINE {', '.join(defines)}) AS {maker.fresh('mr')}")
    made = maker.placed(query, Relation("", ([("k", "STRING")] if partition else []) + columns, arrival=False))
    if dice.chance(20):
        made = aggregated(maker, made, ordered=False)
    return maker.output(made)


def condition(maker, v, before):
    dice, u = maker.dice, maker.dice.pick(before)
    simple = [f"{v}.n > {dice.number(0, 6)}", f"{v}.n <= {dice.number(3, 9)}", f"{v}.id IS NOT NULL", f"MOD({v}.id, 3) = {dice.number(0, 2)}",
              f"{v}.n IS NOT NULL", f"{v}.n <> 4"]
    linked = [f"{v}.n > LAST({v}.n, 1) OR LAST({v}.n, 1) IS NULL", f"{v}.n >= {u}.n" if u != v else f"{v}.n > 2", f"SUM({v}.n) < {dice.number(5, 25)}",
              f"COUNT({v}.id) <= {dice.number(1, 4)}", f"{v}.id > FIRST({before[0]}.id)" if v != before[0] else f"{v}.n < 8"]
    return dice.pick(simple) if dice.chance(60) else dice.pick(linked)

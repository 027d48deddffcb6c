# SPDX-License-Identifier: Apache-2.0
"""INSERT into a file and reading it back: implicit casts, changelogs written as debezium records, several INSERTs in a statement set."""
from steps import aggregated, joined, source

BATCH = False
TYPES = {"INT": ["INT", "BIGINT", "DECIMAL(12, 2)", "DOUBLE", "STRING"], "BIGINT": ["BIGINT", "DECIMAL(20, 0)"], "STRING": ["STRING", "VARCHAR(3)", "VARCHAR(20)"],
         "CHAR": ["STRING", "CHAR(9)"], "DOUBLE": ["DOUBLE"], "DECIMAL": ["DECIMAL(20, 4)", "DECIMAL(8, 1)"], "BOOLEAN": ["BOOLEAN"], "DATE": ["DATE"],
         "TIMESTAMP": ["TIMESTAMP(3)", "TIMESTAMP(0)"], "TINYINT": ["INT", "TINYINT"], "SMALLINT": ["SMALLINT", "BIGINT"], "FLOAT": ["FLOAT", "DOUBLE"]}


def build(maker):
    dice = maker.dice
    relation = maker.untimed(source(maker, dice.pick([0, 1])))
    if dice.chance(40):
        relation = aggregated(maker, relation)
    elif dice.chance(20):
        relation = joined(maker, relation, maker.base()) or relation
    columns = [(n, f, dice.pick(TYPES[f])) for n, f in relation.columns if f in TYPES][:5] or [(relation.columns[0][0], relation.columns[0][1], "STRING")]
    out, a = maker.prefix + "out", maker.fresh()
    form = "debezium-json" if not relation.append else dice.pick(["json", "csv"])
    options = f"'connector' = 'filesystem', 'path' = '${{FILES}}/{out}', 'format' = '{form}'" + (", 'csv.null-literal' = 'NIL'" if form == "csv" else "")
    maker.views.append(f"CREATE TABLE {out} ({', '.join(f'{n} {t}' for n, _, t in columns)}) WITH ({options})")
    query = f"SELECT {', '.join(f'{a}.{n}' for n, _, _ in columns)} FROM {relation.sql} AS {a}"
    with_ = f"WITH {', '.join(maker.ctes)} " if maker.ctes else ""
    if not with_ and relation.append and dice.chance(30):
        second = f"INSERT INTO {out} {query} WHERE {maker.expressions(relation.reach(a)).of('BOOLEAN', 1)}"
        maker.views.append(f"EXECUTE STATEMENT SET BEGIN INSERT INTO {out} {query}; {second}; END")
    else:
        maker.views.append(f"INSERT INTO {out} {with_}{query}")
    return f"SELECT * FROM {out}"

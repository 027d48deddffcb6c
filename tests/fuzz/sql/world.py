# SPDX-License-Identifier: Apache-2.0
"""A world: settings, tables and their data, which the queries of several seeds share."""
import csv
import datetime
import io
import json
from dataclasses import dataclass, field

from sql_types import BOOLEAN, DOUBLE, INT, START, STRING, TIMESTAMP, LTZ, KEYS, Type, decimal, literal, random_type, text, to_json, value


@dataclass
class Column:
    name: str
    kind: Type
    nullable: bool = True


@dataclass
class Table:
    """A table as a query sees it. `late` says that rows can lie behind the watermark; `append` that there are only insertions."""
    name: str
    columns: list
    rows: list = field(default_factory=list)
    form: str = "json"                 # json, csv, debezium-json, values
    rowtime: str = ""
    delay: int = 0
    late: bool = False
    key: str = ""
    append: bool = True
    statement: str = ""

    def file(self):
        return "" if self.form == "values" else f"{self.name}.{'csv' if self.form == 'csv' else 'json'}"


@dataclass
class World:
    settings: list
    tables: list
    batch: bool
    files: dict = field(default_factory=dict)

    def timed(self, late=True):
        return [t for t in self.tables if t.rowtime and t.append and (late or not t.late)]

    def appending(self):
        return [t for t in self.tables if t.append]


SETTINGS = {
    "mini-batch": ["SET 'table.exec.mini-batch.enabled' = 'true'", "SET 'table.exec.mini-batch.allow-latency' = '1 s'",
                   "SET 'table.exec.mini-batch.size' = '3'"],
    "split": ["SET 'table.optimizer.distinct-agg.split.enabled' = 'true'"],
    "one-phase": ["SET 'table.optimizer.agg-phase-strategy' = 'ONE_PHASE'"],
    "zone": ["SET 'table.local-time-zone' = 'Europe/Berlin'"],
    "far zone": ["SET 'table.local-time-zone' = 'America/New_York'"],
}


def make_world(dice, batch=False, zones=True):
    settings = ["SET 'execution.runtime-mode' = 'batch'"] if batch else []
    if zones and dice.chance(25):
        settings += SETTINGS[dice.pick(["zone", "far zone"])]
    if not batch and dice.chance(20):
        settings += SETTINGS["mini-batch"]
        if dice.chance(50):
            settings += SETTINGS[dice.pick(["split", "one-phase"])]
    world = World(settings, [], batch)
    makers = [event_table, event_table, plain_table, values_table] + ([] if batch else [changing_table, versioned_table])
    for number, make in enumerate(makers, 1):
        table = make(f"t{number}", dice)
        world.tables.append(table)
        declare(world, table)
    return world


def column_names(kinds):
    counts, names = {}, []
    for kind in kinds:
        letter = kind.family[0].lower() if "_" not in kind.family else kind.family.replace("_", "")[:6].lower()
        counts[letter] = counts.get(letter, 0) + 1
        names.append(f"{letter}{counts[letter]}")
    return names


def base_columns(dice, nested):
    kinds = [random_type(dice, nested) for _ in range(dice.number(2, 5))]
    return [Column("id", INT, False), Column("k", STRING), Column("n", INT)] + [Column(n, k) for n, k in zip(column_names(kinds), kinds)]


def random_row(dice, columns, number, wild):
    row = []
    for column in columns:
        if column.name == "id":
            row.append(number)
        elif column.nullable and dice.chance(12):
            row.append(None)
        elif column.name == "k":
            row.append(dice.pick(KEYS))
        else:
            row.append(value(column.kind, dice, wild))
    return row


def event_table(name, dice):
    """Rows with an event time: ties, disorder, gaps, some behind the watermark."""
    rowtime = Column("ts", TIMESTAMP if dice.chance(85) else LTZ, False)
    columns = base_columns(dice, nested=True) + [rowtime]
    count = dice.weighted([(1, 0), (3, 5), (8, 14), (8, 24)])
    disorder, delay, now, rows = dice.pick([0, 3, 8, 20]), dice.pick([0, 1, 4, 8, 20]), 0, []
    for number in range(1, count + 1):
        now += dice.weighted([(3, 0), (6, dice.number(1, 4)), (2, dice.number(5, 15)), (1, dice.number(30, 90))])
        row = random_row(dice, columns, number, wild=False)
        row[-1] = START + datetime.timedelta(seconds=max(0, now - (dice.number(0, disorder) if dice.chance(40) else 0)))
        rows.append(row)
    return Table(name, columns, rows, rowtime="ts", delay=delay, late=delay <= disorder and disorder > 0)


def plain_table(name, dice):
    columns = base_columns(dice, nested=dice.chance(60))
    simple = all(c.kind.family in ("BOOLEAN", "INT", "BIGINT", "SMALLINT", "TINYINT", "DOUBLE", "FLOAT", "DECIMAL", "STRING", "DATE", "TIMESTAMP") for c in columns)
    rows = [random_row(dice, columns, number, wild=True) for number in range(1, dice.weighted([(1, 0), (9, 9), (9, 18)]) + 1)]
    return Table(name, columns, rows, form="csv" if simple else "json")


def values_table(name, dice):
    columns = base_columns(dice, nested=False)
    return Table(name, columns, [random_row(dice, columns, number, wild=True) for number in range(1, dice.number(3, 8))], form="values")


def changing_table(name, dice):
    """A changelog table with a primary key: debezium records that create, update and delete."""
    columns = [Column("id", INT, False), Column("k", STRING), Column("n", INT), Column("d1", DOUBLE), Column("e1", decimal(dice)), Column("s1", text(dice)),
               Column("b1", BOOLEAN)]
    return Table(name, columns, changes(dice, columns, dice.number(4, 25)), form="debezium-json", key="id", append=False)


def versioned_table(name, dice):
    """A versioned table: a primary key, an event time, and changes whose times rise."""
    columns = [Column("k", STRING, False), Column("n", INT), Column("s1", STRING), Column("ts", TIMESTAMP, False)]
    rows, held, now = [], {}, 0
    for _ in range(dice.number(3, 16)):
        now += dice.number(1, 12)
        key = dice.pick(KEYS)
        row = [key, None if dice.chance(12) else dice.number(-3, 12), dice.pick(KEYS), START + datetime.timedelta(seconds=now)]
        if key in held and dice.chance(15):
            gone = held.pop(key)
            rows.append(("d", gone[:3] + [row[3]], None))
        else:
            rows.append(("u" if key in held else "c", held.get(key), row))
            held[key] = row
    return Table(name, columns, rows, form="debezium-json", rowtime="ts", delay=dice.pick([0, 5]), key="k", append=False)


def changes(dice, columns, count):
    rows, held = [], {}
    for number in range(1, count + 1):
        if held and dice.chance(45):
            key = dice.pick(sorted(held))
            if dice.chance(30):
                rows.append(("d", held.pop(key), None))
                continue
            row = random_row(dice, columns, key, wild=False)
            rows.append(("u", held[key], row))
        else:
            key = number
            row = random_row(dice, columns, key, wild=False)
            rows.append(("c", None, row))
        held[key] = row
    return rows


def file_text(table):
    def as_object(row):
        return None if row is None else {c.name: to_json(c.kind, v) for c, v in zip(table.columns, row)}

    if table.form == "debezium-json":
        return "".join(json.dumps({"before": as_object(old), "after": as_object(new), "op": op}, ensure_ascii=False) + "\n" for op, old, new in table.rows)
    if table.form == "json":
        return "".join(json.dumps(as_object(row), ensure_ascii=False) + "\n" for row in table.rows)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in table.rows:
        writer.writerow(["NULL" if v is None else "true" if v is True else "false" if v is False else to_json(c.kind, v) for c, v in zip(table.columns, row)])
    return out.getvalue()


def declare(world, table):
    """Gives the table its statement, and the world its file."""
    if table.form == "values":
        names = ", ".join(c.name for c in table.columns)
        rows = ", ".join("(" + ", ".join(literal(c.kind, v) for c, v in zip(table.columns, row)) + ")" for row in table.rows)
        table.statement = (f"CREATE TEMPORARY VIEW {table.name} ({names}) AS SELECT * FROM (VALUES {rows}) AS v ({names})")
        return
    parts = [f"{c.name} {c.kind.sql}" + ("" if c.nullable or c.name != table.key else " NOT NULL") for c in table.columns]
    if table.key:
        parts.append(f"PRIMARY KEY ({table.key}) NOT ENFORCED")
    if table.rowtime:
        parts.append(f"WATERMARK FOR {table.rowtime} AS {table.rowtime}" + (f" - INTERVAL '{table.delay}' SECOND" if table.delay else ""))
    options = f"'connector' = 'filesystem', 'path' = '${{FILES}}/{table.file()}', 'format' = '{table.form}'"
    if table.form == "csv":
        options += ", 'csv.null-literal' = 'NULL'"
    world.files[table.file()] = file_text(table)
    table.statement = (f"CREATE TABLE {table.name} ({', '.join(parts)}) WITH ({options})")

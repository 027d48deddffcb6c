# SPDX-License-Identifier: Apache-2.0
"""Typed random expressions: a family wanted, columns in reach, a depth; text comes out."""
import re

import sql_types
from templates import TEMPLATES

SLOT = re.compile(r'''\{(#-?\d+\.\.-?\d+|'[^{}]*'|"[^{}]*"|[A-Za-z_]+)\}''')
COMPARABLE = ["INT", "INT", "BIGINT", "DOUBLE", "DECIMAL", "STRING", "STRING", "DATE", "TIMESTAMP", "TIME", "BOOLEAN", "LTZ"]
ANY = COMPARABLE + ["ARRAY_INT", "ARRAY_STRING", "MAP", "SMALLINT", "FLOAT"]
PLAIN = {"DECIMAL": sql_types.Type("DECIMAL", "DECIMAL(10, 2)", 2, 8), "CHAR": sql_types.Type("CHAR", "CHAR(3)", 3)}

# The shortest ways from one family to another.
CONVERSIONS = {
    "BOOLEAN": [("INT", "{} > 3"), ("STRING", "{} = 'a'"), ("DOUBLE", "{} < 4"), ("INT", "{} IS NULL"), ("INT", "{} <> 5")],
    "TINYINT": [("INT", "CAST({} AS TINYINT)")],
    "SMALLINT": [("INT", "CAST({} AS SMALLINT)")],
    "INT": [("STRING", "CHAR_LENGTH({})"), ("BIGINT", "CAST({} AS INT)"), ("DOUBLE", "CAST({} AS INT)")],
    "BIGINT": [("INT", "CAST({} AS BIGINT)"), ("TIMESTAMP", "EXTRACT(SECOND FROM {})")],
    "FLOAT": [("INT", "CAST({} AS FLOAT)"), ("DOUBLE", "CAST({} AS FLOAT)")],
    "DOUBLE": [("INT", "CAST({} AS DOUBLE)"), ("BIGINT", "CAST({} AS DOUBLE)"), ("DECIMAL", "CAST({} AS DOUBLE)")],
    "DECIMAL": [("INT", "CAST({} AS DECIMAL(10, 2))"), ("BIGINT", "CAST({} AS DECIMAL(19, 0))")],
    "STRING": [("INT", "CAST({} AS STRING)"), ("BIGINT", "CAST({} AS STRING)"), ("TIMESTAMP", "CAST({} AS STRING)")],
    "BYTES": [("STRING", "CAST({} AS BYTES)")],
    "DATE": [("TIMESTAMP", "CAST({} AS DATE)"), ("INT", "DATE '2024-02-28' + INTERVAL '1' DAY * MOD({}, 50)")],
    "TIME": [("TIMESTAMP", "CAST({} AS TIME)")],
    "TIMESTAMP": [("DATE", "CAST({} AS TIMESTAMP(3))"), ("LTZ", "CAST({} AS TIMESTAMP(3))"), ("INT", "TIMESTAMPADD(MINUTE, MOD({}, 500), TIMESTAMP '2024-02-29 23:58:00')")],
    "LTZ": [("TIMESTAMP", "CAST({} AS TIMESTAMP_LTZ(3))"), ("BIGINT", "TO_TIMESTAMP_LTZ({}, 3)")],
    "ARRAY_INT": [("INT", "ARRAY[{}, 1]"), ("INT", "ARRAY[{}]")],
    "ARRAY_STRING": [("STRING", "ARRAY[{}]"), ("STRING", "SPLIT({}, ' ')")],
    "MAP": [("INT", "MAP['a', {}]")],
}


def shapes():
    table = {}
    for family, lines in TEMPLATES.items():
        rows = []
        for line in filter(None, lines.splitlines()):
            body, _, weight = line.partition("   | ") if "   | " in line else line.rpartition(" | ") if re.search(r" \| \d+$", line) else (line, "", "")
            if "{never}" not in body:
                rows.append((int(weight or 1), body.strip()))
        table[family] = rows
    return table


SHAPES = shapes()


class Expressions:
    """`columns` are (text, family) in reach. Families 'CHAR' count as STRING."""

    def __init__(self, dice, columns):
        self.dice = dice
        self.columns = columns

    def of(self, family, depth):
        own = [text for text, kind in self.columns if kind == family or family == "STRING" and kind == "CHAR"]
        if depth <= 0 or self.dice.chance(25):
            if own and self.dice.chance(90):
                return self.dice.pick(own)
            if depth <= 0:
                return self.converted(family) if self.dice.chance(60) else self.constant(family)
        kind = self.dice.number(0, 99)
        if kind < 6:
            return f"CASE WHEN {self.of('BOOLEAN', depth - 1)} THEN {self.of(family, depth - 1)} ELSE {self.of(family, depth - 1)} END"
        if kind < 8:
            return f"CASE WHEN {self.of('BOOLEAN', depth - 1)} THEN {self.of(family, depth - 1)} END"
        if kind < 12:
            return f"COALESCE({self.of(family, depth - 1)}, {self.of(family, depth - 1)})"
        if kind < 14 and family not in ("MAP", "ROW", "ARRAY_INT", "ARRAY_STRING", "BYTES"):
            return f"NULLIF({self.of(family, depth - 1)}, {self.of(family, depth - 1)})"
        if kind < 17 and family not in ("MAP", "ROW", "ARRAY_INT", "ARRAY_STRING"):
            return f"IF({self.of('BOOLEAN', depth - 1)}, {self.of(family, depth - 1)}, {self.of(family, depth - 1)})"
        rows = SHAPES.get(family)
        if not rows:
            return self.dice.pick(own) if own else self.constant(family)
        return "(" + self.filled(self.dice.weighted(rows), family, depth) + ")" if family != "ROW" else self.filled(self.dice.weighted(rows), family, depth)

    def filled(self, shape, family, depth):
        def fill(match):
            slot = match[1]
            if slot[0] == "#":
                least, most = map(int, slot[1:].split(".."))
                return str(self.dice.number(least, most))
            if slot[0] in "'\"":
                return self.word(slot)
            if slot == "same":
                return self.of(family, depth - 1)
            if slot in ("compare", "between", "in", "distinct", "any"):
                return getattr(self, slot + "_")(depth - 1)
            if slot == "MAPITEM":
                maps = [text for text, kind in self.columns if kind == "MAP"]
                return f"{self.dice.pick(maps)}['{self.dice.pick('abz')}']" if maps else self.of("INT", depth - 1)
            if slot in ("ROWX", "ROWY"):
                rows = [text for text, kind in self.columns if kind == "ROW"]
                if rows:
                    return f"({self.dice.pick(rows)}).{slot[3].lower()}"
                return self.of({"X": "INT", "Y": "STRING"}[slot[3]], depth - 1)
            return self.of(slot, depth - 1)
        return SLOT.sub(fill, shape)

    def word(self, slot):
        """One of the alternatives: bare in '', a SQL text in "". """
        word = self.dice.pick(slot[1:-1].split(";"))
        return word if slot[0] == "'" else f"'{word}'"

    def converted(self, family):
        """A column of another family made into this one, if there is one."""
        ways = [f"({shape.replace('{}', text)})" for source, shape in CONVERSIONS.get(family, ()) for text, kind in self.columns if kind == source]
        return self.dice.pick(ways) if ways else self.constant(family)

    def constant(self, family):
        if family == "ROW":
            return sql_types.literal(sql_types.ROW, sql_types.value(sql_types.ROW, self.dice))
        kind = PLAIN.get(family) or getattr(sql_types, family)
        if self.dice.chance(6):
            return sql_types.literal(kind, None)
        return sql_types.literal(kind, sql_types.value(kind, self.dice))

    def compare_(self, depth):
        family = self.dice.pick(COMPARABLE)
        if family == "INT" and self.dice.chance(30):
            other = self.dice.pick(["BIGINT", "DOUBLE", "DECIMAL", "SMALLINT"])
            return f"{self.of('INT', depth)} {self.dice.pick(['=', '<>', '<', '<=', '>', '>='])} {self.of(other, depth)}"
        return f"{self.of(family, depth)} {self.dice.pick(['=', '<>', '<', '<=', '>', '>='])} {self.of(family, depth)}"

    def between_(self, depth):
        family = self.dice.pick(["INT", "DOUBLE", "STRING", "TIMESTAMP", "DATE"])
        negated = self.dice.pick(["", "", "NOT "])
        return f"{self.of(family, depth)} {negated}BETWEEN {self.of(family, 0)} AND {self.of(family, 0)}"

    def in_(self, depth):
        family = self.dice.pick(["INT", "STRING", "STRING", "DATE", "BIGINT"])
        kind = getattr(sql_types, family)
        items = ", ".join(sql_types.literal(kind, sql_types.value(kind, self.dice)) for _ in range(self.dice.number(1, 5)))
        return f"{self.of(family, depth)} {self.dice.pick(['IN', 'IN', 'NOT IN'])} ({items})"

    def distinct_(self, depth):
        family = self.dice.pick(["INT", "STRING", "DOUBLE", "DATE"])
        return f"{self.of(family, depth)} IS {self.dice.pick(['', 'NOT '])}DISTINCT FROM {self.of(family, depth)}"

    def any_(self, depth):
        families = sorted({kind for _, kind in self.columns if kind not in ("CHAR", "ROW")}) or ["INT"]
        return self.of(self.dice.pick(families), depth)

    def condition(self, depth=2):
        return self.of("BOOLEAN", depth)

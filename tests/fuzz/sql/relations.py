# SPDX-License-Identifier: Apache-2.0
"""Relations: a query under construction, with what must be known of it so that the next step is valid and its answer determined."""
from dataclasses import dataclass, replace

from expressions import ANY, Expressions

KEYED = ("BOOLEAN", "TINYINT", "SMALLINT", "INT", "BIGINT", "DECIMAL", "STRING", "CHAR", "DATE", "TIME", "TIMESTAMP", "LTZ")
SORTED = KEYED + ("DOUBLE", "FLOAT")


@dataclass
class Relation:
    """`sql` is what stands in a FROM: a table's name or a query in parentheses. columns are (name, family).
    append: insertions only. rowtime: the column that is a time attribute, or ''. late: rows can be behind the watermark.
    arrival: the order of rows of one key is determined. key: columns that identify a row."""
    sql: str
    columns: list
    append: bool = True
    rowtime: str = ""
    late: bool = False
    arrival: bool = True
    key: tuple = ()

    def reach(self, alias):
        return [(f"{alias}.{name}", family) for name, family in self.columns]

    def named(self, *families):
        return [name for name, family in self.columns if family in families]


class Maker:
    """Makes relations out of a world. Names are fresh in a script."""

    def __init__(self, dice, world, number=0):
        self.dice, self.world = dice, world
        self.number, self.prefix = 0, f"s{number}_"
        self.ctes, self.views = [], []
        self.compare = "table"
        self.unordered = False      # something in the script depends on the order in which rows arrive

    def fresh(self, letter="q"):
        self.number += 1
        return f"{letter}{self.number}"

    def table(self, table):
        columns = [(c.name, c.kind.family) for c in table.columns]
        return Relation(table.name, columns, table.append, table.rowtime, table.late, table.form != "values", (table.key,) if table.key else ("id",))

    def expressions(self, columns):
        return Expressions(self.dice, columns)

    def placed(self, query, relation, named=False):
        """Gives the relation a query as its text: in place, as a CTE or as a view; `named` where brackets will not do."""
        how = self.dice.number(0, 19 if named else 99)
        if how < 12:
            name = self.fresh("c")
            self.ctes.append(f"{name} AS ({query})")
            return replace(relation, sql=name)
        if how < 20:
            name = self.prefix + self.fresh("v")
            with_ = f"WITH {', '.join(self.ctes)} " if self.ctes else ""
            self.views.append(f"CREATE TEMPORARY VIEW {name} AS {with_}{query}")
            return replace(relation, sql=name)
        return replace(relation, sql=f"({query})")

    def final(self, query):
        return f"WITH {', '.join(self.ctes)} {query}" if self.ctes else query

    def timed(self, late=True):
        """A table with a time attribute, or None."""
        tables = self.world.timed(late or self.world.batch)
        return self.table(self.dice.pick(tables)) if tables else None

    def filtered(self, relation, named=False):
        """The same columns, fewer rows; the time attribute stays one."""
        alias = self.fresh()
        condition = self.expressions(relation.reach(alias)).condition()
        return self.placed(f"SELECT * FROM {relation.sql} AS {alias} WHERE {condition}", relation, named)

    def base(self, append=False):
        tables = [t for t in self.world.tables if not (t.key and t.rowtime) and (t.append or not append)]
        return self.table(self.dice.pick(tables))

    def projected(self, relation, keep_time=None, depth=2):
        """SELECT some expressions FROM relation WHERE some condition. Keeps the time attribute only where asked."""
        alias = self.fresh()
        keep_time = self.dice.chance(60) if keep_time is None else keep_time
        expressions = self.expressions(relation.reach(alias))
        items, columns, names = [], [], set()
        for name, family in self.dice.some(relation.columns, 2, 5):
            if name == relation.rowtime:
                continue
            items.append(f"{alias}.{name}")
            columns.append((name, family))
            names.add(name)
        for _ in range(self.dice.number(0, 3)):
            family = self.dice.pick(ANY)
            name = self.fresh("x")
            items.append(f"{expressions.of(family, depth)} AS {name}")
            columns.append((name, family))
        rowtime = ""
        if relation.rowtime and keep_time:
            items.append(f"{alias}.{relation.rowtime}")
            columns.append((relation.rowtime, dict(relation.columns)[relation.rowtime]))
            rowtime = relation.rowtime
        if not items:
            name, family = relation.columns[0]
            items.append(f"{alias}.{name} AS y0")
            columns.append(("y0", family))
        where = f" WHERE {expressions.condition()}" if self.dice.chance(55) else ""
        query = f"SELECT {', '.join(items)} FROM {relation.sql} AS {alias}{where}"
        key = relation.key if relation.key and set(relation.key) <= names else ()
        return self.placed(query, replace(relation, columns=columns, rowtime=rowtime, key=key))

    def untimed(self, relation):
        """The same rows without a time attribute."""
        if not relation.rowtime:
            return relation
        alias = self.fresh()
        items = []
        for name, family in relation.columns:
            if name == relation.rowtime:
                items.append(f"CAST({alias}.{name} AS {'TIMESTAMP(3)' if family == 'TIMESTAMP' else 'TIMESTAMP_LTZ(3)'}) AS {name}")
            else:
                items.append(f"{alias}.{name}")
        return self.placed(f"SELECT {', '.join(items)} FROM {relation.sql} AS {alias}", replace(relation, rowtime=""))

    def output(self, relation, alias=None):
        """The final SELECT of a relation: its columns, once more computed upon now and then."""
        alias = self.fresh()
        items = [f"{alias}.{name}" for name, _ in relation.columns]
        where = ""
        if self.dice.chance(20):
            expressions = self.expressions(relation.reach(alias))
            items += [f"{expressions.of(self.dice.pick(ANY), 2)} AS z{i}" for i in range(self.dice.number(1, 2))]
            if self.dice.chance(50):
                where = f" WHERE {expressions.condition()}"
        return self.final(f"SELECT {', '.join(items)} FROM {relation.sql} AS {alias}{where}")

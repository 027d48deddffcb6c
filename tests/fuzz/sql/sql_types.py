# SPDX-License-Identifier: Apache-2.0
"""The types a column can have: how each is spelled, and values of it as SQL literals, JSON and CSV.

Values are kept small and from small domains: keys must meet, and sums of floats must be exact whatever their order."""
import base64
import datetime
from dataclasses import dataclass

START = datetime.datetime(2024, 2, 28, 23, 59, 0)
WORDS = ["a", "b", "c", "ab", "Bob", "bob", "x y", "", " pad ", "10", "-7", "7.5", "2024-02-29", "true", "it's", "ä", "größe", "日本", "a,b,c",
         "k=v&w=z", "ABBA", "null", "1e2", "http://h.org:8080/p/a.txt?q=1#f", '{"a": 1, "b": [1, "x"]}', "%_", "tab\tx"]
KEYS = ["a", "b", "c", "d"]


@dataclass(frozen=True)
class Type:
    family: str        # BOOLEAN, INT, ..., STRING, CHAR, ARRAY_INT, ...
    sql: str           # as in a CREATE TABLE
    digits: int = 0    # fraction digits of decimals and timestamps, length of texts
    whole: int = 0     # whole digits of decimals


BOOLEAN, TINYINT, SMALLINT, INT, BIGINT = (Type(n, n) for n in ("BOOLEAN", "TINYINT", "SMALLINT", "INT", "BIGINT"))
FLOAT, DOUBLE, STRING, BYTES, DATE, TIME = (Type(n, n) for n in ("FLOAT", "DOUBLE", "STRING", "BYTES", "DATE", "TIME"))
TIMESTAMP, LTZ = Type("TIMESTAMP", "TIMESTAMP(3)", 3), Type("LTZ", "TIMESTAMP_LTZ(3)", 3)
ARRAY_INT, ARRAY_STRING = Type("ARRAY_INT", "ARRAY<INT>"), Type("ARRAY_STRING", "ARRAY<STRING>")
MAP, ROW = Type("MAP", "MAP<STRING, INT>"), Type("ROW", "ROW<x INT, y STRING>")
EXTREMES = {"TINYINT": (-128, 127), "SMALLINT": (-32768, 32767), "INT": (-2**31, 2**31 - 1), "BIGINT": (-2**63, 2**63 - 1)}
SCALARS = [BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, STRING, DATE, TIME, TIMESTAMP, LTZ]


def decimal(dice):
    whole, digits = dice.pick([(3, 2), (8, 2), (10, 0), (1, 4), (18, 6), (28, 10)])
    return Type("DECIMAL", f"DECIMAL({whole + digits}, {digits})", digits, whole)


def text(dice):
    length = dice.number(3, 12)
    return dice.weighted([(6, STRING), (2, Type("STRING", f"VARCHAR({length})", length)), (1, Type("CHAR", f"CHAR({length})", length))])


def random_type(dice, nested=True):
    """Any type of column."""
    makers = [(3, lambda: INT), (2, lambda: BIGINT), (1, lambda: SMALLINT), (1, lambda: TINYINT), (2, lambda: DOUBLE), (1, lambda: FLOAT),
              (2, lambda: decimal(dice)), (4, lambda: text(dice)), (1, lambda: BOOLEAN), (1, lambda: DATE), (1, lambda: TIME), (1, lambda: TIMESTAMP),
              (1, lambda: LTZ), (1, lambda: Type("TIMESTAMP", "TIMESTAMP(6)", 6))]
    if nested:
        makers += [(1, lambda: ARRAY_INT), (1, lambda: ARRAY_STRING), (1, lambda: MAP), (1, lambda: ROW), (1, lambda: BYTES)]
    return dice.weighted(makers)()


def value(kind, dice, wild=False):
    """A Python value of the type; never None."""
    family = kind.family
    if family == "BOOLEAN":
        return dice.chance(50)
    if family in EXTREMES:
        return dice.pick(EXTREMES[family]) if wild and dice.chance(4) else dice.number(-3, 12)
    if family in ("FLOAT", "DOUBLE"):
        return dice.number(-40, 80) / 4
    if family == "DECIMAL":
        most = 10 ** min(kind.whole, 4) - 1
        whole = dice.number(-9, 99) if dice.chance(80) else dice.number(-most, most)
        whole = max(-most, min(most, whole))
        return f"{whole}" + (f".{dice.number(0, 10 ** min(kind.digits, 4) - 1):0{min(kind.digits, 4)}d}" if kind.digits else "")
    if family in ("STRING", "CHAR"):
        word = dice.pick(WORDS if dice.chance(60) else KEYS)
        return word[:kind.digits].ljust(kind.digits) if family == "CHAR" else word[:kind.digits] if kind.digits else word
    if family == "BYTES":
        return dice.pick(WORDS).encode()
    if family == "DATE":
        return (START + datetime.timedelta(days=dice.number(-3, 40) if dice.chance(80) else dice.number(0, 4000))).date()
    if family == "TIME":
        return datetime.time(dice.number(0, 23), dice.number(0, 59), dice.pick([0, 1, 30, 59]))
    if family in ("TIMESTAMP", "LTZ"):
        fraction = dice.number(0, 999) * 1000 if kind.digits >= 3 and dice.chance(30) else 0
        if kind.digits >= 6 and fraction:
            fraction += dice.number(0, 999)
        return START + datetime.timedelta(seconds=dice.number(-100, 200000), microseconds=fraction)
    if family == "ARRAY_INT":
        return [None if dice.chance(15) else dice.number(-2, 5) for _ in range(dice.number(0, 4))]
    if family == "ARRAY_STRING":
        return [None if dice.chance(15) else dice.pick(WORDS) for _ in range(dice.number(0, 4))]
    if family == "MAP":
        return {key: None if dice.chance(15) else dice.number(0, 9) for key in dice.some(KEYS, 0, 3)}
    if family == "ROW":
        return {"x": None if dice.chance(15) else dice.number(0, 9), "y": None if dice.chance(15) else dice.pick(WORDS)}
    raise ValueError(family)


def moment(when, digits):
    fraction = f".{when.microsecond:06d}"[:digits + 1].rstrip("0").rstrip(".") if digits else ""
    return when.strftime("%Y-%m-%d %H:%M:%S") + fraction


def to_json(kind, v):
    if v is None:
        return None
    if kind.family == "BYTES":
        return base64.b64encode(v).decode()
    if kind.family == "TIMESTAMP":
        return moment(v, kind.digits)
    if kind.family == "LTZ":
        return moment(v, kind.digits) + "Z"
    if kind.family in ("DATE", "TIME"):
        return v.isoformat()
    if kind.family == "DECIMAL":
        return v            # as text: JSON numbers would pass through doubles
    return v


def literal(kind, v):
    """The value as a SQL expression of exactly this type."""
    if v is None:
        return f"CAST(NULL AS {kind.sql})"
    family = kind.family
    if family == "BOOLEAN":
        return "TRUE" if v else "FALSE"
    if family == "INT":
        return str(v) if v >= 0 else f"({v})"
    if family in ("TINYINT", "SMALLINT", "BIGINT", "FLOAT", "DOUBLE"):
        return f"CAST({v} AS {kind.sql})" if v != EXTREMES.get(family, (None,))[0] else f"CAST('{v}' AS {kind.sql})"
    if family == "DECIMAL":
        return f"CAST({v} AS {kind.sql})"
    if family in ("STRING", "CHAR"):
        quoted = "'" + v.replace("'", "''") + "'"
        return quoted if family == "STRING" and not kind.digits else f"CAST({quoted} AS {kind.sql})"
    if family == "BYTES":
        return f"x'{v.hex()}'"
    if family in ("DATE", "TIME"):
        return f"{family} '{v.isoformat()}'"
    if family == "TIMESTAMP":
        return f"CAST(TIMESTAMP '{moment(v, kind.digits)}' AS {kind.sql})"
    if family == "LTZ":
        return f"CAST(TIMESTAMP '{moment(v, kind.digits)}' AS {kind.sql})"
    if family == "ARRAY_INT":
        return "ARRAY[" + ", ".join(literal(INT, x) for x in v) + "]" if v else "CAST(ARRAY[1] AS ARRAY<INT>)"
    if family == "ARRAY_STRING":
        return "ARRAY[" + ", ".join(literal(STRING, x) for x in v) + "]" if v else "ARRAY['']"
    if family == "MAP":
        return "MAP[" + ", ".join(f"'{k}', {literal(INT, x)}" for k, x in v.items()) + "]" if v else "MAP['z', 0]"
    if family == "ROW":
        return f"CAST(ROW({literal(INT, v['x'])}, {literal(STRING, v['y'])}) AS {kind.sql})"
    raise ValueError(family)

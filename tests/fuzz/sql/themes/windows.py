# SPDX-License-Identifier: Apache-2.0
"""Window table functions: aggregation with keys and grouping sets, cascades by window_time, window top-N, deduplication and joins."""
from relations import Relation
from steps import aggregate_calls, group_keys

BATCH = True


def build(maker):
    dice = maker.dice
    shape = dice.number(0, 99)
    if shape < 15:
        return maker.output(window_join(maker))
    if shape < 25:
        return maker.output(window_rows(maker))
    relation = window_aggregate(maker)
    if relation.rowtime and dice.chance(35):
        relation = window_aggregate(maker, relation)
    if dice.chance(25) and relation.key:
        relation = window_top(maker, relation)
    return maker.output(relation)


def window_call(maker, relation, partition, small=True, kinds=("TUMBLE", "HOP", "CUMULATE", "SESSION")):
    dice = maker.dice
    kind = dice.weighted([(4, "TUMBLE"), (2, "HOP"), (2, "CUMULATE"), (0 if maker.world.batch else 2, "SESSION")])
    kind = kind if kind in kinds else kinds[0]
    unit = dice.pick([5, 10, 30]) if small else dice.pick([60, 120])
    seconds = lambda n: f"INTERVAL '{n}' SECOND" if n < 60 or n % 60 else f"INTERVAL '{n // 60}' MINUTE"
    sizes = {"TUMBLE": [seconds(unit)], "HOP": [seconds(unit), seconds(unit * dice.number(2, 4))], "CUMULATE": [seconds(unit), seconds(unit * dice.number(2, 4))],
             "SESSION": [seconds(dice.number(2, 12) if small else unit)]}[kind]
    if kind != "SESSION" and dice.chance(20):
        sizes.append(f"INTERVAL '{dice.number(1, 4)}' SECOND")
    data = f"TABLE {relation.sql}" + (f" PARTITION BY {', '.join(partition)}" if kind == "SESSION" and partition else "")
    return kind, f"TABLE({kind}({data}, DESCRIPTOR({relation.rowtime}), {', '.join(sizes)}))"


def windowed_source(maker, late=True):
    relation = maker.timed(late)
    if maker.dice.chance(35):
        relation = maker.filtered(relation, named=True)
    return relation


def window_aggregate(maker, over=None):
    dice = maker.dice
    relation = over or windowed_source(maker)
    if relation.sql.startswith("("):
        relation = maker.placed(f"SELECT * FROM {relation.sql}", relation, named=True)
    a = maker.fresh()
    own = [n for n, f in relation.columns if n in ("k", "n") or over and f in ("STRING", "INT") and n != relation.rowtime]
    keys = dice.some(own, 0, 2) if own else []
    kind, call = window_call(maker, relation, keys, small=over is None)
    families = dict(relation.columns)
    group, sets = [f"{a}.{k}" for k in keys], ""
    if keys and kind != "SESSION" and dice.chance(15):
        sets = dice.pick([f"ROLLUP({', '.join(group)})", f"CUBE({', '.join(group)})", f"GROUPING SETS (({', '.join(group)}), ())"])
    calls = aggregate_calls(maker, relation, a, dice.number(1, 3), ordered=kind == "TUMBLE" and not over, distinct=not sets)
    names = [(maker.fresh("g"), families[k]) for k in keys] + [(maker.fresh("a"), f) for _, f in calls]
    start, end, time = maker.fresh("ws"), maker.fresh("we"), maker.fresh("wt")
    with_time = dice.chance(60) and not sets
    items = [f"{a}.window_start AS {start}", f"{a}.window_end AS {end}"]
    items += [f"{text} AS {name}" for text, (name, _) in zip(group + [t for t, _ in calls], names)]
    groups = [f"{a}.window_start", f"{a}.window_end"] + ([sets] if sets else group)
    columns = [(start, "TIMESTAMP"), (end, "TIMESTAMP")] + names
    if with_time:
        items.append(f"{a}.window_time AS {time}")
        groups.append(f"{a}.window_time")
        columns.append((time, families[relation.rowtime]))
    having = f" HAVING COUNT(*) > {dice.number(0, 2)}" if dice.chance(15) else ""
    where = f" WHERE {maker.expressions([(f'{a}.{n}', f) for n, f in relation.columns]).of('BOOLEAN', 1)}" if dice.chance(20) else ""
    query = f"SELECT {', '.join(items)} FROM {call} AS {a}{where} GROUP BY {', '.join(groups)}{having}"
    key = () if sets else (start, end) + tuple(n for n, _ in names[:len(keys)])
    result = Relation("", [c for c in columns if c[1] not in ("ARRAY", "REAL")], rowtime=time if with_time else "", arrival=False, key=key)
    return maker.placed(query, result, named=with_time)


def window_top(maker, relation):
    """The first rows of each window by a total order."""
    dice, a, q, rank = maker.dice, maker.fresh(), maker.fresh(), maker.fresh("rn")
    start, end = relation.key[:2]
    order = [f"{a}.{n}{dice.pick(['', ' DESC'])}" for n, f in relation.columns if n not in relation.key and n != relation.rowtime and f in ("BIGINT", "INT", "DECIMAL", "STRING")]
    order = order[:dice.number(0, 2)] + [f"{a}.{n}" for n in relation.key[2:]] or [f"{a}.{start}"]
    items = ", ".join(f"{q}.{n}" for n, _ in relation.columns if n != relation.rowtime)
    query = (f"SELECT {items}, {q}.{rank} FROM (SELECT {a}.*, ROW_NUMBER() OVER (PARTITION BY {a}.{start}, {a}.{end} ORDER BY {', '.join(order)}) AS {rank} "
             f"FROM {relation.sql} AS {a}) AS {q} WHERE {q}.{rank} <= {dice.number(1, 3)}")
    return maker.placed(query, Relation("", [c for c in relation.columns if c[0] != relation.rowtime] + [(rank, "BIGINT")], arrival=False))


def window_rows(maker):
    """Rows with their windows; now and then only the first or last of each."""
    dice, relation = maker.dice, windowed_source(maker)
    kinds = ("TUMBLE", "HOP", "CUMULATE")
    a, q, rank = maker.fresh(), maker.fresh(), maker.fresh("rn")
    _, call = window_call(maker, relation, [], kinds=kinds)
    columns = [c for c in relation.columns if c[0] != relation.rowtime] + [("window_start", "TIMESTAMP"), ("window_end", "TIMESTAMP")]
    items = ", ".join(f"{q}.{n}" for n, _ in columns)
    if dice.chance(50):
        query = f"SELECT {items} FROM {call} AS {q}"
    else:
        order = f"{a}.n DESC, {a}.id" if dice.chance(50) or maker.world.batch else f"{a}.{relation.rowtime} {dice.pick(['ASC', 'DESC'])}"
        bound = 1 if order.startswith(f"{a}.{relation.rowtime}") else dice.number(1, 2)
        query = (f"SELECT {items} FROM (SELECT {a}.*, ROW_NUMBER() OVER (PARTITION BY {a}.window_start, {a}.window_end, {a}.k ORDER BY {order}) AS {rank} "
                 f"FROM {call} AS {a}) AS {q} WHERE {q}.{rank} <= {bound}")
    return maker.placed(query, Relation("", columns, arrival=False))


def window_join(maker):
    dice = maker.dice
    # Two inputs: which row is late would depend on how they interleave.
    left, right = maker.timed(late=False), maker.timed(late=False)
    if not left or not right or dict(left.columns)[left.rowtime] != dict(right.columns)[right.rowtime]:
        return window_aggregate(maker)
    a, b = maker.fresh("l"), maker.fresh("r")
    state = dice.random.getstate()
    kind, first = window_call(maker, left, [], kinds=("TUMBLE", "HOP", "CUMULATE"))
    dice.random.setstate(state)
    _, second = window_call(maker, right, [], kinds=("TUMBLE", "HOP", "CUMULATE"))
    how = dice.pick(["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "IN", "NOT EXISTS"])
    if how == "IN":
        query = (f"SELECT {a}.id, {a}.k, {a}.window_start FROM {first} AS {a} WHERE {a}.k IN (SELECT {b}.k FROM {second} AS {b} "
                 f"WHERE {a}.window_start = {b}.window_start AND {a}.window_end = {b}.window_end)")
        return maker.placed(query, Relation("", [("id", "INT"), ("k", "STRING"), ("window_start", "TIMESTAMP")], arrival=False))
    if how == "NOT EXISTS":
        query = (f"SELECT {a}.id, {a}.k, {a}.window_start FROM {first} AS {a} WHERE NOT EXISTS (SELECT {b}.k FROM {second} AS {b} "
                 f"WHERE {a}.k = {b}.k AND {a}.window_start = {b}.window_start AND {a}.window_end = {b}.window_end)")
        return maker.placed(query, Relation("", [("id", "INT"), ("k", "STRING"), ("window_start", "TIMESTAMP")], arrival=False))
    extra = f" AND {maker.expressions(left.reach(a) + right.reach(b)).of('BOOLEAN', 1)}" if dice.chance(25) else ""
    query = (f"SELECT {a}.id AS lid, {b}.id AS rid, {a}.n AS lx, {b}.k AS rk, COALESCE({a}.window_start, {b}.window_start) AS ws "
             f"FROM (SELECT * FROM {first}) AS {a} {how} (SELECT * FROM {second}) AS {b} "
             f"ON {a}.k = {b}.k AND {a}.window_start = {b}.window_start AND {a}.window_end = {b}.window_end{extra}")
    return maker.placed(query, Relation("", [("lid", "INT"), ("rid", "INT"), ("lx", "INT"), ("rk", "STRING"), ("ws", "TIMESTAMP")], arrival=False))

# SPDX-License-Identifier: Apache-2.0
"""Makes a script smaller while it still differs in the same way."""
import re
import time
from dataclasses import replace

from engines import difference
from sql_tree import smaller


def gist(message):
    """A message without what is peculiar to the script."""
    return re.sub(r"'[^']*'|\"[^\"]*\"|`[^`]*`|<[^>]*>|[A-Za-z_]*\d[\w.:]*", "_", message)[:80]


def kind_of(want, got, compare):
    if got.crash:
        return "crash"
    if bool(want.error) != bool(got.error):
        return "first fails: " + gist(want.error) if want.error else "second fails: " + gist(got.error)
    why = difference(want, got, compare)
    return why and ("columns" if why.startswith("columns") else "rows")


def route_kind(weir, route):
    return lambda script, known=None: kind_of(weir.answer(script), weir.answer(script, route), script.compare)


def flink_kind(weir, flink):
    def kind(script, known=None):
        got = weir.answer(script)
        # What Weir alone can rule out need not be asked.
        if known and known != "crash" and (got.crash or bool(got.error) != known.startswith("second") or got.error and not known.endswith(gist(got.error))):
            return None
        if known == "crash":
            return "crash" if got.crash else None
        try:
            flink.ask([script])
        except (OSError, RuntimeError):
            return None
        want = flink.kept(script)
        return want and kind_of(want, got, script.compare)
    return kind


def candidates(script):
    """Smaller scripts, coarse cuts first."""
    for i in range(len(script.before)):
        yield replace(script, before=script.before[:i] + script.before[i + 1:])
    for i in range(len(script.views)):
        yield replace(script, views=script.views[:i] + script.views[i + 1:])
    for text in smaller(script.query):
        if re.match(r"(SELECT|WITH|VALUES)\b", text):
            yield replace(script, query=text)
    for name, content in script.files.items():
        yield from fewer_lines(script, name, content.splitlines(keepends=True))
    for i, view in enumerate(script.views):
        head, mark, body = view.partition(" AS ")
        for text in smaller(body):
            yield replace(script, views=script.views[:i] + [head + mark + text] + script.views[i + 1:])
    for i, statement in enumerate(script.before):
        for text in smaller(statement):
            yield replace(script, before=script.before[:i] + [text] + script.before[i + 1:])


def fewer_lines(script, name, lines):
    size = len(lines) // 2
    while size > 0:
        for at in range(0, len(lines), size):
            yield replace(script, files={**script.files, name: "".join(lines[:at] + lines[at + size:])})
        size //= 2


def weight(script):
    return sum(len(s) for s in script.statements()) + sum(len(c) for c in script.files.values())


def tidy(script):
    """Without files that no statement names."""
    rest = " ".join(script.statements())
    return replace(script, files={n: c for n, c in script.files.items() if f"/{n}'" in rest})


def reduced(script, kind, seconds):
    """The smallest script found with the same kind of difference, or None if it has none."""
    until, known, tried = time.time() + seconds, kind(script), set()
    if not known:
        return None
    again = True
    while again and time.time() < until:
        again = False
        for candidate in map(tidy, candidates(script)):
            key = candidate.key()
            if key in tried or weight(candidate) >= weight(script):
                continue
            tried.add(key)
            if time.time() > until:
                break
            if kind(candidate, known) == known:
                script, again = candidate, True
                break
    return replace(script, name=f"{script.name}: {known}")

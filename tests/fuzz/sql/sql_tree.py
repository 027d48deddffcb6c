# SPDX-License-Identifier: Apache-2.0
"""A statement as a tree of brackets, and the ways to make it smaller. Knows little of SQL: brackets, CASE ... END, commas, clauses, operators."""
import re

TOKEN = re.compile(r"'(?:[^']|'')*'|`[^`]*`|\s+|[A-Za-z_0-9.$]+|<>|<=|>=|\|\||=>|.", re.S)
CLAUSES = ("FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "UNION", "INTERSECT", "EXCEPT", "FILTER", "OVER", "ON", "JOIN", "LEFT", "RIGHT", "FULL", "INNER",
           "CROSS", "PARTITION", "MEASURES", "AFTER", "PATTERN", "DEFINE", "WITHIN", "WINDOW", "OFFSET", "ROWS", "RANGE", "QUALIFY")
OPERATORS = ("AND", "OR", "+", "-", "*", "/", "||", "=", "<>", "<", "<=", ">", ">=", "UNION", "INTERSECT", "EXCEPT")
OPEN, CLOSE = ("(", "[", "CASE"), (")", "]", "END")


def parsed(text):
    """Nested lists of tokens; a bracket is a list that begins and ends with its brackets. Blanks are dropped."""
    stack = [[]]
    for token in TOKEN.findall(text):
        if token.isspace():
            continue
        if token in OPEN:
            stack.append([token])
        elif token in CLOSE and len(stack) > 1:
            group = stack.pop() + [token]
            stack[-1].append(group)
        else:
            stack[-1].append(token)
    while len(stack) > 1:
        group = stack.pop()
        stack[-1].append(group)
    return stack[0]


def written(tree):
    flat = []

    def walk(node):
        for item in node:
            walk(item) if isinstance(item, list) else flat.append(item)
    walk(tree)
    text = ""
    for token in flat:
        glued = token in ",)]." or text.endswith(("(", "[")) or token == "[" or token == "(" and re.search(r"[A-Za-z_0-9]$", text) and not re.search(
            r"\b(AND|OR|NOT|IN|AS|FROM|SELECT|WHERE|ON|BY|THEN|ELSE|WHEN|JOIN|VALUES|UNION|ALL|EXISTS|OVER|FILTER|SETS|BETWEEN|DISTINCT|LIKE|CASE|TABLE)$", text)
        text += token if glued or not text else " " + token
    return text


def smaller(text):
    """Texts with something taken out, what takes out most first."""
    tree = parsed(text)
    found = {}
    for path, node in groups(tree, ()):
        for body in shrunk(node, outermost=not path):
            candidate = written(replaced(tree, path, body))
            if len(candidate) < len(text):
                found[candidate] = None
    return sorted(found, key=len)


def groups(node, path):
    yield path, node
    for i, item in enumerate(node):
        if isinstance(item, list):
            yield from groups(item, path + (i,))


def replaced(node, path, body):
    """The tree with the node at `path` replaced by the tokens `body`."""
    if not path:
        return body
    at = path[0]
    if len(path) == 1:
        return node[:at] + body + node[at + 1:]
    return node[:at] + [replaced(node[at], path[1:], body)] + node[at + 1:]


def shrunk(node, outermost):
    """Smaller bodies for a bracket or for the whole."""
    first, last = (0, len(node)) if outermost else (1, len(node) - 1)
    inner = node[first:last]

    def with_inner(items):
        return items if outermost else [node[:1] + items + node[last:]]
    if not outermost:
        if node[0] == "CASE":
            yield from ([part] if isinstance(part, list) else part for part in case_parts(inner))
        elif inner and inner[0] == "SELECT":
            pass
        elif node[0] == "(":
            for part in split(inner, ","):
                yield part
            yield from ([item] for item in inner if isinstance(item, list) and item[0] == "(")
            if len(inner) > 1:
                yield ["NULL"]
    for i, item in enumerate(inner):                       # hoist: a call becomes one of its arguments
        if isinstance(item, list) and item[0] in "([" and i > 0 and isinstance(inner[i - 1], str) and re.match(r"\w", inner[i - 1]):
            for part in split(item[1:-1], ","):
                yield with_inner(inner[:i - 1] + ([part[:part.index("AS")]] if "AS" in part else [part])[0] + inner[i + 1:])
        if isinstance(item, list) and outermost and len(item) > 2 and item[1] in ("SELECT", "WITH"):
            yield item[1:-1]
        if item == "NOT" or item == "DISTINCT":
            yield with_inner(inner[:i] + inner[i + 1:])
        if isinstance(item, list) and item[0] == "[":
            yield with_inner(inner[:i] + inner[i + 1:])
    if outermost and inner and inner[0] == "WITH":         # a CTE's body alone
        for item in inner:
            if isinstance(item, list):
                yield item[1:-1]
    marks = [i for i, item in enumerate(inner) if item in CLAUSES]
    for n, start in enumerate(marks):                      # without a clause
        for end in marks[n + 1:n + 3] + [len(inner)]:
            yield with_inner(inner[:start] + inner[end:])
    starts = [0] + [i + 1 for i, item in enumerate(inner) if item in ("SELECT", "BY", "MEASURES", "DEFINE", "AS", "DISTINCT")]
    for start in starts:                                   # without an item of a list
        end = next((i for i in range(start, len(inner)) if inner[i] in CLAUSES), len(inner))
        parts = split(inner[start:end], ",")
        if len(parts) > 1:
            for leave in range(len(parts)):
                kept = [p for i, p in enumerate(parts) if i != leave]
                yield with_inner(inner[:start] + joined(kept) + inner[end:])
            if len(parts) > 3:
                for half in (parts[:len(parts) // 2], parts[len(parts) // 2:]):
                    yield with_inner(inner[:start] + joined(half) + inner[end:])
    for i, item in enumerate(inner):                       # one side of an operator
        if item in OPERATORS:
            begin = max([j + 1 for j in range(i) if breaks(inner[j])] or [0])
            end = min([j for j in range(i + 1, len(inner)) if breaks(inner[j])] or [len(inner)])
            yield with_inner(inner[:begin] + inner[i + 1:])
            yield with_inner(inner[:i] + inner[end:])


def breaks(item):
    return item in CLAUSES or item in (",", "SELECT", "WHEN", "THEN", "ELSE", "AND", "OR", "AS", "BY")


def case_parts(inner):
    marks = [i for i, item in enumerate(inner) if item in ("WHEN", "THEN", "ELSE")] + [len(inner)]
    return [inner[a + 1:b] for a, b in zip(marks, marks[1:])]


def split(items, separator):
    parts, current = [], []
    for item in items:
        if item == separator:
            parts.append(current)
            current = []
        else:
            current.append(item)
    return [p for p in parts + [current] if p]


def joined(parts):
    return [token for i, part in enumerate(parts) for token in ([","] if i else []) + part]

# SPDX-License-Identifier: Apache-2.0
"""A script: settings, statements, one query, and the files that it reads. Its text holds the files in comments, so that it stands alone."""
import hashlib
import re
from dataclasses import dataclass, field

from dice import Dice
from relations import Maker
from themes import all_themes, theme
from world import make_world

WORLD_QUERIES = 8       # seeds that share a world, and so a session of the peer


@dataclass
class Script:
    name: str
    before: list                        # SET, CREATE TABLE ...: shared by the seeds of a world
    views: list                         # of this script alone
    query: str
    files: dict = field(default_factory=dict)
    compare: str = "table"
    unordered: bool = False             # the answer depends on the order of arrival: not on parallel routes

    def statements(self):
        return self.before + self.views + [self.query]

    def text(self):
        lines = [f"-- title: {self.name}", f"-- compare: {self.compare}"]
        if self.unordered:
            lines.append("-- order: sensitive")
        for name, content in sorted(self.files.items()):
            lines.append(f"-- file: {name}")
            lines += [f"-- | {line}" for line in content.split("\n")[:-1]]
        return "\n".join(lines) + "\n" + "".join(s + ";\n" for s in self.statements())

    def key(self):
        return hashlib.sha256(self.text().split("\n", 1)[1].encode()).hexdigest()[:24]


def parse(text, split):
    """The script of a text; `split` cuts it into statements."""
    files, current = {}, None
    for line in text.splitlines():
        if line.startswith("-- file: "):
            current = line[9:]
            files[current] = ""
        elif line.startswith("-- | ") or line == "-- |":
            files[current] += line[5:] + "\n"
    statements = split(text)
    found = re.search(r"^-- title: (.*)$", text, re.M), re.search(r"^-- compare:\s*(\w+)", text, re.M)
    return Script(found[0][1] if found[0] else "script", statements[:-1], [], statements[-1], files, found[1][1] if found[1] else "table",
                  bool(re.search(r"^-- order: sensitive", text, re.M)))


def script(name, seed):
    """The script of a theme and a seed."""
    module = theme(name)
    turn = seed // WORLD_QUERIES
    batch = module.BATCH == "only" or module.BATCH and turn % 4 == 3
    world = make_world(Dice("world", name, turn), batch)
    maker = Maker(Dice("script", name, seed), world, seed)
    query = module.build(maker)
    words = set(re.findall(r"\w+", " ".join(maker.views + [query])))
    used = [table for table in world.tables if table.name in words]
    files = {table.file(): world.files[table.file()] for table in used if table.file()}
    return Script(f"{name} {seed}", world.settings + [table.statement for table in used], maker.views, query, files, maker.compare, maker.unordered)


def named(texts):
    """Scripts named on the command line: THEME:FROM-TO, THEME:SEED or all:FROM-TO."""
    for text in texts:
        name, _, range_ = text.partition(":")
        least, _, most = range_.partition("-")
        for chosen in all_themes() if name == "all" else [name]:
            for seed in range(int(least), int(most or least) + 1):
                yield chosen, seed

# SPDX-License-Identifier: Apache-2.0
"""Random choices that depend on their key alone, so that a script is a function of its theme and seed."""
import random


class Dice:
    def __init__(self, *key):
        self.random = random.Random("/".join(str(part) for part in key))

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def number(self, least, most):
        return self.random.randint(least, most)

    def pick(self, things):
        return self.random.choice(things)

    def weighted(self, pairs):
        """One of (weight, thing)."""
        at = self.random.randrange(sum(weight for weight, _ in pairs))
        for weight, thing in pairs:
            at -= weight
            if at < 0:
                return thing

    def some(self, things, least=1, most=None):
        """A few of the things, in their order."""
        most = len(things) if most is None else min(most, len(things))
        chosen = self.random.sample(range(len(things)), self.number(min(least, most), most))
        return [things[i] for i in sorted(chosen)]

    def shuffled(self, things):
        return self.random.sample(things, len(things))

from dataclasses import dataclass
from functools import cache

from measures import Claim, outcome


@dataclass
class Order:
    number: int

    @cache
    def total(self):
        return self.number


@dataclass(frozen=True)
class FrozenOrder:
    number: int

    @cache
    def total(self):
        return self.number


def called(kind):
    kind(1).total()


CLAIMS = [Claim("First call of the method: `@dataclass`, `@dataclass(frozen=True)`", outcome, lambda: called(Order), lambda: called(FrozenOrder))]

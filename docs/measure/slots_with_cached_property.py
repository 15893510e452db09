from functools import cached_property

from measures import Claim, outcome


class Slotted:
    __slots__ = ("x",)

    @cached_property
    def length(self):
        return 1


class WithDict:
    __slots__ = ("x", "__dict__")

    @cached_property
    def length(self):
        return 1


CLAIMS = [Claim("First read of the property: `__slots__` without, with `__dict__`", outcome, lambda: outcome_of(Slotted), lambda: outcome_of(WithDict))]


def outcome_of(kind):
    kind().length

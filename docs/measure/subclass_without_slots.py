from collections import namedtuple

from measures import Claim, kept_each

Pair = namedtuple("Pair", "x y")


class OpenPair(Pair):
    pass


class ClosedPair(Pair):
    __slots__ = ()


class OpenName(str):
    pass


class ClosedName(str):
    __slots__ = ()


CLAIMS = [
    Claim("An instance of a subclass of a named tuple of two: without, with `__slots__ = ()`", kept_each, lambda: OpenPair(1, 2), lambda: ClosedPair(1, 2), times=1.05),
    Claim("The same for a subclass of `str`", kept_each, lambda: OpenName("a name"), lambda: ClosedName("a name"), times=1.05),
]

import weakref

from measures import Claim, outcome


class Point:
    __slots__ = ("x", "y")


class OpenPoint:
    __slots__ = ("x", "y", "__weakref__")


class Rows(list):
    pass


def refer(thing):
    weakref.ref(thing)


CLAIMS = [
    Claim("`weakref.ref` of a slotted instance: without, with `__weakref__`", outcome, lambda: refer(Point()), lambda: refer(OpenPoint())),
    Claim("`weakref.ref` of a list: `list`, subclass of `list`", outcome, lambda: refer([]), lambda: refer(Rows())),
]

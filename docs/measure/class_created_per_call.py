import weakref
from collections import namedtuple

from measures import Claim, alive, kept_each

Pair = namedtuple("Pair", "a b")


def classes():
    return [weakref.ref(namedtuple("Pair", "a b")) for _ in range(10)]


def one_class():
    return [weakref.ref(object_of_pair()) for _ in range(10)]


class Holder:
    pass


def object_of_pair():
    holder = Holder()
    holder.pair = Pair(1, 2)
    return holder


CLAIMS = [
    Claim("Alive of 10 dropped before the collector runs: classes made by `namedtuple()`, objects with an instance of one class", alive, classes, one_class),
    Claim("One of them: a class, an instance", kept_each, lambda: type("Pair", (), {}), lambda: Pair(1, 2), times=5),
]

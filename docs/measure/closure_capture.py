import atexit
import weakref

from measures import Claim, alive_after_collection, kept


def whole():
    data = list(range(100_000))
    return lambda: len(data)


def extracted():
    data = list(range(100_000))
    size = len(data)
    return lambda: size


class Registered:
    def __init__(self):
        atexit.register(self.close)

    def close(self):
        pass


class Finalized:
    def __init__(self):
        weakref.finalize(self, print, end="")


CLAIMS = [
    Claim("Kept by a callback that wants the length of 100,000 numbers: the list, the length", kept, whole, extracted),
    Claim("Alive of 10 dropped objects: `atexit.register(self.close)`, `weakref.finalize`", alive_after_collection,
          lambda: [weakref.ref(Registered()) for _ in range(10)], lambda: [weakref.ref(Finalized()) for _ in range(10)]),
]

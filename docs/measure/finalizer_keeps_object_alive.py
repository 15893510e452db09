import weakref

from measures import Claim, alive_after_collection


class Bound:
    def __init__(self):
        weakref.finalize(self, self.remove)

    def remove(self):
        pass


class Free:
    def __init__(self):
        weakref.finalize(self, str, "path")


def dropped(kind):
    return [weakref.ref(kind()) for _ in range(10)]


CLAIMS = [
    Claim("Alive of 10 dropped objects: `finalize(self, self.remove)`, `finalize(self, function, path)`", alive_after_collection,
          lambda: dropped(Bound), lambda: dropped(Free)),
]

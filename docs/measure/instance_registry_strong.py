import weakref

from measures import Claim, alive_after_collection

LIMITERS = set()
WEAK_LIMITERS = weakref.WeakSet()


class Limiter:
    def __init__(self, registry):
        registry.add(self)


def limiters(registry):
    return [weakref.ref(Limiter(registry)) for _ in range(10)]


CLAIMS = [
    Claim("Of 10 instances that nobody else has, alive after the collector has run: in a set of the module, in a `WeakSet`",
          alive_after_collection, lambda: limiters(LIMITERS), lambda: limiters(WEAK_LIMITERS)),
]

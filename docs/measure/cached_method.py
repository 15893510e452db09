import weakref
from functools import cache, cached_property, lru_cache

from measures import Claim, alive_after_collection


class Forever:
    @cache
    def total(self):
        return 1


class Last128:
    @lru_cache
    def total(self):
        return 1


class InTheInstance:
    @cached_property
    def total(self):
        return 1


def use(kind):
    """300 objects are made, asked and dropped."""
    references = []
    for _ in range(300):
        thing = kind()
        thing.total() if callable(thing.total) else thing.total
        references.append(weakref.ref(thing))
    return references


CLAIMS = [
    Claim("Alive of 300 dropped instances: `cache`, `cached_property`", alive_after_collection, lambda: use(Forever), lambda: use(InTheInstance)),
    Claim("The same: `lru_cache` with its 128 entries, `cached_property`", alive_after_collection, lambda: use(Last128), lambda: use(InTheInstance)),
]

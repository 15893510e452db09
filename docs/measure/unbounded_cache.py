from functools import lru_cache

from measures import Claim, kept

CACHE = {}


def unbounded(key):
    if key not in CACHE:
        CACHE[key] = str(key) * 10
    return CACHE[key]


@lru_cache(maxsize=1000)
def bounded(key):
    return str(key) * 10


def ask(function):
    for key in range(20_000):
        function(key)


CLAIMS = [Claim("Kept after 20,000 different keys: module's `dict`, `lru_cache(maxsize=1000)`", kept, lambda: ask(unbounded), lambda: ask(bounded), times=5)]

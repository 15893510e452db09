import functools
import json

from measures import Claim, kept

TEXT = json.dumps([f"word {i}" for i in range(500)])


class Eager:
    def __init__(self):
        self.words = json.loads(TEXT)


class Lazy:
    @functools.cached_property
    def words(self):
        return json.loads(TEXT)


def eager():
    return [Eager() for _ in range(50)]


def lazy():
    return [Lazy() for _ in range(50)]


CLAIMS = [Claim("Kept by 50 instances with 500 words each, which nobody asked for: loaded at once, when asked for", kept, eager, lazy, times=20)]

import weakref
from contextvars import ContextVar

from measures import Claim, alive_after_collection

SPAN = ContextVar("span")


class Span:
    pass


def many(variable):
    references = []
    for _ in range(100):
        span = Span()
        variable().set(span)
        references.append(weakref.ref(span))
    return references


CLAIMS = [
    Claim("Alive of 100 values that were set one after the other: a variable each, one for all", alive_after_collection,
          lambda: many(lambda: ContextVar("span")), lambda: many(lambda: SPAN)),
]

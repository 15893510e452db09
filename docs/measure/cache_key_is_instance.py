import weakref

from measures import Claim, alive_after_collection

TOTALS = {}
WEAK_TOTALS = weakref.WeakKeyDictionary()


class Order:
    pass


def orders(totals):
    references = []
    for _ in range(10):
        order = Order()
        totals[order] = 1
        references.append(weakref.ref(order))
    return references


CLAIMS = [
    Claim("Of 10 instances that nobody else has, alive after the collector has run: keys of a dict, of a `WeakKeyDictionary`",
          alive_after_collection, lambda: orders(TOTALS), lambda: orders(WEAK_TOTALS)),
]

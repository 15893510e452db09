import itertools
from concurrent.futures import Future, ThreadPoolExecutor

from measures import Claim, kept_each, number


def taken(batch):
    """Elements of 1,000 that were taken when the first result is there."""
    count = itertools.count()
    elements = (next(count) for _ in range(1000))
    with ThreadPoolExecutor(2) as executor:
        next(executor.map(abs, itertools.islice(elements, batch)))
    return next(count)


CLAIMS = [
    Claim("Elements of 1,000 that are taken before the first result: whole input, 20 at a time", number, lambda: taken(1000), lambda: taken(20)),
    Claim("An element that waits: its `Future`, the element alone (a `bytes` of 10)", kept_each, Future, lambda: bytes([1] * 10)),
]

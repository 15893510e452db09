from measures import Claim, peak, seconds


def rebuilt():
    items = ()
    for i in range(4_000):
        items += (i,)
    return items


def appended():
    items = []
    for i in range(4_000):
        items.append(i)
    return tuple(items)


def grown():
    items = []
    for _ in range(100_000):
        items.append(None)


def preallocated():
    items = [None] * 100_000
    for i in range(100_000):
        items[i] = None


CLAIMS = [
    Claim("Time for 4,000 elements: `items += (item,)`, `append` and one `tuple`", seconds, rebuilt, appended, times=5),
    Claim("Not reported, peak for 100,000 elements: `append` in a loop, a list of that length", peak, grown, preallocated, times=1),
]

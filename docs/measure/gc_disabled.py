import gc
import weakref

from measures import Claim, number


class Node:
    pass


def uncollected(switch):
    references = []
    switch()
    for _ in range(100):
        node = Node()
        node.itself = node
        references.append(weakref.ref(node))
    del node
    load = [[] for _ in range(50_000)]
    del load
    alive = sum(reference() is not None for reference in references)
    gc.enable()
    return alive


CLAIMS = [
    Claim("Alive of 100 dropped cycles, 50,000 lists later: `gc.disable()`, collector on", number,
          lambda: uncollected(gc.disable), lambda: uncollected(gc.enable)),
]

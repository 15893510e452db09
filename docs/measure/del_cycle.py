import weakref

from measures import Claim, alive, alive_after_collection


class Node:
    parent = child = None

    def __del__(self):
        pass


def family(refer_back):
    references = []
    for _ in range(10):
        parent, child = Node(), Node()
        parent.child, child.parent = child, refer_back(parent)
        references += [weakref.ref(parent), weakref.ref(child)]
    return references


CLAIMS = [
    Claim("Alive of 20 dropped objects before the collector runs: parent and child, weak parent", alive,
          lambda: family(lambda node: node), lambda: family(weakref.ref)),
    Claim("The same after it ran (since Python 3.4; all `__del__` were called)", alive_after_collection,
          lambda: family(lambda node: node), lambda: family(weakref.ref), times=1),
]

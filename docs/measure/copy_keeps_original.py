import copy
import weakref

from measures import Claim, alive_after_collection

KEPT = []


class Clause:
    origin = None

    def keeping_last(self):
        made = copy.copy(self)
        made.origin = self
        return made

    def keeping_first(self):
        made = copy.copy(self)
        made.origin = self.origin or self
        return made


def copies(step):
    clause, references = Clause(), []
    for _ in range(10):
        clause = step(clause)
        references.append(weakref.ref(clause))
    KEPT.append(clause)
    return references


CLAIMS = [
    Claim("Of 10 copies, each of the one before, alive when only the last is in use: each keeps what it is a copy of, each keeps the first",
          alive_after_collection, lambda: copies(Clause.keeping_last), lambda: copies(Clause.keeping_first)),
]

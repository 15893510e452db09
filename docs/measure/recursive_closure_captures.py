import weakref

from measures import Claim, alive


class Seen(dict):
    pass


def walk(node, seen):
    return walk(node - 1, seen) if node else seen


def nested(references):
    seen = Seen()
    references.append(weakref.ref(seen))

    def visit(node):
        return visit(node - 1) if node else seen

    visit(3)


def beside(references):
    seen = Seen()
    references.append(weakref.ref(seen))
    walk(3, seen)


def calls(function):
    references = []
    for _ in range(10):
        function(references)
    return references


CLAIMS = [Claim("Captured objects alive after 10 calls, before the collector runs: nested function that calls itself, function beside", alive, lambda: calls(nested), lambda: calls(beside))]

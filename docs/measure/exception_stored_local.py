import weakref

from measures import Claim, alive


class Payload:
    pass


def keeps(references):
    payload = Payload()
    references.append(weakref.ref(payload))
    last = None
    try:
        raise OSError
    except OSError as error:
        last = error
    return str(last)


def drops(references):
    payload = Payload()
    references.append(weakref.ref(payload))
    try:
        raise OSError
    except OSError as error:
        return str(error)


def calls(function):
    references = []
    for _ in range(10):
        function(references)
    return references


CLAIMS = [
    Claim("Locals alive after 10 calls, before the collector runs: `last = error`, only `except ... as error`", alive,
          lambda: calls(keeps), lambda: calls(drops)),
]

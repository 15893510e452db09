import sys
import weakref

from measures import Claim, alive


class Payload:
    pass


def with_traceback(references):
    payload = Payload()
    references.append(weakref.ref(payload))
    try:
        raise ValueError
    except ValueError:
        kind, error, tb = sys.exc_info()
        return kind.__name__


def bound_name(references):
    payload = Payload()
    references.append(weakref.ref(payload))
    try:
        raise ValueError
    except ValueError as error:
        return type(error).__name__


def calls(function):
    references = []
    for _ in range(10):
        function(references)
    return references


CLAIMS = [
    Claim("Locals alive after 10 calls, before the collector runs: `sys.exc_info()` in variables, `except ... as error`", alive,
          lambda: calls(with_traceback), lambda: calls(bound_name)),
]

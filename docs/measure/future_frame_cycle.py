import weakref
from concurrent.futures import Future

from measures import Claim, alive


class Payload:
    pass


def fail():
    raise ValueError


def run(references):
    payload = Payload()
    references.append(weakref.ref(payload))
    future = Future()
    try:
        future.set_result(fail())
    except BaseException as error:
        future.set_exception(error)
    return future


def run_and_let_go(references):
    payload = Payload()
    references.append(weakref.ref(payload))
    future = Future()
    try:
        future.set_result(fail())
    except BaseException as error:
        future.set_exception(error)
    try:
        return future
    finally:
        future = None


def calls(function):
    references = []
    for _ in range(10):
        function(references)
    return references


CLAIMS = [
    Claim("Locals alive after 10 failed calls whose futures are gone, before the collector runs: kept in its variable, let go", alive,
          lambda: calls(run), lambda: calls(run_and_let_go)),
]

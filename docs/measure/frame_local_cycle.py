import inspect
import sys
import weakref

from measures import Claim, alive


class Payload:
    pass


def own_frame(references):
    payload = Payload()
    references.append(weakref.ref(payload))
    frame = inspect.currentframe()
    return frame.f_lineno


def frames_of_the_stack(references):
    payload = Payload()
    references.append(weakref.ref(payload))
    stack = inspect.stack(context=0)
    return stack[1].function


def no_variable(references):
    payload = Payload()
    references.append(weakref.ref(payload))
    return sys._getframe(1).f_code.co_name


def calls(function):
    references = []
    for _ in range(10):
        function(references)
    return references


CLAIMS = [
    Claim("Locals alive after 10 calls, before the collector runs: `frame = inspect.currentframe()`, `sys._getframe(1).f_code`", alive,
          lambda: calls(own_frame), lambda: calls(no_variable)),
    Claim("The same: `stack = inspect.stack()`", alive, lambda: calls(frames_of_the_stack), lambda: calls(no_variable)),
]

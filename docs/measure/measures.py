"""What a claim file is made of: Claim, and the ways to measure a form (a function without arguments).

A measure returns a Figure. It prefers what is the same on every machine: bytes that tracemalloc sees, objects that are alive, elements that
were taken, the name of an exception. Time only where nothing else shows the cost.
"""

import gc
import time
import tracemalloc
from typing import Any, Callable, NamedTuple


class Figure(NamedTuple):
    value: float  # -1: it is the name of an outcome, which has no order
    text: str  # as it stands in the page
    is_stable: bool = True  # two runs of one interpreter differ by less than half


class Claim(NamedTuple):
    """The reported form costs at least `times` as much as the other, or (`times` = 1) the two cost the same."""

    what: str
    measure: Callable[[Callable[[], Any]], Figure]
    reported: Callable[[], Any]
    instead: Callable[[], Any]
    times: float = 1.5


def bytes_text(count: float) -> str:
    if count < 1000:
        return f"{count:.0f} B"
    unit, size = ("kB", 1000) if count < 1_000_000 else ("MB", 1_000_000)
    return f"{count / size:.1f} {unit}" if count < 100 * size else f"{count / size:.0f} {unit}"


def _traced(form):
    """Bytes that live after the form, with its result, and the most that lived during it."""
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    result = form()
    gc.collect()
    after, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del result
    return max(after - before, 0), most - before


def peak(form):
    """The most memory that is in use at a time."""
    most = _traced(form)[1]
    return Figure(most, bytes_text(most))


def kept(form):
    """What is still in use when the form has returned, the collector has run, and its result is held."""
    after = _traced(form)[0]
    return Figure(after, bytes_text(after))


def kept_each(form):
    """What one result of the form keeps, on average of a thousand; the list that holds them does not count."""
    results = [None] * 1000
    for i in range(len(results)):  # the first instances of a class cost more than the later ones
        results[i] = form()
    results = [None] * 1000
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for i in range(len(results)):
        results[i] = form()
    after = (tracemalloc.get_traced_memory()[0] - before) / len(results)
    tracemalloc.stop()
    return Figure(after, bytes_text(after))


def _count_alive(form, collect):
    gc.collect()
    gc.disable()
    references = form()
    if collect:
        gc.collect()
    alive = sum(reference() is not None for reference in references)
    gc.enable()
    return Figure(alive, str(alive))


def alive(form):
    """How many of the weak references that the form returns refer to something before the cyclic collector runs."""
    return _count_alive(form, collect=False)


def alive_after_collection(form):
    """The same after it has run."""
    return _count_alive(form, collect=True)


def number(form):
    """What the form returns: it has counted something."""
    count = form()
    return Figure(count, f"{count:,}")


def size(form):
    """The same in bytes."""
    count = form()
    return Figure(count, bytes_text(count))


def seconds(form):
    """The shortest of three runs, in processor time."""

    def run():
        start = time.process_time()
        form()
        return time.process_time() - start

    best = min(run() for _ in range(3))
    text = f"{best * 1000:.0f} ms" if best >= 0.0095 else f"{best * 1000:.1g} ms"
    return Figure(best, text, is_stable=False)


def outcome(form):
    """The exception that the form raises; "works" when it raises none; what it says when it returns a text."""
    try:
        result = form()
    except Exception as error:
        return Figure(-1, f"`{type(error).__name__}`")
    return Figure(-1, result if isinstance(result, str) else "works")

import os
import tempfile

from measures import Claim, number


def fail(descriptor):
    raise ValueError


def closed_behind(path):
    descriptor = os.open(path, os.O_RDONLY)
    OPENED.append(descriptor)
    fail(descriptor)
    os.close(descriptor)


def closed_in_finally(path):
    descriptor = os.open(path, os.O_RDONLY)
    OPENED.append(descriptor)
    try:
        fail(descriptor)
    finally:
        os.close(descriptor)


OPENED = []


def still_open(function):
    OPENED.clear()
    with tempfile.NamedTemporaryFile() as file:
        for _ in range(20):
            try:
                function(file.name)
            except ValueError:
                pass
    count = 0
    for descriptor in set(OPENED):
        try:
            os.close(descriptor)
            count += 1
        except OSError:
            pass
    return count


CLAIMS = [
    Claim("Descriptors open after 20 calls that fail: `close()` behind, in a `finally`", number, lambda: still_open(closed_behind), lambda: still_open(closed_in_finally)),
]

import gc
import os
import tempfile

from measures import Claim, number


def still_open(open_descriptor, close):
    gc.disable()
    numbers = [open_descriptor(close) for _ in range(20)]
    count = 0
    for descriptor in set(numbers):
        try:
            os.fstat(descriptor)
            os.close(descriptor)
            count += 1
        except OSError:
            pass
    gc.enable()
    return count


def temporary(close):
    descriptor, path = tempfile.mkstemp()
    os.unlink(path)
    if close:
        os.close(descriptor)
    return descriptor




CLAIMS = [
    Claim("Descriptors open after 20 calls of `mkstemp()`: forgotten, closed", number, lambda: still_open(temporary, False), lambda: still_open(temporary, True)),
]

from measures import Claim, kept


def fails():
    rows = bytearray(100_000)
    raise ValueError(len(rows))


def deeper(depth):
    rows = bytearray(100_000)
    return deeper(depth - 1) + len(rows) if depth else fails()


def stored(keep):
    failed = []
    for _ in range(5):
        try:
            deeper(8)
        except ValueError as error:
            failed.append(keep(error))
    return failed


CLAIMS = [
    Claim("Kept by 5 stored exceptions that went through 10 frames of 100 kB: as caught, `with_traceback(None)`", kept,
          lambda: stored(lambda error: error), lambda: stored(lambda error: error.with_traceback(None)), times=10),
]

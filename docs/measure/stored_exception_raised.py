import weakref

from measures import Claim, alive, kept


class Stream:
    def __init__(self):
        self.error = ValueError("closed")

    def read(self):
        raise self.error

    def read_untraced(self):
        raise self.error.with_traceback(None)

    def close(self):
        self.error = None


def asked(read):
    rows = bytearray(100_000)
    try:
        read()
    except ValueError:
        return len(rows)


def often(method):
    stream = Stream()
    for _ in range(20):
        asked(getattr(stream, method))
    return stream


def dropped(closes):
    references = []
    for _ in range(10):
        stream = often("read")
        if closes:
            stream.close()
        references.append(weakref.ref(stream))
    return references


CLAIMS = [
    Claim("Kept by an object whose exception was raised 20 times through a frame of 100 kB: as it is, `with_traceback(None)`", kept,
          lambda: often("read"), lambda: often("read_untraced"), times=10),
    Claim("Alive of 10 dropped objects before the collector runs: never let go of, set to None when they close", alive,
          lambda: dropped(False), lambda: dropped(True)),
]

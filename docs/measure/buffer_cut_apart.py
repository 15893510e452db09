from measures import Claim, kept

DATA = bytes(4_000_000)


def cut(data):
    return [data[at : at + 100_000] for at in range(0, len(data), 100_000)]


CLAIMS = [Claim("4 MB cut into 40 parts: of bytes, of a view", kept, lambda: cut(DATA), lambda: cut(memoryview(DATA)), times=50)]

from measures import Claim, kept


class Decoder:
    def __init__(self):
        self._trailers = []

    def feed(self, line):
        self._trailers.append(line)

    def end(self):
        trailers, self._trailers = self._trailers, []
        return trailers


def fed(takes):
    decoder = Decoder()
    for i in range(1000):
        decoder.feed(f"trailer {i}")
        if takes and i % 10 == 9:
            decoder.end()
    return decoder


CLAIMS = [Claim("Kept by an object that was fed 1,000 lines: written only, taken every ten lines", kept, lambda: fed(False), lambda: fed(True), times=10)]

import tempfile

from measures import Claim, peak

FILE = tempfile.TemporaryFile()
FILE.write(bytes(4_000_000))


def whole():
    FILE.seek(0)
    FILE.read()


def in_blocks():
    FILE.seek(0)
    while FILE.read(1 << 16):
        pass


CLAIMS = [Claim("Peak while 4 MB are skipped: `read()`, blocks of 64 kB", peak, whole, in_blocks, times=5)]

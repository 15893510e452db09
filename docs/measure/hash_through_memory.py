import hashlib
import tempfile

from measures import Claim, peak

FILE = tempfile.TemporaryFile()
FILE.write(bytes(4_000_000))


def whole():
    FILE.seek(0)
    return hashlib.sha256(FILE.read()).hexdigest()


def in_blocks():
    FILE.seek(0)
    digest = hashlib.sha256()
    while block := FILE.read(1 << 16):
        digest.update(block)
    return digest.hexdigest()


CLAIMS = [Claim("Peak for the hash of 4 MB: `sha256(file.read())`, blocks of 64 kB", peak, whole, in_blocks, times=5)]

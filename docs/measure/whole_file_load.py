import tempfile

from measures import Claim, peak

FILE = tempfile.TemporaryFile("w+")
FILE.writelines(f"{i:08} INFO something happened here, and it took a while\n" for i in range(20_000))


def readlines():
    FILE.seek(0)
    return sum("ERROR" in line for line in FILE.readlines())


def splitlines():
    FILE.seek(0)
    return sum("ERROR" in line for line in FILE.read().splitlines())


def iterated():
    FILE.seek(0)
    return sum("ERROR" in line for line in FILE)


CLAIMS = [
    Claim(f"Peak for a text of {FILE.tell() / 1e6:.1f} MB: `readlines()`, iteration", peak, readlines, iterated, times=10),
    Claim("The same: `read().splitlines()`, iteration", peak, splitlines, iterated, times=10),
]

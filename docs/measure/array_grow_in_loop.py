"""The standard library's array copies in the same way and is there everywhere."""
from array import array

from measures import Claim, peak, seconds

PIECE = array("d", [1.0]) * 128


def grown():
    rows = array("d")
    for _ in range(1000):
        rows = rows + PIECE
    return rows



def extended():
    rows = array("d")
    for _ in range(1000):
        rows.extend(PIECE)
    return rows


CLAIMS = [
    Claim("Time for 1,000 pieces of 1 kB, with `array.array` for numpy's: a new array each turn, one that grows in place", seconds, grown, extended, times=5),
    Claim("Peak of the same (result: 1 MB)", peak, grown, extended, times=1.2),
]

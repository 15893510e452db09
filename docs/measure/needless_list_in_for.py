from measures import Claim, peak

TEXTS = ["100000"] * 100_000


def listed():
    for _ in list(map(int, TEXTS)):
        pass


def direct():
    for _ in map(int, TEXTS):
        pass


CLAIMS = [Claim("Peak of a loop over 100,000 numbers: `list(map(...))`, `map(...)`", peak, listed, direct)]

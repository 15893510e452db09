import itertools

from measures import Claim, peak

NUMBERS = 50_000


def teed():
    first, second = itertools.tee(number * 3 for number in range(NUMBERS))
    highest = max(first)
    return sum(highest - number for number in second)


def listed():
    numbers = [number * 3 for number in range(NUMBERS)]
    highest = max(numbers)
    return sum(highest - number for number in numbers)


def twice():
    highest = max(number * 3 for number in range(NUMBERS))
    return sum(highest - number * 3 for number in range(NUMBERS))


CLAIMS = [
    Claim("Peak for 50,000 numbers, one branch taken whole: `tee`, a list", peak, teed, listed, times=1),
    Claim("The same: `tee`, the numbers made twice", peak, teed, twice, times=10),
]

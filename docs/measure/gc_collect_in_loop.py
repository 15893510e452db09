import gc

from measures import Claim, seconds

OBJECTS = [[] for _ in range(200_000)]


def convert(collect):
    for _ in range(10):
        len(OBJECTS)
        if collect:
            gc.collect()


CLAIMS = [Claim("Time of 10 turns in a program with 200,000 lists: `gc.collect()` in each, none", seconds, lambda: convert(True), lambda: convert(False), times=10)]

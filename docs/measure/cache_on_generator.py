from functools import lru_cache

from measures import Claim, outcome


@lru_cache
def generated():
    yield from range(25)


@lru_cache
def materialized():
    return tuple(range(25))


def second_caller(function):
    list(function())
    return f"{len(list(function()))} elements"


CLAIMS = [Claim("What the second caller gets of 25 elements: generator, tuple", outcome, lambda: second_caller(generated), lambda: second_caller(materialized))]

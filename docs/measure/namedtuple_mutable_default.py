from typing import NamedTuple, Sequence

from measures import Claim, number


class Shared(NamedTuple):
    value: int
    warnings: Sequence = []


class Fresh(NamedTuple):
    value: int
    warnings: Sequence


def warnings_of_last(make):
    for i in range(100):
        result = make(i)
        result.warnings.append("leading zero")
    return len(result.warnings)


CLAIMS = [Claim("Warnings of the 100th tuple, which got one: default `[]`, a list passed in", number,
                lambda: warnings_of_last(Shared), lambda: warnings_of_last(lambda i: Fresh(i, [])))]

import sys
from dataclasses import dataclass

from measures import Claim, outcome


@dataclass(slots=True)
class Short:
    name: str

    def __repr__(self):
        return super().__repr__()


@dataclass(slots=True)
class Written:
    name: str

    def __repr__(self):
        return object.__repr__(self)


def called(kind):
    repr(kind("start"))


CLAIMS = [Claim("`super().__repr__()` called, `object.__repr__(self)`", outcome, lambda: called(Short), lambda: called(Written))]
if sys.version_info >= (3, 14):  # which repairs it
    CLAIMS = []

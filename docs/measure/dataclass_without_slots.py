from dataclasses import dataclass

from measures import Claim, kept_each


@dataclass
class Plain:
    x: float
    y: float


@dataclass(slots=True)
class Slotted:
    x: float
    y: float


def looked_at():
    point = Plain(1.0, 2.0)
    vars(point)
    return point


CLAIMS = [
    Claim("An instance with two fields: plain, `slots=True`", kept_each, lambda: Plain(1.0, 2.0), lambda: Slotted(1.0, 2.0)),
    Claim("The same after `vars(point)`", kept_each, looked_at, lambda: Slotted(1.0, 2.0)),
    Claim("A `dict` of two keys, `slots=True`", kept_each, lambda: {"x": 1.0, "y": 2.0}, lambda: Slotted(1.0, 2.0)),
]

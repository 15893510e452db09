from array import array

from measures import Claim, kept

CLAIMS = [
    Claim("100,000 integers: `list`, `array`", kept, lambda: list(range(100_000)), lambda: array("l", range(100_000))),
    Claim("100,000 floats: `list`, `array`", kept, lambda: [i * 0.5 for i in range(100_000)], lambda: array("d", (i * 0.5 for i in range(100_000)))),
]

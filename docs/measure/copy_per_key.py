from measures import Claim, kept

NEEDED = {("name", i) for i in range(300)}
SHARED = frozenset(NEEDED)

CLAIMS = [
    Claim(
        "300 keys with a set of 300: a copy for each, one that is shared",
        kept,
        lambda: {key: NEEDED.copy() for key in range(300)},
        lambda: {key: SHARED for key in range(300)},
        times=50,
    )
]

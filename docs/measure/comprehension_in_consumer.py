from measures import Claim, peak

NUMBERS = 100_000

CLAIMS = [
    Claim("Peak of `sum` over 100,000 numbers: list, generator", peak,
          lambda: sum([number * 3 for number in range(NUMBERS)]), lambda: sum(number * 3 for number in range(NUMBERS))),
    Claim("Not reported, peak of `str.join` over 100,000 strings: list, generator (`join` makes a list of it)", peak,
          lambda: ",".join([str(number) for number in range(NUMBERS)]), lambda: ",".join(str(number) for number in range(NUMBERS)), times=1),
    Claim("Not reported, peak of `sorted` over 100,000 numbers: list, generator (the result is a list anyway)", peak,
          lambda: sorted([number * 3 for number in range(NUMBERS)]), lambda: sorted(number * 3 for number in range(NUMBERS)), times=1),
]

from measures import Claim, peak

NUMBERS = 100_000

CLAIMS = [
    Claim("Peak while 100,000 numbers are counted: `len([...])`, `sum(1 for ...)`", peak,
          lambda: len([number * 3 for number in range(NUMBERS)]), lambda: sum(1 for number in range(NUMBERS))),
]

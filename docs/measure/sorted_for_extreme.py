import heapq

from measures import Claim, peak

NUMBERS = [i * 7919 % 100_003 for i in range(100_000)]

CLAIMS = [
    Claim("Peak for the 10 smallest of 100,000 numbers: `sorted(...)[:10]`, `heapq.nsmallest(10, ...)`", peak,
          lambda: sorted(NUMBERS)[:10], lambda: heapq.nsmallest(10, NUMBERS), times=10),
]

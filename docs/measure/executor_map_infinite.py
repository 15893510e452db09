import itertools
from concurrent.futures import ThreadPoolExecutor

from measures import Claim, number


class Enough(Exception):
    pass


def endless(taken):
    """Stands for itertools.count(), and stops the experiment at 5,000."""
    for i in itertools.count():
        if i == 5000:
            raise Enough
        taken.append(i)
        yield i


def count_taken(batch):
    taken = []
    with ThreadPoolExecutor(2) as executor:
        try:
            next(executor.map(abs, itertools.islice(endless(taken), batch)))
        except Enough:
            pass
    return len(taken)


CLAIMS = [
    Claim("Elements of an endless input that are taken before the first result (stopped at 5,000): whole, 20 at a time", number,
          lambda: count_taken(None), lambda: count_taken(20)),
]

from collections import deque

from measures import Claim, number


def log(last, line):
    """The append that nobody thought of."""
    last.append(line)


def length(last, cut):
    for i in range(1000):
        last.append(i)
        if cut and len(last) > 10:
            last.popleft()
        log(last, i)
    return len(last)


CLAIMS = [
    Claim("Length of a deque for 10 after 1,000 lines, when another function appends, too: cut by hand, `maxlen`", number,
          lambda: length(deque(), True), lambda: length(deque(maxlen=10), False)),
]

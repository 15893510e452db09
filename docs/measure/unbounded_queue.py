import queue

from measures import Claim, number


def length(bound):
    """Of a queue whose producer is faster: it puts in ten, then one is taken."""
    lines = queue.Queue(maxsize=bound)
    for i in range(1000):
        if not lines.full():  # here put() would wait
            lines.put(i)
        if i % 10 == 9:
            lines.get()
    return lines.qsize()


CLAIMS = [Claim("Length after 1,000 lines from a producer ten times as fast: no `maxsize`, `maxsize=50`", number, lambda: length(0), lambda: length(50), times=5)]

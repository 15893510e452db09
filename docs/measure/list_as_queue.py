from collections import deque

from measures import Claim, seconds


def emptied(queue, take):
    while queue:
        take()


def from_list():
    queue = list(range(40_000))
    emptied(queue, lambda: queue.pop(0))


def from_deque():
    queue = deque(range(40_000))
    emptied(queue, queue.popleft)


CLAIMS = [Claim("Time to take 40,000 elements off the front: `list.pop(0)`, `deque.popleft()`", seconds, from_list, from_deque, times=4)]

import queue

from measures import Claim, number


def length_after(events):
    for event in range(10_000):
        try:
            events.put_nowait(event)
        except queue.Full:
            pass
    return events.qsize()


CLAIMS = [
    Claim("Items in the queue after 10,000 puts that nobody takes, with a handler for `queue.Full`: `Queue()`, `Queue(maxsize=100)`",
          number, lambda: length_after(queue.Queue()), lambda: length_after(queue.Queue(maxsize=100))),
]

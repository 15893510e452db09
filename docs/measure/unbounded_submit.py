from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from threading import Event

from measures import Claim, number


def waiting(bound):
    """The most that is queued for a worker that has not got through its first piece."""
    most, running, go = 0, set(), Event()
    with ThreadPoolExecutor(1) as pool:
        for _ in range(500):
            running.add(pool.submit(go.wait))
            most = max(most, len(running))
            if bound and len(running) >= bound:
                go.set()
                _, running = wait(running, return_when=FIRST_COMPLETED)
        go.set()
    return most


CLAIMS = [Claim("Futures of 500 pieces that exist at a time: `submit` in a loop, `wait` at 100", number, lambda: waiting(0), lambda: waiting(100), times=3)]

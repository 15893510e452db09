import threading
from concurrent.futures import ThreadPoolExecutor

from measures import Claim, number

POOLS = []


def threads_left(shut_down):
    """What a pool that something still holds costs."""
    before = threading.active_count()
    for _ in range(5):
        pool = ThreadPoolExecutor(1)
        pool.submit(abs, 1).result()
        POOLS.append(pool)
        if shut_down:
            pool.shutdown()
    count = threading.active_count() - before
    for pool in POOLS:
        pool.shutdown()
    return count


CLAIMS = [Claim("Threads of 5 pools that have done their work and are held: left, `shutdown()`", number, lambda: threads_left(False), lambda: threads_left(True))]

import gc

from measures import Claim, number


def garbage(flags):
    gc.collect()
    gc.set_debug(flags)
    for _ in range(100):
        cycle = []
        cycle.append(cycle)
    del cycle
    gc.collect()
    count = len(gc.garbage)
    gc.set_debug(0)
    gc.garbage.clear()
    return count


CLAIMS = [
    Claim("Objects in `gc.garbage` after 100 cycles were dropped: `DEBUG_SAVEALL` (a part of `DEBUG_LEAK`), no flags", number,
          lambda: garbage(gc.DEBUG_SAVEALL), lambda: garbage(0)),
]

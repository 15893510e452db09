import weakref

from measures import Claim, number


class Clock:
    def tick(self):
        pass


CLOCKS = [Clock() for _ in range(10)]


def dead(refer):
    return sum(reference() is None for reference in [refer(clock.tick) for clock in CLOCKS])


CLAIMS = [Claim("Dead of 10 references to bound methods of living objects: `weakref.ref`, `weakref.WeakMethod`", number,
                lambda: dead(weakref.ref), lambda: dead(weakref.WeakMethod))]

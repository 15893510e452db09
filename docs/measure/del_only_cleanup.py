from measures import Claim, number


class Counted:
    """Stands for something that has to be given back."""

    held = 0

    def __init__(self):
        Counted.held += 1

    def close(self):
        Counted.held -= 1


class ByDel(Counted):
    def __del__(self):
        self.close()


class ByWith(Counted):
    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()


def with_del():
    Counted.held = 0
    cycle = ByDel()
    cycle.itself = cycle
    del cycle
    return Counted.held


def with_with():
    Counted.held = 0
    with ByWith() as cycle:
        cycle.itself = cycle
    return Counted.held


CLAIMS = [Claim("Not yet given back when an object that is in a cycle was dropped: `__del__` alone, `with`", number, with_del, with_with)]

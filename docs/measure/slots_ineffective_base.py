from measures import Claim, kept_each


class Open:
    pass


class Closed:
    __slots__ = ()


def fields_of(base):
    class Move(base):
        __slots__ = ("x", "y")

        def __init__(self):
            self.x = 1.0
            self.y = 2.0

    return Move


class Command:
    def __init__(self):
        self.name = "move"


class Step(Command):
    __slots__ = ("x",)

    def __init__(self):
        super().__init__()
        self.x = 1.0


CLAIMS = [
    Claim("An instance with two attributes, slots in the subclass: base without, base with `__slots__ = ()`", kept_each, fields_of(Open), fields_of(Closed), times=1.2),
    Claim("The same when the base sets an attribute of its own, too", kept_each, Step, fields_of(Closed), times=1.2),
]
